"""A rule without a forecast: recent sales with a season's factors, and some periods of cover.

The rule that organisers of the VN2 inventory challenge gave as a benchmark: the average of the last 13 weeks,
freed of a factor for the week of the year, times the factors of the weeks to come; ordered up to the
position that covers lead time, one review and a week more. Of days the factor is the weekday's.
"""

from __future__ import annotations

import warnings

import numpy as np

from foresale.arrays import Array
from foresale.frequency import Dates, Frequency
from foresale.panel import Panel

RECENT_WEEKS = 13
DAYS_BEFORE_MONDAY = 3  # 1970-01-01 was a Thursday


def cover_seasonally(panel: Panel, periods: int) -> Array:
    """S units that the periods ahead are taken to need together.

    Args:
        panel: What is known; sales while out of stock aren't looked at, and before the first sale count as 0,
            as the organisers did.
        periods: Periods to cover.
    """
    known = np.where(panel.censored, np.nan, np.nan_to_num(panel.target))
    season = _season(panel.dates, panel.freq)
    ahead = _season(panel.future_dates(periods), panel.freq)
    factors = _factors(known, season, int(max(season.max(), ahead.max())) + 1)
    recent = RECENT_WEEKS * 7 if panel.freq is Frequency.DAY else RECENT_WEEKS
    level = _mean(known[:, -recent:] / factors[season[-recent:]], axis=1)
    return np.asarray(np.nan_to_num(level) * factors[ahead].sum())


def _factors(known: Array, season: np.ndarray, count: int) -> Array:
    """How each season's total compares with the average one's; 1 where a season isn't known."""
    by_period = np.nan_to_num(_mean(known, axis=0))
    total = np.bincount(season, weights=by_period, minlength=count)
    times = np.bincount(season, minlength=count)
    average = total / np.maximum(times, 1)
    seen = (times > 0) & (average > 0)
    level = average[seen].mean() if seen.any() else 1.0
    return np.where(seen, average / level, 1.0)


def _season(dates: Dates, freq: Frequency) -> np.ndarray:
    """The weekday of days, the number of the week in its ISO year of longer periods."""
    days = dates.astype("datetime64[D]")
    number = days.astype(np.int64)
    if freq is Frequency.DAY:
        return (number + DAYS_BEFORE_MONDAY) % 7
    thursday = days + (3 - (number + DAYS_BEFORE_MONDAY) % 7).astype("timedelta64[D]")
    first = thursday.astype("datetime64[Y]").astype("datetime64[D]")
    return np.asarray((thursday - first).astype(np.int64) // 7 + 1)


def _mean(values: Array, axis: int) -> Array:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of nothing known: NaN
        return np.asarray(np.nanmean(values, axis=axis))
