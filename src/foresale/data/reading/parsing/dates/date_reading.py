"""What the caller knows about how dates are written."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from foresale.data.reading.parsing.dates.date_values import WeekScheme


@dataclass(frozen=True)
class DateReading:
    """How the caller wants dates read.

    Attributes:
        day_first: Whether 05/06/2019 is the fifth of June; None to prove it from the column.
        date_format: A strptime format that every cell follows; None to tell it apart.
        time_zone: Zone whose days count for times that carry an offset.
        weeks: How weeks of a year are counted; None for ISO weeks where the labels allow it.
        swapped: Whether a spreadsheet swapped day and month of some cells: "mend", "keep", or "auto".
        fiscal_year_start: Month the fiscal year begins in, such as "7", or with the year in which the
            file's first one begins, "2019-07".
        today: No sale lies after this day; None where dates may lie ahead.
    """

    day_first: bool | None = None
    date_format: str | None = None
    time_zone: str | None = None
    weeks: WeekScheme | None = None
    swapped: Literal["auto", "mend", "keep"] = "auto"
    fiscal_year_start: str | None = None
    today: datetime.date | None = None
