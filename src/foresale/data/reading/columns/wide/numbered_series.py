"""Columns numbered like periods beside a column of dates (W1 … W10): stores, tills and the like."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.columns.wide.period_columns import FEWEST, PREFIXES, find_numbers
from foresale.data.reading.columns.words.names import date_rank
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError
from foresale.messages import option

_SOLD = ("units", "sales", "revenue")
_DATED = 0.9  # share of a column's cells that are dates
_FEWEST_DATES = 8
_MOSTLY = 0.5  # share of the columns of numbers
_LETTERS = 2  # of a prefix such as W or Wk
_REGULAR = 0.6  # share of gaps between dates that are the commonest one
_DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92}
_SAMPLE = 2_000  # dates whose distances are looked at


def find_numbered_series(
    frame: pl.DataFrame,
    stats: dict[str, ColumnStats],
    reading: DateReading,
    ask: Ask | None,
    *,
    forced: bool,
) -> list[str]:
    """Columns numbered like weeks, months or days that are a series each, as each row has a date of its own.

    A row of a day can't hold ten weeks. Rows whose dates don't follow one another (when a product was
    launched) may. Where another column says how much was sold, nothing is asked: these only go with it.

    Args:
        frame: The table as read.
        stats: Its columns' stats.
        reading: What the caller knows of dates.
        ask: Asked where a row's period is longer than the columns' (weeks beside months), or a word says it.
        forced: Whether the caller says that columns are series.

    Raises:
        ColumnsError: Nobody is there to ask.
    """
    numbers = [name for name, stat in stats.items() if stat.is_number and stat.dates < _DATED]
    unit, names = _find_numbered(numbers)
    dates = [name for name, stat in stats.items() if stat.dates >= _DATED and date_rank(name) >= 0]
    if not names or not dates or any("year" in period_words(n) and n not in dates for n in stats):
        return []
    if forced:
        return names
    step = next((found for name in dates if (found := _step_of(frame[name], reading)) is not None), None)
    if step is None:
        return []
    beside = [stats[name] for name in numbers if name not in names]
    is_sold = any(stat.kind in _SOLD and not says_total(stat.name) for stat in beside)
    if is_sold or (step <= _DAYS[unit] and not _is_word(names[0])):
        return names
    apart = f"{dates[0]} of each row, {'a day' if step == 1 else f'{step} days'} after the one before"
    question = Question(
        f"numbered_columns:{names[0]}",
        f"Columns {names[0]} to {names[-1]} are called like {unit}s, beside the {apart}: are they a series "
        "each?",
        ("A series each", f"{unit.capitalize()}s"),
        f"Say {option('layout', 'wide')} if each column is a store, product or the like; if they are "
        f"{unit}s, give each of them a row, or its own date in the header.",
    )
    if settle(question, ask) == question.answers[0]:
        return names
    raise ColumnsError(
        f"Columns {names[0]} to {names[-1]} are {unit}s beside the {apart}: nothing says which date "
        "each has.",
        fix=f"Give each {unit} a row, or its own date in the header, such as 2024-01-08.",
    )


def _find_numbered(names: list[str]) -> tuple[str, list[str]]:
    """The unit that most numbered columns are called by, and these; none where they are few."""
    for prefix, columns in find_numbers(names).items():
        unit = PREFIXES.get(prefix)
        if unit is not None and len(columns) >= max(FEWEST, _MOSTLY * len(names)):
            return unit, list(columns)
    return "", []


def _is_word(name: str) -> bool:
    """Whether a name says its unit in a word, rather than by a letter that may stand for anything."""
    return len(re.sub(r"[\d\W_]", "", name)) > _LETTERS


def _step_of(cells: pl.Series, reading: DateReading) -> int | None:
    """Days from one date to the next where most are as far apart; None where they aren't."""
    distinct = cells.drop_nulls().unique(maintain_order=True).head(_SAMPLE)
    try:
        days = parse_dates(distinct, replace(reading, today=None)).values
    except ColumnsError:  # their order is asked about where they are read
        return None
    gaps = days.drop_nulls().cast(pl.Date).unique().sort().diff().dt.total_days().drop_nulls()
    if len(gaps) < _FEWEST_DATES - 1:
        return None
    commonest, count = gaps.value_counts(sort=True).row(0)
    if number_of(gaps.is_between(28, 31).mean()) >= _REGULAR:
        return 30
    return int(commonest) if count >= _REGULAR * len(gaps) else None
