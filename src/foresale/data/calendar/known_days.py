"""Days that a country's calendar names by itself: public holidays, and Black Friday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from foresale.data.calendar.public_holidays import holiday_table
from foresale.data.calendar.year_before import NamedDays
from foresale.errors import OptionError

_BLACK_FRIDAY = "Black Friday"
_THURSDAY = 3


def list_known_days(
    first: date, last: date, countries: Sequence[str], language: str | None = None
) -> list[NamedDays]:
    """Public holidays that all of some countries share, and Black Friday; a country nobody knows has none.

    Args:
        first: The first day.
        last: The last day, included.
        countries: Two-letter codes; none is no holiday.
        language: Of the holidays' names, where the country's calendar has it; else English.

    Examples:
        >>> [day.name for day in list_known_days(date(2025, 11, 1), date(2025, 12, 25), ["DE"], "de")]
        ['Erster Weihnachtstag', 'Black Friday']
    """
    tables = [_holidays(first, last, country, language) for country in countries]
    shared = set.intersection(*(set(table) for table in tables)) if tables else set()
    found = [
        NamedDays(name.strip(), day, day)
        for day in sorted(shared)
        for name in tables[0][day].split(";")
        if name.strip()
    ]
    fridays = (_black_friday(year) for year in range(first.year, last.year + 1))
    return [*found, *(NamedDays(_BLACK_FRIDAY, day, day) for day in fridays if first <= day <= last)]


def _holidays(first: date, last: date, country: str, language: str | None) -> dict[date, str]:
    try:
        return dict(holiday_table(first, last, country, language=language).iter_rows())
    except OptionError:
        return {}


def _black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    begin = date(year, 11, 1)
    to_thursday = (_THURSDAY - begin.weekday()) % 7
    return begin + timedelta(days=to_thursday + 22)
