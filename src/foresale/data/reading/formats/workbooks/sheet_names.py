"""What the names of sheets say of their rows: a month, a year, a period, or that they are returns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import polars as pl

from foresale.data.reading.formats.period_headers import periods_of
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.parsing.dates.date_formats import match_dates
from foresale.data.reading.parsing.dates.label_months import YEAR, find_label_months
from foresale.data.reading.parsing.dates.label_periods import find_label_periods
from foresale.data.reading.provenance import FILE, ROW
from foresale.data.reading.vocabulary.column_words import cut_unspaced, split_words, words_for
from foresale.data.reading.vocabulary.name_kinds import says_kinds

Naming = Literal["month", "year", "period", "kind"]
_FEWEST_DAYS, _LAST_DAY, _FEWEST_MONTHS = 20, 31, 6
_WEEKS = (52, 53)  # columns that only number a year's weeks
_NUMBERED = re.compile(r"0?[1-9]\.?$|[12]\d\.?$|3[01]\.?$")
_DATED = 0.5  # share of a column's cells that are dates
_DAY_WORDS = frozenset(
    ("day", "tag", "jour", "dia", "giorno", "dag", "dzien", "den", "gun", "nap", "日", "день")
)
_PERIODS = words_for("period") - _DAY_WORDS
_DAYS = words_for("period") | words_for("date") | {"gun", "nap", "den", "dd", "일"}


def name_sheets(tables: dict[str, RawTable], *, shared: bool) -> Naming | None:
    """What the sheets' names say, where they say the same of all; None where they don't.

    Args:
        tables: Sheet name → its table, all with the same columns.
        shared: Whether some rows have the same days and keys as those of another sheet.
    """
    if says_kinds(list(tables)):
        return "kind"
    if shared and _are_months(tables):
        return "month"
    if shared and _are_years(tables):
        return "year"
    return "period" if _are_periods(tables) else None


def day_columns(names: Sequence[str]) -> list[str]:
    """The columns that are called after a day, week or month, or numbered like most days of a month.

    Args:
        names: A sheet's columns.
    """
    numbers = [name for name in names if _NUMBERED.match(name)]
    return numbers if len(numbers) >= _FEWEST_DAYS else periods_of(names)


def _are_months(tables: dict[str, RawTable]) -> bool:
    """Whether the sheets' names are months, each another one, whose days a column numbers and none dates."""
    months = list(find_label_months(list(tables)).values())
    frames = [table.frame for table in tables.values()]
    in_columns = all(any(map(_NUMBERED.match, day_columns(table.columns))) for table in tables.values())
    return (
        None not in months
        and len(set(months)) == len(months)
        and (
            in_columns
            or any(
                names_period(name) and all(_numbers_days(frame[name]) for frame in frames)
                for name in frames[0].columns
            )
        )
        and not any(_holds_dates(frames[0][name]) for name in frames[0].columns)
    )


def _are_years(tables: dict[str, RawTable]) -> bool:
    """Whether the sheets' names are years, each another one, whose months or weeks columns or cells name."""
    years = [set(YEAR.findall(name)) for name in tables]
    if any(len(each) != 1 for each in years) or len(set().union(*years)) < len(years):
        return False
    frames = [table.frame for table in tables.values()]
    columns = frames[0].columns
    if not all(len(periods_of(table.columns)) >= _FEWEST_MONTHS for table in tables.values()):
        dated = any(_holds_dates(frame[name]) for frame in frames for name in frame.columns)
        return any(map(_names_periods, columns)) and not dated
    numbered = [name for name in columns if re.fullmatch(r"\d{1,2}\.?", name)]
    return len(numbered) in (0, *_WEEKS) and not any(YEAR.search(name) for name in columns)


def _are_periods(tables: dict[str, RawTable]) -> bool:
    """Whether the sheets' names are days, weeks or months, each another one, and no row says when it was."""
    frames = [table.frame for table in tables.values()]
    columns = frames[0].columns
    undated = not any(_holds_dates(frame[name]) for frame in frames for name in frame.columns)
    if not undated or any(_names_periods(name) for name in columns) or periods_of(columns):
        return False
    labelled = any(not is_number(frames[0][name]) for name in columns if name not in (FILE, ROW))
    if not labelled and any(_counts_up(frames[0][name]) for name in columns if name != ROW):
        return False  # numbers from 1 on could be days
    return find_label_periods(list(tables)) is not None


def _counts_up(cells: pl.Series) -> bool:
    numbers = cells.cast(pl.String).cast(pl.Float64, strict=False).drop_nulls().to_list()
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def names_period(name: str) -> bool:
    """Whether a column is called a day, a week, a month or a date.

    Args:
        name: The column's name.
    """
    return not _DAYS.isdisjoint(cut_unspaced(split_words(name)))


def _names_periods(name: str) -> bool:
    """Whether a column is called a week, a month or a date, not only a day."""
    return not _PERIODS.isdisjoint(cut_unspaced(split_words(name)))


def _holds_dates(cells: pl.Series) -> bool:
    """Whether cells are whole dates: their sheets could hold them for whatever their names say."""
    if cells.dtype.is_temporal():
        return True
    if cells.dtype != pl.String or cells.name in (FILE, ROW):
        return False
    known = cells.drop_nulls().head(_LAST_DAY)
    return len(known) > 0 and bool(match_dates(known)["family"].count() > _DATED * len(known))


def _numbers_days(cells: pl.Series) -> bool:
    numbers = cells.drop_nulls().cast(pl.Float64, strict=False)
    days = numbers.drop_nulls().unique().sort().to_list()
    return (
        _FEWEST_DAYS <= len(days) <= _LAST_DAY
        and numbers.null_count() <= 1  # the month's total
        and days == list(range(1, len(days) + 1))
    )


def is_number(cells: pl.Series) -> bool:
    """Whether nearly all filled cells are numbers, as all are where none is filled.

    Args:
        cells: A column of text or numbers.
    """
    known = cells.drop_nulls()
    return known.is_empty() or known.cast(pl.Float64, strict=False).null_count() <= 0.1 * len(known)
