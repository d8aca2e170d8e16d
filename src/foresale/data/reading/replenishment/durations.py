"""Lead times, shelf lives and order days as suppliers' files write them."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import polars as pl

from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.parsing.numbers.number_format import NumberFormat
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.errors import OptionError

MAX_CLOSED_DAYS = 366
_WORDS = {
    name: words.split()
    for name, _, words in (
        line.partition(": ")
        for line in (Path(__file__).parent / "time_words.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
}
_DAYS_OF = {word: days for name, days in (("day", 1), ("week", 7), ("month", 30)) for word in _WORDS[name]}
_CELL = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(?:[-–]\s*(\d+(?:[.,]\d+)?))?\s*([^\W\d_]+)?\.?\s*$")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_OF = {word: day for day, name in enumerate(_NAMES) for word in _WORDS[name]}


def unit_of_name(column: str) -> int | None:
    """Days in the unit that a column's name says; None where it says none.

    Examples:
        >>> unit_of_name("Lead time (weeks)"), unit_of_name("lead_time_days"), unit_of_name("Lead time")
        (7, 1, None)
    """
    named = [_DAYS_OF[word] for word in words_of(column) if word in _DAYS_OF and len(word) > 1]
    return named[-1] if named else None


def unit_of_word(word: str) -> int | None:
    """Days in the unit that a word or its first letter says: 1, 7, 30; None where it says none.

    Examples:
        >>> unit_of_word("W"), unit_of_word("Tag"), unit_of_word("Lager")
        (7, 1, None)
    """
    plain = words_of(word)
    return _DAYS_OF.get(plain[0]) if len(plain) == 1 else None


def parse_days(cells: pl.Series, unit: int) -> pl.Series:
    """Lengths of time in days; the longer of a range, null where a cell says none.

    Args:
        cells: Such as "14", "2 weeks" or "3-5 days".
        unit: Days in what a bare number counts.

    Examples:
        >>> parse_days(pl.Series(["14", "2 weeks", "3-5 days", "soon", "1.5 wk"]), 1).to_list()
        [14.0, 14.0, 5.0, None, 10.5]
    """
    plain = parse_numbers(cells, decimal=NumberFormat("."))
    found = {}
    for cell in cells.drop_nulls().unique():
        match = _CELL.match(str(cell))
        if match is None:
            continue
        word = (match[3] or "").lower()
        days = _DAYS_OF.get(word) if word else unit
        if days is not None:
            found[cell] = float((match[2] or match[1]).replace(",", ".")) * days
    read = [found.get(cell) if cell is not None else None for cell in cells]
    bare = pl.Series(read, dtype=pl.Float64)
    return pl.select(pl.coalesce(bare, plain * unit)).to_series().alias(cells.name)


def parse_weekdays(text: str) -> tuple[int, ...] | None:
    """Weekdays that a text names, Monday is 0; None where it names none.

    Examples:
        >>> (
        ...     parse_weekdays("Mon, Thu"),
        ...     parse_weekdays("Di/Fr"),
        ...     parse_weekdays("Mon-Fri"),
        ...     parse_weekdays("daily"),
        ... )
        ((0, 3), (1, 4), (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6))
    """
    lowered = " ".join(words_of(text)) if not re.search(r"[-–]", text) else text.lower()
    if re.search(r"(?i)daily|every day|taglich|täglich|quotidien|diario|giornaliero|tous les jours", text):
        return tuple(range(7))
    days: set[int] = set()
    for part in re.split(r"[,;/+&\s]+", lowered):
        first, mark, last = (
            re.split(r"([-–])", part, maxsplit=1) if re.search(r"[-–]", part) else (part, "", "")
        )
        start, end = _WEEKDAY_OF.get(first.strip(".")), _WEEKDAY_OF.get(last.strip("."))
        if mark and start is not None and end is not None:
            days |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
        elif start is not None:
            days.add(start)
    return tuple(sorted(days)) or None


def parse_day_list(text: str) -> str | None:
    """Days that a text lists, and all days of ranges, as ISO dates; None where a part is no day.

    Args:
        text: ISO dates, separated by commas, semicolons or blanks; ranges by two points or a slash.

    Examples:
        >>> parse_day_list("2024-12-24; 2024-12-26..2024-12-27")
        '2024-12-24,2024-12-26,2024-12-27'
        >>> parse_day_list("Christmas") is None
        True
    """
    found: list[datetime.date] = []
    for part in re.split(r"[,;\s]+", text.strip()):
        try:
            ends = [datetime.date.fromisoformat(each) for each in re.split(r"\.\.|/|–", part)]
        except ValueError:
            return None
        span = (ends[-1] - ends[0]).days
        if len(ends) > 2 or not 0 <= span <= MAX_CLOSED_DAYS:
            return None
        found += [ends[0] + datetime.timedelta(days=day) for day in range(span + 1)]
    return ",".join(day.isoformat() for day in found)


def days_of_option(text: str, name: str) -> float:
    """A length of time that the caller gives, in days.

    Args:
        text: Such as "14", "2w" or "10 days".
        name: The option, for the error.

    Raises:
        OptionError: It is no length of time.

    Examples:
        >>> days_of_option("2w", "lead_time"), days_of_option("5", "lead_time")
        (14.0, 5.0)
    """
    days = parse_days(pl.Series([text.strip().lower()]), 1)[0]
    if days is None or days < 0:
        from foresale.messages import option

        raise OptionError(
            f"'{text}' is no length of time.", fix=f"Write it as {option(name, '14')} (days) or 2w."
        )
    return float(days)
