"""The day, week or month that each of several labels names, such as the names of sheets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foresale.data.reading.parsing.dates.date_formats import NUMERIC_LOOKS, PERIOD_FAMILIES, match_dates
from foresale.data.reading.parsing.dates.label_months import YEAR, find_label_months
from foresale.data.reading.parsing.plain_text import latin_digits, plain_word

_WEEK = re.compile(
    r"(?<![^\W\d_])(?:kw|w|wk|cw|week|woche|semaine|sem|semana|settimana|sett|vecka|uke|uge|hafta|tydzien|tyden|viikko|"
    r"неделя|нед|第|週|周)[\s._#-]*(\d{1,2})(?!\d)"
)
_WEEK_YEAR = re.compile(r"(?<!\d)\d{1,2}[\s._/'-]+(\d{2})$")
_LAST_WEEK = 53


@dataclass(frozen=True)
class LabelPeriod:
    """What a label names.

    Attributes:
        unit: day, week or month.
        year: Its year; None where it says none.
        number: Of the week or month in its year; 0 for a day.
        day: The label of a day as it is written.
    """

    unit: str
    year: int | None
    number: int
    day: str = ""


def find_label_periods(labels: Sequence[str]) -> list[LabelPeriod] | None:
    """What each label names, where all name periods of one kind, each another one; else None.

    Args:
        labels: Names of sheets or files, each once.

    Examples:
        >>> [(one.unit, one.year, one.number) for one in find_label_periods(["KW 51", "KW 52/24"]) or ()]
        [('week', None, 51), ('week', 2024, 52)]
        >>> find_label_periods(["North", "South"]) is None
        True
    """
    found = _weeks(labels) or _days(labels) or _months(labels)
    return found if found is not None and len(set(found)) == len(found) else None


def spell_period(period: LabelPeriod) -> str:
    """A period as a cell of dates writes it: `2024-W12`, `2024-03`, or a day as it was.

    Args:
        period: With its year.
    """
    if period.unit == "day":
        return period.day
    mark = "W" if period.unit == "week" else ""
    return f"{period.year}-{mark}{period.number:02d}"


def _weeks(labels: Sequence[str]) -> list[LabelPeriod] | None:
    found = []
    for label in labels:
        plain = plain_word(label)
        hits = _WEEK.findall(plain)
        if len(hits) != 1 or not 1 <= int(hits[0]) <= _LAST_WEEK:
            return None
        years = set(YEAR.findall(plain))
        short = _WEEK_YEAR.search(plain)
        if len(years) > 1:
            return None
        year = int(years.pop()) if years else 2000 + int(short[1]) if short is not None else None
        found.append(LabelPeriod("week", year, int(hits[0])))
    return found


def _days(labels: Sequence[str]) -> list[LabelPeriod] | None:
    family = match_dates(latin_digits(pl.Series("labels", labels)))["family"]
    plain = family.is_in(list(NUMERIC_LOOKS)) & (family != "compact")
    if family.null_count() or plain.any() or family.is_in(list(PERIOD_FAMILIES)).any():
        return None
    return [LabelPeriod("day", None, 0, label) for label in labels]


def _months(labels: Sequence[str]) -> list[LabelPeriod] | None:
    months = list(find_label_months(labels).values())
    known = [month for month in months if month is not None]
    return [LabelPeriod("month", *month) for month in known] if len(known) == len(labels) else None
