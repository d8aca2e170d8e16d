"""Finds the column that says when a sale was, and turns it into days or times."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.column_stats import ColumnStats, spread_sample
from foresale.data.reading.columns.dates.date_parts import dates_of_parts, find_parts
from foresale.data.reading.columns.dates.missing_dates import unread_dates
from foresale.data.reading.columns.dates.period_numbers import (
    dates_of_period_numbers,
    label_short_weeks,
    period_unit,
)
from foresale.data.reading.columns.dates.weekday_rows import days_of_weekdays
from foresale.data.reading.columns.words.names import date_rank, words_of
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.columns.words.span_words import ENDS, STARTS
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.date_formats import FISCAL_FAMILIES, match_dates
from foresale.data.reading.parsing.dates.parse_dates import DateReading, parse_dates
from foresale.data.reading.parsing.dates.period_labels import PERIOD_LABELS
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.parsing.times.times_of_day import parse_times
from foresale.data.reading.questions import Ask, Question, settle
from foresale.messages import option
from foresale.notes import Note

_CREATED = frozenset(("created", "creation", "placed", "erstellt", "angelegt", "creado", "criado", "creato"))
_FISCAL = 0.9  # share of a column's cells that are labels of fiscal periods
_TIME_OF_DAY = r"[T ]*\d{1,2}:\d{2}.*$"


@dataclass(frozen=True)
class DatedTable:
    """A table whose date column has been read.

    Attributes:
        frame: The table, its date column as Date or Datetime.
        date: The column's name.
        unread: The same column as it was, to quote cells that can't be read.
        used: Other columns that went into the date (a time of day, a year).
        notes: What was decided.
    """

    frame: pl.DataFrame
    date: str
    unread: pl.Series
    used: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def find_dates(
    frame: pl.DataFrame,
    stats: dict[str, ColumnStats],
    options: ReadOptions,
    ask: Ask | None,
    *,
    today: datetime.date | None = None,
) -> DatedTable | None:
    """Choose and read the date column; None where the table has none.

    A column named for the sale's date goes before other dates; a year with a month or week are put
    together; a numbered week or month counts from an arbitrary start, which a note says.

    Args:
        frame: The table in long layout.
        stats: What its columns hold.
        options: What the caller knows.
        ask: Asked what the cells leave open.
        today: No sale lies after this day; None where dates may lie ahead.

    Raises:
        ColumnsError: Two columns could be it, or its dates can be read in two ways.
    """
    dated = _find_dates(frame, stats, options, ask, today)
    return None if dated is None else _with_weekdays(dated, stats)


def _find_dates(
    frame: pl.DataFrame,
    stats: dict[str, ColumnStats],
    options: ReadOptions,
    ask: Ask | None,
    today: datetime.date | None,
) -> DatedTable | None:
    chosen = options.date if options.date in frame.columns else _choose(frame, stats, ask)
    reading = date_reading(options, today)
    if chosen is None:
        return (
            _from_parts(frame, stats, reading, ask)
            or _from_short_weeks(frame, stats, reading, ask)
            or _from_numbers(frame, stats, None)
        )
    if not stats[chosen].dates:
        numbered = _from_numbers(frame, stats, chosen)
        if numbered is not None:
            return numbered
    unread = frame[chosen]
    parsed = parse_dates(unread, reading, ask=ask)
    if parsed.values.null_count() == len(unread) and not is_missing(unread).all():
        parts = _from_parts(frame, stats, reading, ask) if chosen != options.date else None
        if parts is None:
            raise unread_dates(unread, options.date_format)
        return parts
    notes = (Note("date_column", len(unread), f"Dates are read from {chosen}."), *parsed.notes)
    dated = DatedTable(frame.with_columns(parsed.values.alias(chosen)), chosen, unread, (), notes)
    return _with_time(dated, stats) if parsed.values.dtype == pl.Date else dated


def date_reading(options: ReadOptions, today: datetime.date | None = None) -> DateReading:
    """How dates are to be read, by the caller's options.

    Args:
        options: What the caller knows.
        today: No sale lies after this day; None where dates may lie ahead.
    """
    return DateReading(
        day_first=options.day_first,
        date_format=options.date_format,
        time_zone=options.time_zone,
        weeks=options.week_scheme,
        swapped=options.swapped_dates,
        fiscal_year_start=options.fiscal_year_start,
        today=today,
    )


def _choose(frame: pl.DataFrame, stats: dict[str, ColumnStats], ask: Ask | None) -> str | None:
    ranks = {
        name: date_rank(name)
        for name, stat in stats.items()
        if stat.dates >= (0.5 if date_rank(name) >= 2 else 0.75 if date_rank(name) == 1 else 0.9)
        and (stat.kind != "time" or _has_days(frame[name]))
        and stat.missing < 0.9
    }
    if not ranks:
        named = [name for name, stat in stats.items() if date_rank(name) >= 2 and stat.kind != "time"]
        named = [name for name in named if frame[name].dtype == pl.String and stats[name].distinct > 0]
        return named[0] if named else None
    best = [name for name, rank in ranks.items() if rank == max(ranks.values())]
    best = [name for name in best if not _counts_fiscally(frame[name])] or best
    best.sort(key=lambda name: not _CREATED & set(words_of(name)))
    best = [name for name in best if not any(frame[name].equals(frame[b]) for b in best[: best.index(name)])]
    if len(best) == 2:
        starts = [name for name in best if STARTS & set(words_of(name))]
        ends = [name for name in best if ENDS & set(words_of(name))]
        if len(starts) == len(ends) == 1 and starts != ends:
            return starts[0]
    created = [name for name in best if _CREATED & set(words_of(name))]
    if len(best) == 1 or (len(created) == 1 and max(ranks.values()) < 3):
        return best[0] if len(best) == 1 else created[0]
    both, none = ("Both ", "neither") if len(best) == 2 else ("", "no")
    question = Question(
        "date_column",
        f"{both}{', '.join(best[:-1])} and {best[-1]} hold dates, and {none} name says which is the sale's.",
        tuple(best),
        f"Name one with {option('date')}, such as {option('date', best[0])}.",
    )
    return settle(question, ask)


def _counts_fiscally(values: pl.Series) -> bool:
    """Whether a column names periods of a fiscal year, whose days a date beside them says better."""
    if values.dtype != pl.String:
        return False
    cells = spread_sample(values.to_frame()).to_series().drop_nulls().unique()
    family = match_dates(cells)["family"]
    return number_of(family.is_in(FISCAL_FAMILIES).mean(), empty=0) >= _FISCAL


def _has_days(values: pl.Series) -> bool:
    """Whether what is called a time holds days too; a spreadsheet's times all fall on the day it began."""
    days = spread_sample(values.to_frame()).to_series().cast(pl.String).str.replace(_TIME_OF_DAY, "")
    return days.drop_nulls().n_unique() > 1


def _with_weekdays(dated: DatedTable, stats: dict[str, ColumnStats]) -> DatedTable:
    """Days for rows that name a week and a weekday."""
    names = [n for n in stats if n in dated.frame.columns and n not in (dated.date, *dated.used)]
    found = days_of_weekdays(dated.frame, dated.frame[dated.date], names)
    if found is None:
        return dated
    days, name, note = found
    notes = tuple(one for one in dated.notes if one.rule != PERIOD_LABELS)
    frame = dated.frame.with_columns(days)
    return replace(dated, frame=frame, used=(*dated.used, name), notes=(*notes, note))


def _with_time(dated: DatedTable, stats: dict[str, ColumnStats]) -> DatedTable:
    """Add a separate time of day to its date."""
    for name, stat in stats.items():
        if stat.kind != "time" or parse_times(spread_sample(dated.frame)[name]) is None:
            continue
        seconds = parse_times(dated.frame[name])
        if seconds is None:
            continue
        moment = pl.col(dated.date).cast(pl.Datetime("us")) + pl.duration(
            seconds=pl.lit(seconds.fill_null(0))
        )
        note = Note("time_of_day", len(seconds), f"{name} is the time of day of {dated.date}.")
        return DatedTable(
            dated.frame.with_columns(moment.alias(dated.date)),
            dated.date,
            dated.unread,
            (name,),
            (*dated.notes, note),
        )
    return dated


def _from_parts(
    frame: pl.DataFrame, stats: dict[str, ColumnStats], reading: DateReading, ask: Ask | None
) -> DatedTable | None:
    """Dates from a year and a month, quarter, week or day in columns of their own."""
    parts = find_parts(frame, stats)
    if parts is None:
        return None
    name = "date" if "date" not in frame.columns else "date_of_sale"
    days, unread, notes = dates_of_parts(frame, parts, reading, ask, name)
    return DatedTable(frame.with_columns(days), name, unread, parts.used, notes)


def _from_short_weeks(
    frame: pl.DataFrame, stats: dict[str, ColumnStats], reading: DateReading, ask: Ask | None
) -> DatedTable | None:
    """Dates of weeks such as 2405, the fifth of 2024, in a column whose name says week."""
    this_year = (reading.today or datetime.date.today()).year
    for name in (n for n in stats if period_words(n) == {"week"}):
        labels = label_short_weeks(frame[name], this_year)
        if labels is not None:
            parsed = parse_dates(labels, reading, ask=ask)
            dated = frame.with_columns(parsed.values.alias(name))
            return DatedTable(dated, name, frame[name], (), parsed.notes)
    return None


def _from_numbers(
    frame: pl.DataFrame, stats: dict[str, ColumnStats], chosen: str | None
) -> DatedTable | None:
    for name in [chosen] if chosen is not None else stats:
        unit = period_unit(set(words_of(name)), frame[name])
        if unit is not None and not stats[name].constant:
            dates, note = dates_of_period_numbers(frame[name], unit)
            return DatedTable(frame.with_columns(dates), name, frame[name], (), (note,))
    return None
