"""Which days sales may plausibly have, beside those that are stored: a typing error can stretch years."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import polars as pl

from foresale.notes import Note, counted

_WARNED_YEARS = 1


@dataclass(frozen=True)
class PlausibleDays:
    """Days that new sales may have.

    Attributes:
        first_day: None may lie before it.
        history_from: The first day of the sales that are stored; None without any.
        max_years: So far before that they may lie.
        any_age: Whether they may lie farther back all the same, as they are really meant.
    """

    first_day: datetime.date
    history_from: datetime.date | None = None
    max_years: int = 5
    any_age: bool = False

    def faults(self, days: pl.Series) -> pl.Series:
        """Why each day can't be meant; null where it can.

        Args:
            days: Of sales.
        """
        reason: Any = pl
        for first, text in self._bounds():
            reason = reason.when(days < first).then(pl.lit(text))
        return pl.select(reason.otherwise(pl.lit(None, dtype=pl.String))).to_series()

    def fault(self, day: datetime.date) -> str | None:
        """Why a day can't be meant; None where it can."""
        return next((text for first, text in self._bounds() if day < first), None)

    def _bounds(self) -> list[tuple[datetime.date, str]]:
        """First days, and what is wrong before them."""
        found = [(self.first_day, f"lies before {self.first_day}")]
        if self.history_from is not None and not self.any_age:
            oldest = _years_before(self.history_from, self.max_years)
            text = (
                f"lies more than {self.max_years} years before all sales so far, from {self.history_from} on"
            )
            found.append((oldest, text))
        return found

    def warning(self, days: pl.Series) -> Note | None:
        """Say which sales stretch the history by a year or more; None where none do.

        Args:
            days: Of sales that are taken.
        """
        if self.history_from is None:
            return None
        before = days.filter(days < _years_before(self.history_from, _WARNED_YEARS)).sort()
        if not len(before):
            return None
        text = (
            f"{counted(len(before), 'sale')} would stretch the history back to {before.to_list()[0]}; so far "
            f"it begins on {self.history_from}. Every forecast then looks at all these years."
        )
        return Note("history_stretched", len(before), text)


def _years_before(day: datetime.date, years: int) -> datetime.date:
    year = max(day.year - years, datetime.MINYEAR)
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)
