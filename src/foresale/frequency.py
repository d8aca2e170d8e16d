"""Day, week and month: how periods follow each other."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Dates = NDArray[np.datetime64]
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Frequency(StrEnum):
    """The length of one period.

    Examples:
        >>> Frequency("W").season_length
        52
    """

    DAY = "D"
    WEEK = "W"
    MONTH = "M"

    @property
    def season_length(self) -> int:
        """Periods in the shortest season that matters: a week of days, a year of weeks or months."""
        return {"D": 7, "W": 52, "M": 12}[self.value]

    @property
    def periods_a_year(self) -> int:
        """Periods in a year, rounded."""
        return {"D": 365, "W": 52, "M": 12}[self.value]

    @property
    def default_horizon(self) -> int:
        """Periods ahead when nobody says otherwise: four weeks, thirteen weeks or six months."""
        return {"D": 28, "W": 13, "M": 6}[self.value]

    @property
    def noun(self) -> str:
        """The word for one period."""
        return {"D": "day", "W": "week", "M": "month"}[self.value]


def next_periods(last: np.datetime64, freq: Frequency, count: int) -> Dates:
    """The `count` period starts that follow `last`; weeks keep its weekday, months start on the 1st.

    Examples:
        >>> next_periods(np.datetime64("2024-01-29"), Frequency.WEEK, 2).astype(str).tolist()
        ['2024-02-05', '2024-02-12']
    """
    steps = np.arange(1, count + 1)
    if freq is Frequency.MONTH:
        months = last.astype("datetime64[M]") + steps.astype("timedelta64[M]")
        return np.asarray(months.astype("datetime64[D]"))
    days = 7 if freq is Frequency.WEEK else 1
    return np.asarray(last.astype("datetime64[D]") + (days * steps).astype("timedelta64[D]"))


def period_index(dates: Dates, first: np.datetime64, freq: Frequency) -> NDArray[np.int64]:
    """Position of each date's period on a regular axis that begins at `first`; negative before it."""
    if freq is Frequency.MONTH:
        months = dates.astype("datetime64[M]").astype(np.int64)
        return np.asarray(months - first.astype("datetime64[M]").astype(np.int64))
    days = dates.astype("datetime64[D]").astype(np.int64) - first.astype("datetime64[D]").astype(np.int64)
    return np.asarray(days // (7 if freq is Frequency.WEEK else 1))


def weekday_name(weekday: int) -> str:
    """The English name of a weekday, 0 for Monday."""
    return _WEEKDAYS[weekday]


def weekdays(dates: Dates) -> NDArray[np.int64]:
    """The weekday of each date, 0 for Monday."""
    return np.asarray((dates.astype("datetime64[D]").astype(np.int64) + 3) % 7)
