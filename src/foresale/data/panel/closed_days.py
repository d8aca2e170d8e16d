"""When the shop didn't trade."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Bools, Floats
from foresale.data.panel.missing_rows import idle_weekdays
from foresale.frequency import Dates, Frequency, weekday_name, weekdays
from foresale.notes import Note, counted

# With eight sales expected, chance leaves a period empty about once in 3,000.
_SALES_EXPECTED = 8
_LONGEST_CLOSURE_AT_END = 14
_STORE_NAME = r"(?i)(^|_|\b)(store|shop|branch|outlet|location|site|market|warehouse|depot|filiale|magasin)"


def find_closed_periods(
    sold: Floats, series: pl.DataFrame, dates: Dates, freq: Frequency
) -> tuple[Bools, list[Note]]:
    """Which periods each series' shop was shut, judged by the whole file and by each store.

    A period without one sale is a closure when its weekday sees so few sales that chance can't explain it
    (a shop that sells on one day in five leaves a weekday empty for weeks by chance), or when so many
    sales are usual (the median of its weekday) that chance can't explain none.

    Args:
        sold: S × T number of sales (lines, invoices or series that sold).
        series: The S series' keys and static columns; store columns are told by name.
        dates: The T period starts.
        freq: Length of a period.
    """
    whole = _find_closed(sold.sum(axis=0, keepdims=True), dates, freq)
    closed = np.repeat(whole, sold.shape[0], axis=0)
    notes = _whole_file_notes(whole[0], dates, freq)
    for column, group in stores_of(series).items():
        n_groups = int(group.max()) + 1
        place = group[:, None] * sold.shape[1] + np.arange(sold.shape[1])
        by_group = np.bincount(place.ravel(), weights=sold.ravel()).reshape(n_groups, -1)
        shut = _find_closed(np.asarray(by_group), dates, freq) & ~whole
        closed |= shut[group]
        if shut.any():
            count = int(shut.sum())
            text = f"{counted(count, freq.noun)} on which one {column} sold nothing at all: closed there."
            notes.append(Note("closed_stores", count, text))
    if freq is Frequency.DAY and len(sold) > 1:
        notes += _close_idle_weekdays(closed, sold, dates)
    return closed, notes


def stores_of(series: pl.DataFrame) -> dict[str, NDArray[np.int64]]:
    """Columns that name stores of several series each, with each series' store by number.

    Args:
        series: Key and static columns, a row a series.

    Examples:
        >>> table = pl.DataFrame({"store": ["a", "b", "a"], "item": ["x", "x", "y"]})
        >>> {name: store.tolist() for name, store in stores_of(table).items()}
        {'store': [0, 1, 0]}
    """
    found = {}
    for column in series.columns:
        if not pl.Series([column]).str.contains(_STORE_NAME)[0]:
            continue
        store = series[column].cast(pl.String).fill_null("").rank("dense").to_numpy().astype(np.int64) - 1
        if 1 < int(store.max()) + 1 < series.height:
            found[column] = store
    return found


def _close_idle_weekdays(closed: Bools, sold: Floats, dates: Dates) -> list[Note]:
    """Mark, in place, the weekdays on which a single series never sells though it does on all others."""
    place = weekdays(dates)
    ever = sold > 0
    known = closed.any(axis=0) & closed.all(axis=0)
    idle = idle_weekdays(ever, dates[0], by_others=True) & ~np.isin(np.arange(7), np.unique(place[known]))
    begun = np.maximum.accumulate(ever, axis=1)
    shut = idle[:, place] & ~ever & begun & ~closed
    count = int(shut.sum())
    if not count:
        return []
    closed |= shut
    n_series = int(shut.any(axis=1).sum())
    on = ", ".join(weekday_name(int(day)) for day in np.flatnonzero(idle.any(axis=0)))
    often = "hardly ever" if (idle[:, place] & ever & begun).any() else "never"
    text = (
        f"{n_series:,} of {len(sold):,} series {often} sell on a weekday ({on}) though often on others: "
        f"taken as closed then ({counted(count, 'series-day')})."
    )
    return [Note("closed_weekdays", count, text)]


def _find_closed(sold: Floats, dates: Dates, freq: Frequency) -> Bools:
    """G × T closures of G groups."""
    empty = sold == 0
    ever = ~empty
    n_periods = sold.shape[1]
    first = np.where(ever.any(axis=1), ever.argmax(axis=1), n_periods)[:, None]
    last = np.where(ever.any(axis=1), n_periods - 1 - ever[:, ::-1].argmax(axis=1), 0)[:, None]
    position = np.arange(n_periods)[None, :]
    still_trading = n_periods - 1 - last <= _LONGEST_CLOSURE_AT_END
    alive = (position >= first) & ((position <= last) | still_trading)
    slot = (
        (dates.astype("datetime64[D]").astype(np.int64) + 3) % 7
        if freq is Frequency.DAY
        else np.zeros(n_periods, int)
    )
    closed = np.zeros_like(empty)
    for day in np.unique(slot):
        here = slot == day
        living = alive[:, here]
        usual = _median_of_positive(sold[:, here])
        closed[:, here] = living & empty[:, here] & (usual >= _SALES_EXPECTED)[:, None]
    if freq is Frequency.DAY:
        closed |= alive & empty & idle_weekdays(ever, dates[0])[:, slot]
    return np.asarray(closed)


def _median_of_positive(sold: Floats) -> Floats:
    """Row medians of what is above zero; 0 for rows without."""
    ordered = np.sort(np.where(sold > 0, sold, np.inf), axis=1)
    n_positive = (sold > 0).sum(axis=1)
    middle = ordered[np.arange(len(ordered)), np.maximum(n_positive - 1, 0) // 2]
    return np.where(n_positive > 0, middle, 0.0)


def _whole_file_notes(closed: Bools, dates: Dates, freq: Frequency) -> list[Note]:
    count = int(closed.sum())
    if not count:
        return []
    if freq is not Frequency.DAY:
        text = f"{counted(count, freq.noun)} without a sale in the whole file: closed, not zero demand."
        return [Note("closed_days", count, text)]
    by_weekday = np.bincount(weekdays(dates[closed]), minlength=7)
    held = np.bincount(weekdays(dates), minlength=7)
    always = [d for d in range(7) if by_weekday[d] > 0.9 * held[d] > 0]
    parts = [counted(int(by_weekday[d]), weekday_name(d)) for d in always]
    others = dates[closed][~np.isin(weekdays(dates[closed]), always)]
    if len(others):
        shown = ", ".join(str(day) for day in others[:3]) + (" …" if len(others) > 3 else "")
        parts.append(f"{counted(len(others), 'other day' if always else 'day')} ({shown})")
    text = f"Nothing at all was sold on {' and '.join(parts)}: closed, not zero demand."
    return [Note("closed_days", count, text)]
