"""Single orders far beyond anything else a series sells: real, but nothing to expect again."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Bools, Floats
from foresale.data.cleaning.announced_peaks import is_announced
from foresale.data.cleaning.shared_peaks import find_shared_peaks, name_groups
from foresale.frequency import Frequency
from foresale.messages import option
from foresale.notes import Note, counted
from foresale.panel import Panel

_FEWEST = 20  # periods with sales; of fewer nothing is usual
_PERIODS_A_CHANCE = 400  # periods with sales for each further one-off: more of them are part of the business
_GAP = 3.0  # times the largest ordinary value
_FAR = 6.0  # robust standard deviations of the logarithm above the median
_SPREADS = (0.25, 0.6)  # the least such deviation, of large and of small numbers
_CANDIDATE = 5.0  # times the mean of the other values: below it no row is looked at
_TOGETHER = 0.2  # share of series that peak in one period where it is an event of the shop
_FEWEST_TOGETHER = 3
_LISTED = 3
_LONG = (Frequency.FORTNIGHT, Frequency.FOUR_WEEKS, Frequency.MONTH, Frequency.QUARTER)


def one_off_orders(panel: Panel) -> Bools:
    """S × T, true where one period holds an order out of all proportion to a series' own level.

    Judged by nothing but the panel's own past: the value is more than three times the largest ordinary one
    and six robust standard deviations of the logarithm above the median, and there is at most one in some
    hundred periods with sales. Periods in which many series peak together are events, not orders; so are
    those in which most others of the same product (or store) sell unusually much, and those that a column
    known ahead tells apart, such as a price or a promotion. What came at the same time of another year too is
    a season. For periods of two weeks and more, which may hold a season's peak, another year must be known.
    """
    found = np.zeros(panel.target.shape, dtype=bool)
    if not panel.non_negative or not panel.n_periods:
        return found
    sold = np.where(panel.target > 0, panel.target, np.nan)
    n_sold = (~np.isnan(sold)).sum(axis=1)
    largest = np.nan_to_num(sold).max(axis=1)
    others = (np.nan_to_num(sold).sum(axis=1) - largest) / np.maximum(n_sold - 1, 1)
    for row in np.flatnonzero((n_sold >= _FEWEST) & (largest >= _CANDIDATE * np.maximum(others, 1e-12))):
        found[row] = _in_series(sold[row])

    def work_out() -> Bools:
        together = found.sum(axis=0)
        alive = (~np.isnan(panel.target)).sum(axis=0)
        return np.asarray((together >= _FEWEST_TOGETHER) & (together >= _TOGETHER * alive))

    found &= ~panel.pooled("one-off events", work_out)
    shared = set(panel.pooled("one-off shared", lambda: np.array(find_shared_peaks(panel, found))).tolist())
    for place, period in np.argwhere(found).tolist():
        found[place, period] = not (
            any(name in shared for name in name_groups(panel, place, period))
            or is_announced(panel, place, period)
            or _may_be_season(panel, place, period)
        )
    return found


def _in_series(sold: Floats) -> Bools:
    values = np.sort(sold[~np.isnan(sold)])[::-1]
    for count in range(1, 2 + len(values) // _PERIODS_A_CHANCE):
        rest = values[count:]
        if values[count - 1] < _GAP * rest[0]:
            continue
        middle = float(np.median(rest))
        logs = np.log(rest)
        spread = 1.4826 * float(np.median(np.abs(logs - np.log(middle))))
        spread = max(spread, float(np.clip(0.9 / np.sqrt(middle), *_SPREADS)))
        if np.log(values[count - 1] / middle) >= _FAR * spread:
            return np.asarray(np.nan_to_num(sold) >= values[count - 1])
    return np.zeros(len(sold), dtype=bool)


def _may_be_season(panel: Panel, row: int, period: int) -> bool:
    """Whether about the same time of another year was as high, or, for long periods, isn't known."""
    known = False
    year = 364 if panel.freq is Frequency.DAY else panel.freq.periods_a_year
    reach = {Frequency.DAY: 10, Frequency.WEEK: 2}.get(panel.freq, 0)
    for middle in range(period % year, panel.n_periods, year):
        if middle == period:
            continue
        near = panel.target[row, max(middle - reach, 0) : middle + reach + 1]
        known |= bool((~np.isnan(near)).any())
        if np.nan_to_num(near).max() > panel.target[row, period] / _GAP:
            return True
    return panel.freq in _LONG and not known


def describe_one_offs(panel: Panel, found: Bools) -> Note:
    """Name the orders, with their dates and amounts, the largest first."""
    at = np.argwhere(found)
    amounts = panel.target[found]
    order = np.argsort(-amounts, kind="stable")
    parts = []
    for i in order[:_LISTED].tolist():
        row, period = at[i].tolist()
        name = ", ".join(str(value) for value in panel.series.select(panel.keys).row(row))
        date = panel.dates[period].astype("datetime64[M]" if panel.freq.months else "datetime64[D]")
        usual = np.nanmedian(np.where(panel.target[row] > 0, panel.target[row], np.nan))
        parts.append(f"{name} sold {amounts[i]:,.0f} on {date} where {usual:,.0f} is usual")
    more = f" and {len(at) - _LISTED:,} more" if len(at) > _LISTED else ""
    text = (
        f"{counted(len(at), 'one-off order')}: {'; '.join(parts)}{more}. Kept in the history, "
        "but models and ranges don't expect it again, nor is a past forecast judged by it "
        f"({option('one_offs', 'keep')} counts it like any sale)."
    )
    return Note("one_off_orders", len(at), text)
