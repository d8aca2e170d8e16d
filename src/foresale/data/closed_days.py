"""When the shop didn't trade, when a product wasn't sold yet, and when it stopped."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.data.aggregation_rules import Positions
from foresale.data.period_rules import weekday_name
from foresale.data.sales import Note
from foresale.frequency import Dates, Frequency
from foresale.panel import Bools, Floats, Panel

# With eight sales expected, chance leaves a period empty about once in 3,000.
_SALES_EXPECTED = 8
_LONGEST_CLOSURE_AT_END = 14
_STORE_NAME = r"(?i)(^|_|\b)(store|shop|branch|outlet|location|site|market|warehouse|depot|filiale|magasin)"
_FEWEST_IDLE = {Frequency.DAY: 28, Frequency.WEEK: 8, Frequency.MONTH: 3}


def closed_periods(
    sold: NDArray[np.integer] | Floats, series: pl.DataFrame, dates: Dates, freq: Frequency
) -> tuple[Bools, list[Note]]:
    """Which periods each series' shop was shut, judged by the whole file and by each store.

    A period without one sale is a closure when its weekday hardly ever sees a sale while others do, or
    when so many sales are usual (the median of its weekday) that chance can't explain none.

    Args:
        sold: S × T number of sales (lines, invoices or series that sold).
        series: The S series' keys and static columns; store columns are told by name.
        dates: The T period starts.
        freq: Length of a period.
    """
    whole = _closed(sold.sum(axis=0, keepdims=True), dates, freq)
    closed = np.repeat(whole, sold.shape[0], axis=0)
    notes = _whole_file_notes(whole[0], dates, freq)
    for column in series.columns:
        if not pl.Series([column]).str.contains(_STORE_NAME)[0]:
            continue
        group = series[column].cast(pl.String).fill_null("").rank("dense").to_numpy().astype(np.int64) - 1
        n_groups = int(group.max()) + 1
        if not 1 < n_groups < series.height:
            continue
        place = group[:, None] * sold.shape[1] + np.arange(sold.shape[1])
        by_group = np.bincount(place.ravel(), weights=sold.ravel()).reshape(n_groups, -1)
        shut = _closed(by_group, dates, freq) & ~whole
        closed |= shut[group]
        if shut.any():
            text = f"{int(shut.sum()):,} further {freq.noun}s on which a single {column} sold nothing at all: closed there."
            notes.append(Note("closed_stores", int(shut.sum()), text))
    return closed, notes


def _closed(sold: Floats, dates: Dates, freq: Frequency) -> Bools:
    """G × T closures of G groups."""
    empty = sold == 0
    ever = ~empty
    n_groups, n_periods = sold.shape
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
    share = np.full((n_groups, 7), np.nan)
    for day in np.unique(slot):
        here = slot == day
        living = alive[:, here]
        n_alive = living.sum(axis=1)
        share[:, day] = np.where(
            n_alive >= 4, (ever[:, here] & living).sum(axis=1) / np.maximum(n_alive, 1), np.nan
        )
        usual = _median_of_positive(sold[:, here])
        closed[:, here] = living & empty[:, here] & (usual >= _SALES_EXPECTED)[:, None]
    if freq is Frequency.DAY:
        busiest = np.nan_to_num(share).max(axis=1, keepdims=True)
        never = (share <= 0.02) & (busiest >= 0.5)
        closed |= alive & empty & never[:, slot]
    return closed


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
        return [Note("closed_days", count, f"{count:,} {freq.noun}s have no sale in the whole file: closed.")]
    weekday = (dates[closed].astype("datetime64[D]").astype(np.int64) + 3) % 7
    held = np.bincount((dates.astype("datetime64[D]").astype(np.int64) + 3) % 7, minlength=7)
    by_weekday = np.bincount(weekday, minlength=7)
    always = [d for d in range(7) if by_weekday[d] > 0.9 * held[d] > 0]
    rest = count - int(by_weekday[always].sum())
    parts = [f"{int(by_weekday[d]):,} {weekday_name(d)}s" for d in always]
    if rest:
        shown = ", ".join(
            str(d) for d in dates[closed][~np.isin(weekday, always)][:3].astype("datetime64[D]")
        )
        parts.append(f"{rest:,} {'other ' if always else ''}days ({shown}{' …' if rest > 3 else ''})")
    text = f"Nothing at all was sold on {' and '.join(parts)}: closed, not zero demand."
    return [Note("closed_days", count, text)]


def first_sales(target: Floats) -> Positions:
    """Per series, the position of its first non-zero value; T where it never sold."""
    sold = np.nan_to_num(target) != 0
    return np.where(sold.any(axis=1), sold.argmax(axis=1), target.shape[1])


def ended_series(panel: Panel) -> Bools:
    """Which series seem to have left the range, judged by nothing but their own past.

    A series has ended when it has sold nothing for longer than twice its own longest pause and for at
    least four weeks (by day), eight weeks (by week) or three months. Days on which everything was closed
    don't count. Series that never sold haven't ended.
    """
    traded = ~panel.closed.all(axis=0)
    sold = (np.nan_to_num(panel.target) != 0)[:, traded]
    n_periods = sold.shape[1]
    if n_periods == 0:
        return np.zeros(panel.n_series, dtype=bool)
    ever = sold.any(axis=1)
    position = np.where(sold, np.arange(n_periods), -1)
    latest = np.maximum.accumulate(position, axis=1)
    last = latest[:, -1]
    before = np.concatenate([np.full((len(sold), 1), -1), latest[:, :-1]], axis=1)
    pauses = np.where(sold & (before >= 0), np.arange(n_periods) - before, 0)
    longest = pauses.max(axis=1)
    fewest = _FEWEST_IDLE[panel.freq]
    idle = n_periods - 1 - last
    return np.asarray(ever & (idle > 2 * np.where(longest > 0, longest, 2 * fewest)) & (idle >= fewest))
