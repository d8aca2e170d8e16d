"""What each period would usually have brought, as one could tell before it."""

from __future__ import annotations

import numpy as np

from foresale.frequency import Frequency
from foresale.panel import Floats

RECENT = {Frequency.DAY: 28, Frequency.WEEK: 8, Frequency.MONTH: 3}
LEAST, MOST = 0.2, 5.0  # of the level, between which a day of the week may lie


def usual_demand(demand: Floats, freq: Frequency) -> Floats:
    """S × T what each period would usually bring, from periods before it; NaN before the first known one.

    The mean of the recent known periods, pulled towards the mean of all of them by the weight of
    one, times what the weekday brings in all series together.

    Args:
        demand: S × T, NaN where unknown.
        freq: Length of a period.

    Examples:
        >>> usual_demand(np.array([[4.0, 4.0, np.nan, 8.0, 1.0]]), Frequency.WEEK).round(1).tolist()
        [[nan, 4.0, 4.0, 4.0, 5.3]]
    """
    known = ~np.isnan(demand)
    sold = np.where(known, demand, 0.0)
    total, count = _before(sold), _before(known)
    start = np.maximum(np.arange(demand.shape[1]) - RECENT[freq], 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ever = total / count
        level = (total - total[:, start] + ever) / (count - count[:, start] + 1)
    if freq is not Frequency.DAY:
        return np.asarray(level)
    told = known & ~np.isnan(level)
    return np.asarray(level * _weekdays(np.where(told, sold, 0.0), np.where(told, level, 0.0)))


def _weekdays(sold: Floats, level: Floats) -> Floats:
    """T: sales of all series over their level on the same day of the week, in weeks before."""
    ratio = np.ones(sold.shape[1])
    for day in range(7):
        same = slice(day, None, 7)
        above, below = _before(sold[:, same].sum(axis=0)[None]), _before(level[:, same].sum(axis=0)[None])
        found = np.divide(above[0], below[0], out=np.ones(above.shape[1]), where=below[0] > 0)
        ratio[same] = np.clip(found, LEAST, MOST)
    return ratio


def _before(values: Floats) -> Floats:
    """Each row's sum of all that came before each place."""
    out = np.zeros(values.shape)
    np.cumsum(values[:, :-1], axis=1, out=out[:, 1:])
    return out
