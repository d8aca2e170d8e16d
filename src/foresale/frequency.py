"""Day, week, month and the other lengths of a period: how periods follow each other."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Dates = NDArray[np.datetime64]
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Frequency(StrEnum):
    """The length of one period.

    Examples:
        >>> Frequency("W").season_length, Frequency("Q").season_length
        (52, 4)
    """

    DAY = "D"
    WEEK = "W"
    MONTH = "M"
    FORTNIGHT = "2W"
    FOUR_WEEKS = "4W"
    QUARTER = "Q"

    @property
    def days(self) -> int:
        """Days in one period; of a month or quarter, the most it holds."""
        return {"D": 1, "W": 7, "2W": 14, "4W": 28, "M": 31, "Q": 92}[self.value]

    @property
    def months(self) -> int:
        """Calendar months in one period; 0 for days and weeks, which don't follow months."""
        return {"M": 1, "Q": 3}.get(self.value, 0)

    @property
    def season_length(self) -> int:
        """Periods in the shortest season that matters: a week of days, else a year."""
        return 7 if self is Frequency.DAY else self.periods_a_year

    @property
    def short_season(self) -> int:
        """The season that methods for short seasons model themselves; 1 where it is too long."""
        return {"D": 7, "M": 12, "4W": 13, "Q": 4}.get(self.value, 1)

    @property
    def periods_a_year(self) -> int:
        """Periods in a year, rounded."""
        return {"D": 365, "W": 52, "2W": 26, "4W": 13, "M": 12, "Q": 4}[self.value]

    @property
    def default_horizon(self) -> int:
        """Periods ahead when nobody says otherwise: four weeks by day, thirteen by week, else half a year."""
        return {"D": 28, "W": 13, "2W": 13, "4W": 6, "M": 6, "Q": 4}[self.value]

    @property
    def noun(self) -> str:
        """The word for one period."""
        return {
            "D": "day",
            "W": "week",
            "2W": "fortnight",
            "4W": "four-week period",
            "M": "month",
            "Q": "quarter",
        }[self.value]


def next_periods(last: np.datetime64, freq: Frequency, count: int) -> Dates:
    """The `count` period starts that follow `last`; weeks keep its weekday, months start on the 1st.

    Examples:
        >>> next_periods(np.datetime64("2024-01-29"), Frequency.WEEK, 2).astype(str).tolist()
        ['2024-02-05', '2024-02-12']
        >>> next_periods(np.datetime64("2024-01-01"), Frequency.QUARTER, 2).astype(str).tolist()
        ['2024-04-01', '2024-07-01']
    """
    steps = np.arange(1, count + 1)
    if freq.months:
        months = last.astype("datetime64[M]") + (freq.months * steps).astype("timedelta64[M]")
        return np.asarray(months.astype("datetime64[D]"))
    return np.asarray(last.astype("datetime64[D]") + (freq.days * steps).astype("timedelta64[D]"))


def period_index(dates: Dates, first: np.datetime64, freq: Frequency) -> NDArray[np.int64]:
    """Position of each date's period on a regular axis that begins at `first`; negative before it."""
    if freq.months:
        months = dates.astype("datetime64[M]").astype(np.int64)
        return np.asarray((months - first.astype("datetime64[M]").astype(np.int64)) // freq.months)
    days = dates.astype("datetime64[D]").astype(np.int64) - first.astype("datetime64[D]").astype(np.int64)
    return np.asarray(days // freq.days)


def weekday_name(weekday: int) -> str:
    """The English name of a weekday, 0 for Monday."""
    return _WEEKDAYS[weekday]


def weekdays(dates: Dates) -> NDArray[np.int64]:
    """The weekday of each date, 0 for Monday."""
    return np.asarray((dates.astype("datetime64[D]").astype(np.int64) + 3) % 7)
