"""Columns that every date has, whatever the country."""

from __future__ import annotations

import numpy as np

from foresale.frequency import Dates, Frequency
from foresale.panel import Floats


def date_columns(dates: Dates, freq: Frequency) -> dict[str, Floats]:
    """Place in the week, the month and the year of each date.

    Examples:
        >>> columns = date_columns(np.array(["2024-02-29"], "datetime64[D]"), Frequency.DAY)
        >>> int(columns["weekday"][0]), int(columns["days_to_month_end"][0])
        (3, 0)
    """
    days = dates.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    years = days.astype("datetime64[Y]")
    day_of_year = (days - years.astype("datetime64[D]")).astype(float)
    columns = {"month": months.astype(np.int64) % 12 + 1.0, "day_of_year": day_of_year}
    if freq is Frequency.MONTH:
        length = (months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")
        return {"month": columns["month"], "days_in_month": length.astype(float)}
    columns["day_of_month"] = (days - months.astype("datetime64[D]")).astype(float) + 1
    if freq is Frequency.DAY:
        columns["weekday"] = (days.astype(np.int64) + 3) % 7.0
        month_end = (months + 1).astype("datetime64[D]")
        columns["days_to_month_end"] = (month_end - days).astype(float) - 1
    return columns
