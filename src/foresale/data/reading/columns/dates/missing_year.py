"""Months and days without a year: the year that a file's name, its title or the caller says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats, spread_sample
from foresale.data.reading.columns.dates.date_parts import part_numbers, year_numbers
from foresale.data.reading.columns.dates.days_without_year import DAY, RANGE, are_days, with_year
from foresale.data.reading.columns.dates.file_months import MONTHS_BY_FILE
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.month_names import months_by_name
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.parsing.plain_text import plain_word
from foresale.data.reading.provenance import FILE
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20\d\d)(?!\d)(?![-_. ]?(?:0[1-9]|1[0-2])(?!\d))")
"""A year that isn't the beginning of a day, such as the one on which the file was written."""
_MIN_MONTH_COLUMNS, _MIN_WEEK_COLUMNS, _LAST_WEEK = 6, 8, 53
_NUMBERED = re.compile(r"([^\W\d]*)[\s._#-]*\d{1,2}\.?")
_WHOLE_YEARS = tuple({str(week) for week in range(1, last + 1)} for last in (52, 53))
_WEEK_LETTERS = ("w", "wk", "kw", "cw")
_MOSTLY = 0.9  # share of a column's filled cells
_LOOKED_AT = 100  # cells that show at once what most columns are
_DATED = 0.5  # share of a column's cells that are dates


def add_missing_year(
    raw: RawTable, stats: Mapping[str, ColumnStats], options: ReadOptions, ask: Ask | None
) -> RawTable:
    """The table with a column of years, or the year in its cells, where its months or days have none.

    The year is the one that the caller says; else that of a column of years; else, where each of several
    files names one of its own, that; else the only one in the file's name or in the lines above its header,
    if the reader agrees.

    Args:
        raw: The table as read.
        stats: What its columns' cells look like.
        options: May hold the year.
        ask: Asked whether the year in a name is the sales'.

    Raises:
        ColumnsError: Nobody is there to agree; the year is said of a table that needs none; or several months
            have none.
    """
    beside = None if options.year is not None else _year_beside(raw)
    days = _days_without_year(raw, options, has_year=beside is not None)
    if days and beside is not None:
        return _with_years_of(raw, days, beside)
    weeks = not days and _has_bare_weeks(raw, stats) and (options.year is not None or _name_years(raw))
    needs = bool(days) or weeks or _has_bare_months(raw, stats)
    if options.year is not None and not needs:
        raise ColumnsError(
            f"The year {options.year} is said, but no column holds months, weeks or days without a year.",
            fix=f"Leave {option('year')} out.",
        )
    if not needs:
        return raw
    years, source = find_years(raw, options, ask)
    if years is None:
        if any(note.rule == MONTHS_BY_FILE and note.count > 1 for note in raw.notes):
            raise ColumnsError(
                f"The months in the names of {raw.frame[FILE][0]} and others have no year.",
                fix=f"Say it by {option('year')}, or write it into each name, such as 2024-01.",
            )
        return raw
    if days:
        filled = raw.frame.with_columns(with_year(pl.col(days), years))
    else:
        filled = raw.frame.with_columns(years.alias("Year"))
    said = sorted({str(year) for year in filled.select(years).to_series().drop_nulls()})
    what = "days" if days else "weeks" if weeks else "months"
    text = f"The {what} say no year: it is {', '.join(said[:4])}, by {source}."
    seen = f"Nothing but {source} says a year."
    sure: Certainty = "told" if options.year is not None or len(said) < 2 else "proven"
    note = Note("year_added", len(said), text, Evidence(seen, (Reading(said[0]),), sure))
    return replace(raw, frame=filled, notes=(*raw.notes, note))


def _year_beside(raw: RawTable) -> str | None:
    """A column that is called a year and holds one in each row; None where there is none."""
    words = {name: period_words(str(name)) for name in raw.columns}
    named = (name for name in raw.columns if "year" in words[name] and "fiscal" not in words[name])
    whole = (name for name in named if not year_numbers(raw.frame[name]).null_count())
    return next(whole, None) if raw.frame.height else None


def _with_years_of(raw: RawTable, days: str, beside: str) -> RawTable:
    """The table with the years of one column in the days of another."""
    years = year_numbers(raw.frame[beside]).cast(pl.String)
    filled = raw.frame.with_columns(with_year(pl.col(days), pl.lit(years))).drop(beside)
    evidence = Evidence(f"{beside} is a year in each row", (Reading(beside),), "proven")
    note = Note(
        "year_added", years.n_unique(), f"The days of {days} take their year from {beside}.", evidence
    )
    return replace(raw, frame=filled, notes=(*raw.notes, note))


def _has_bare_months(raw: RawTable, stats: Mapping[str, ColumnStats]) -> bool:
    """Whether a column, or many columns' names, are months without a year and nothing else is a date."""
    if any(stat.dates >= _DATED for name, stat in stats.items() if name in raw.columns):
        return False
    sample = spread_sample(raw.frame.select(raw.columns))
    for name in raw.columns:
        words = period_words(name)
        cells = sample[name].filter(~is_missing(sample[name]))
        if not len(cells):
            continue
        if words & {"year", "fiscal"} and year_numbers(cells).count() >= _MOSTLY * len(cells):
            return False
    if len(months_by_name(raw.columns)) >= _MIN_MONTH_COLUMNS:
        return True
    return any(_are_months(sample[name], name) for name in raw.columns)


def _are_months(cells: pl.Series, name: str) -> bool:
    if "month" not in period_words(name) or cells.dtype.is_temporal():
        return False
    known = cells.filter(~is_missing(cells))
    numbers = part_numbers(known, "month")
    whole = numbers.is_between(1, 12)
    bare = known.cast(pl.String).str.contains(r"\d{3}").not_()
    return len(known) > 0 and int((whole & bare).sum()) >= _MOSTLY * len(known)


def _has_bare_weeks(raw: RawTable, stats: Mapping[str, ColumnStats]) -> bool:
    """Whether a column, or many columns' names, number the weeks of a year and nothing names the year."""
    if any(stat.dates >= _DATED for name, stat in stats.items() if name in raw.columns):
        return False
    if any(period_words(name) & {"year", "month", "date"} for name in raw.columns):
        return False
    numbered = [name for name in raw.columns if _is_numbered_week(name)]
    plain = {name for name in raw.columns if re.fullmatch(r"\d{1,2}", name)}
    if len(numbered) >= _MIN_WEEK_COLUMNS or plain in _WHOLE_YEARS:
        return True
    named = [name for name in raw.columns if "week" in period_words(name) and not _is_numbered_week(name)]
    return any(_are_weeks(raw.frame[name]) for name in named)


def _is_numbered_week(name: str) -> bool:
    found = _NUMBERED.fullmatch(plain_word(name))
    prefix = found[1] if found is not None else ""
    return prefix in _WEEK_LETTERS or (bool(prefix) and "week" in period_words(prefix))


def _are_weeks(cells: pl.Series) -> bool:
    """Whether cells number weeks from 1 to 53 at most."""
    known = cells.filter(~is_missing(cells))
    return len(known) > 0 and bool(part_numbers(known, "week").is_between(1, _LAST_WEEK).all())


def _name_years(raw: RawTable) -> bool:
    """Whether several files' names say a year each, and not all the same one."""
    years = {_only_year(str(file)) for file in raw.frame[FILE].unique()}
    return None not in years and len(years) > 1


def _days_without_year(raw: RawTable, options: ReadOptions, *, has_year: bool) -> str | None:
    """The column whose cells are days of a month without a year; None where there is none."""
    names = [options.date] if options.date in raw.columns else raw.columns
    for name in names:
        words = period_words(str(name))
        if not words & {"date", "day", "week"} or raw.frame[name].dtype != pl.String:
            continue
        some = raw.frame[name].drop_nulls().head(_LOOKED_AT)
        if some.str.contains("[0-9]{4}").all():  # a year is there; `DAY` and `RANGE` take long to compile
            continue
        form = RANGE if some.str.contains(RANGE).any() else DAY
        if not some.str.contains(form).any():
            continue
        cells = raw.frame[name].filter(~is_missing(raw.frame[name]))
        if are_days(cells, form) and (
            has_year or options.year is not None or cells.str.contains(r"\p{L}").all()
        ):
            return name
    return None


def find_years(raw: RawTable, options: ReadOptions, ask: Ask | None) -> tuple[pl.Expr | None, str]:
    """Each row's year as text, and where it was found: told, or in the names or titles of files.

    Args:
        raw: The table as read.
        options: May hold the year.
        ask: Asked whether the only year in a name or title is the sales'.

    Raises:
        ColumnsError: Nobody is there to agree, or the answer is no.
    """
    if options.year is not None:
        return pl.lit(str(options.year)), "what was said"
    files = [str(name) for name in raw.frame[FILE].unique(maintain_order=True)]
    named = {file: _only_year(file) for file in files}
    titled = {file: _only_year(raw.lines_above.get(file, "")) for file in files}
    places = ((named, "name"), (titled, "title"))
    by_file, place = next(((years, place) for years, place in places if all(years.values())), ({}, ""))
    if not by_file:
        return None, ""
    if len(set(by_file.values())) > 1:
        return pl.col(FILE).cast(pl.String).replace_strict(by_file), f"each file's {place}"
    year, source = str(by_file[files[0]]), f"the {place} of {files[0]}"
    question = Question(
        f"year:{files[0]}",
        f"The months or days of {files[0]} have no year. {year} stands in {source}: were these sold in it?",
        ("yes", "no"),
        fix=f"Say {option('year', int(year))}, or another year.",
    )
    if settle(question, ask) == "yes":
        return pl.lit(year), source
    raise ColumnsError(f"{files[0]} doesn't say its year.", fix=f"Say it by {option('year')}.")


def _only_year(text: str) -> str | None:
    """The only year in a name; that of a sheet goes before its workbook's."""
    years = set(_YEAR.findall(text.partition("[")[2])) or set(_YEAR.findall(text))
    return years.pop() if len(years) == 1 else None
