"""Columns that are the hours of each row's day, such as 08:00 or 8–9: added up to the day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.wide.added_columns import add_columns_up, find_amounts
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.plain_text import plain_word
from foresale.data.reading.questions import Ask, Question, settle
from foresale.messages import option
from foresale.notes import Certainty

_FEWEST = 4
_ALL = 24
_EARLIEST = 5  # the first of numbered hours that aren't all of a day; stores are numbered from 1
_FEWEST_NUMBERED = 6
_DATED = 0.9  # share of a column's cells that are dates
_WORD = r"(?:hours?|hrs?|stunden?|uhr|horas?|heures?|ore|ora|uur|godz(?:ina)?|час|saat|hodina|ura|tim(?:me)?)"
_CLOCK = r"(\d{1,2})[:.h](00|15|30|45)(?::00)?"
_TO = r"\s*(?:-|–|—|to|bis|a|à|till?)\s*"
#: Names that can only be times; the first number is the hour, the second the minute where there is one.
_TIMES = (
    re.compile(rf"^{_CLOCK}\s*([ap])?\.?m?\.?(?:\s*(?:uhr|h))?$"),
    re.compile(rf"^{_CLOCK}\s*([ap])?m?{_TO}\d{{1,2}}[:.h]\d\d(?::00)?\s*(?:[ap]m)?(?:\s*(?:uhr|h))?$"),
    re.compile(r"^(\d{1,2})()\s*([ap])\.?m\.?(?:\s*(?:-|–|—|to)\s*\d{1,2}\s*[ap]\.?m\.?)?$"),
    re.compile(
        rf"^(\d{{1,2}})()\s*(?:h|{_WORD}|時|时|点|點|시)()(?:{_TO}\d{{1,2}}\s*(?:h|{_WORD}|時|时|点|點|시))?$"
    ),
    re.compile(rf"^{_WORD}[\s._#-]*(\d{{1,2}})()()$"),
)
_RANGE = re.compile(rf"^(\d{{1,2}}){_TO}(\d{{1,2}})$")
_NUMBER = re.compile(r"^(h|he|hr)?[\s._#-]*(\d{1,2})$")


@dataclass(frozen=True)
class HourColumns:
    """Columns that name or number the hours of a day.

    Attributes:
        names: The columns, from the first hour to the last.
        sure: Whether their names can mean nothing else; numbers and ranges could also be sizes or stores.
    """

    names: tuple[str, ...]
    sure: bool


def add_hours_up(
    raw: RawTable, stats: Mapping[str, ColumnStats], options: ReadOptions, ask: Ask | None
) -> RawTable:
    """The table with one column instead of one for each hour of the day, where a date stands beside them.

    Args:
        raw: The table as read.
        stats: Its columns' stats.
        options: `layout` "wide" says that the columns are series; `target` may name one of them.
        ask: Asked where names such as 8–9 could be something else.

    Raises:
        ColumnsError: They could be something else, and nobody is asked.
    """
    if options.layout != "auto" or options.target in stats:
        return raw
    hours = find_hours(
        [
            name
            for name, stat in stats.items()
            if stat.is_number and stat.dates < _DATED and name not in options.ignored
        ]
    )
    date = next((name for name, stat in stats.items() if stat.dates >= _DATED), None)
    if hours is None or date is None:
        return raw
    if not hours.sure and options.target is None and find_amounts(stats, hours.names):
        return raw  # sizes or ages, beside what was sold
    seen = f"{len(hours.names)} columns ({hours.names[0]} to {hours.names[-1]}) are the hours of each {date}"
    certainty: Certainty = "proven" if hours.sure else "asked"
    if not hours.sure:
        answers = ("Hours of the day: add them up", "A series each")
        question = Question(
            f"hour_columns:{hours.names[0]}",
            f"{len(hours.names)} columns ({hours.names[0]} to {hours.names[-1]}) beside {date} could be "
            "hours of the day, or sizes, ages or stores.",
            answers,
            f"Say {option('layout', 'wide')} if each is a series; if they are hours, call them "
            f"{_as_clock(hours.names[0])} and so on.",
        )
        if settle(question, ask) == answers[1]:
            return raw
    return add_columns_up(raw, stats, hours.names, options, ask, (seen, certainty))


def find_hours(names: list[str]) -> HourColumns | None:
    """The columns that follow one another as hours of a day do; None where there are too few.

    Args:
        names: Columns that hold numbers, in the table's order.

    Examples:
        >>> find_hours(["Store", *(f"{hour:02d}:00" for hour in range(24))]).names[-1]
        '23:00'
        >>> find_hours([f"{hour}-{hour + 1}" for hour in range(8, 20)]).sure
        False
        >>> find_hours([f"H{number}" for number in range(1, 11)]) is None
        True
    """
    spelt = {name: plain_word(name).strip() for name in names}
    timed: dict[str, int] = {}
    for name, word in spelt.items():
        hit = next((found for found in (form.match(word) for form in _TIMES) if found is not None), None)
        if hit is not None and int(hit[1]) <= _ALL:
            hour = int(hit[1]) % 12 + 12 * (hit[3] == "p") if hit[3] else int(hit[1])
            timed[name] = 60 * hour + int(hit[2] or 0)
    if len(timed) >= _FEWEST and _follow(list(timed.values())):
        return HourColumns(tuple(timed), sure=True)
    ranges = {name: hit for name, word in spelt.items() if (hit := _RANGE.match(word)) is not None}
    starts = [int(hit[1]) for hit in ranges.values()]
    meet = all((int(hit[1]) + 1) % _ALL == int(hit[2]) % _ALL for hit in ranges.values())
    if len(starts) >= _FEWEST and meet and max(starts) < _ALL and _follow([60 * hour for hour in starts]):
        return HourColumns(tuple(ranges), sure=False)
    return _find_numbered(spelt)


def _find_numbered(spelt: dict[str, str]) -> HourColumns | None:
    """H0 … H23 and 0 … 23, and H8 … H19, which no stores are numbered like; 1 … 24 may be stores."""
    groups: dict[str, dict[str, int]] = {}
    for name, word in spelt.items():
        hit = _NUMBER.match(word)
        if hit is not None:
            groups.setdefault(hit[1] or "", {})[name] = int(hit[2])
    for prefix, found in groups.items():
        numbers = list(found.values())
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))) or numbers[-1] > _ALL:
            continue
        whole = len(numbers) == _ALL and numbers[0] in (0, 1)
        part = len(numbers) >= _FEWEST_NUMBERED and numbers[0] >= _EARLIEST and bool(prefix)
        if whole or part:
            return HourColumns(tuple(found), sure=part or numbers[0] == 0 or bool(prefix))
    return None


def _follow(minutes: list[int]) -> bool:
    """Whether times follow one another at equal steps, of an hour at most, perhaps over midnight."""
    steps = {(later - earlier) % (60 * _ALL) for earlier, later in pairwise(minutes)}
    return len(steps) == 1 and steps <= {15, 30, 60}


def _as_clock(name: str) -> str:
    return f"{int(re.findall(r'[0-9]+', name)[0]):02d}:00"
