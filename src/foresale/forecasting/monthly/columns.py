"""What a month's estimate looks at: the month, and last months against their own level.

Everything is relative to the level, so that what one product taught holds for any other.
"""

from __future__ import annotations

import numpy as np

from foresale.arrays import Array
from foresale.frequency import Dates

WEIGHTS = np.array([0.5, 0.3, 0.2])  # of the last three months in the level
OFFSET = 0.5  # units, so that a month without sales has a logarithm
SHARE = 0.02  # of the level, to the same end for big sellers
FURTHEST = 1.5  # log of a month against the level; beyond it, further is no news
USUAL_DAYS, USUAL_WEEKENDS = 30.44, 2 / 7

CALENDAR = slice(1, 3)
RECENT = slice(3, 9)
YEAR_AGO = slice(9, 11)
N_FIXED = 12  # columns before the level's: one, calendar, recent, a year ago, whether that is known


def level(lags: Array) -> Array:
    """N recent levels: the last three months, the newer the more.

    Args:
        lags: N × 4 units one, two, three and twelve months before.
    """
    return np.asarray(lags[:, :3] @ WEIGHTS)


def columns(months: Dates, lags: Array, knots: Array) -> Array:
    """N × (12 + K + 12): fixed columns, how far the level is below each of K knots, and the month.

    Args:
        months: N months, datetime64[M].
        lags: N × 4.
        knots: K logs of levels.
    """
    begins = months.astype("datetime64[D]")
    ends = (months + np.timedelta64(1, "M")).astype("datetime64[D]")
    days = (ends - begins).astype(np.float64)
    weekends = days - np.busday_count(begins, ends)
    high = level(lags)
    room = OFFSET + SHARE * high
    known = np.isfinite(lags[:, 3])
    full = np.column_stack([lags[:, :3], np.where(known, lags[:, 3], high)])
    ratio = np.clip(np.log((full + room[:, None]) / (high + room)[:, None]), -FURTHEST, FURTHEST)
    split = np.stack([np.maximum(ratio, 0.0), np.minimum(ratio, 0.0)], axis=2).reshape(len(high), 8)
    below = np.maximum(knots - np.log(high + OFFSET)[:, None], 0.0)
    season = np.zeros((len(high), 12))
    season[np.arange(len(high)), months.astype(np.int64) % 12] = 1.0
    return np.column_stack(
        [
            np.ones(len(high)),
            np.log(days / USUAL_DAYS),
            10 * (weekends / days - USUAL_WEEKENDS),
            split,
            known,
            below,
            season,
        ]
    )
