"""What each period would usually have brought, as one could tell before it."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Floats
from foresale.frequency import Frequency

RECENT = {
    Frequency.DAY: 28,
    Frequency.WEEK: 8,
    Frequency.MONTH: 3,
    Frequency.FORTNIGHT: 4,
    Frequency.FOUR_WEEKS: 3,
    Frequency.QUARTER: 2,
}
CELLS_AT_ONCE = 100_000  # so that what is worked on stays in the processor's cache
LEAST, MOST = 0.2, 5.0  # of the level, between which a day of the week may lie


def estimate_baseline(demand: Floats, freq: Frequency) -> Floats:
    """S × T what each period would usually bring, from periods before it; NaN before the first known one.

    The mean of the recent known periods, pulled towards the mean of all of them by the weight of
    one, times what the weekday brings in all series together.

    Args:
        demand: S × T, NaN where unknown.
        freq: Length of a period.

    Examples:
        >>> estimate_baseline(np.array([[4.0, 4.0, np.nan, 8.0, 1.0]]), Frequency.WEEK).round(1).tolist()
        [[nan, 4.0, 4.0, 4.0, 5.3]]
    """
    usual = np.empty(demand.shape)
    sold, level = np.zeros((2, demand.shape[1]))
    step = max(1, CELLS_AT_ONCE // max(demand.shape[1], 1))
    for start in range(0, len(demand), step):
        rows = slice(start, start + step)
        usual[rows] = _level(demand[rows], RECENT[freq])
        told = ~np.isnan(demand[rows]) & ~np.isnan(usual[rows])
        sold += np.where(told, demand[rows], 0.0).sum(axis=0)
        level += np.where(told, usual[rows], 0.0).sum(axis=0)
    if freq is Frequency.DAY:
        usual *= _weekdays(sold, level)
    return usual


def _level(demand: Floats, recent: int) -> Floats:
    """The mean of the recent known periods, pulled towards that of all."""
    known = ~np.isnan(demand)
    total, count = _before(np.where(known, demand, 0.0)), _before(known)
    with np.errstate(invalid="ignore", divide="ignore"):
        level = total / count  # of all
        total[:, recent:], count[:, recent:] = _change(total, recent), _change(count, recent)
        level += total
        level /= count + 1
    return level


def _change(running: Floats, recent: int) -> Floats:
    return np.asarray(running[:, recent:] - running[:, : max(running.shape[1] - recent, 0)])


def _weekdays(sold: Floats, level: Floats) -> Floats:
    """T: sales of all series over their level on the same day of the week, in weeks before.

    Args:
        sold: T sums of all series whose level is told.
        level: T sums of these levels.
    """
    ratio = np.ones(len(sold))
    for day in range(7):
        same = slice(day, None, 7)
        above, below = _before(sold[same][None])[0], _before(level[same][None])[0]
        found = np.divide(above, below, out=np.ones(len(above)), where=below > 0)
        ratio[same] = np.clip(found, LEAST, MOST)
    return ratio


def _before(values: Floats) -> Floats:
    """Each row's sum of all that came before each place."""
    out = np.zeros(values.shape)
    np.cumsum(values[:, :-1], axis=1, out=out[:, 1:])
    return out
