"""Finds the column that says when a sale was, and turns it into days or times."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from foresale.data.reading.columns.facts import ColumnFacts, spread_sample
from foresale.data.reading.columns.names import date_rank, words_of
from foresale.data.reading.columns.period_numbers import dates_of_period_numbers, period_unit
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates import DateReading, parse_dates, parse_times
from foresale.data.reading.parsing.numbers import is_missing
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError
from foresale.notes import Note

_YEAR = {"year", "jahr", "annee", "ano", "anno", "yr"}
_MONTH = {"month", "monat", "mois", "mes", "mese"}
_WEEK = {"week", "woche", "kw", "semaine", "semana", "settimana", "wk", "weeknum"}
_DAY = {"day", "tag", "jour", "dia", "giorno"}
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
    frame: pl.DataFrame, facts: dict[str, ColumnFacts], options: ReadOptions, ask: Ask | None
) -> DatedTable | None:
    """Choose and read the date column; None where the table has none.

    A column named for the sale's date goes before other dates; a year with a month or week are put
    together; a numbered week or month counts from an arbitrary start, which a note says.

    Raises:
        ColumnsError: Two columns could be it, or its dates can be read in two ways.
    """
    chosen = options.date if options.date in frame.columns else _choose(frame, facts, ask)
    if chosen is None:
        return _from_parts(frame, facts) or _from_numbers(frame, facts, None)
    if not facts[chosen].dates:
        numbered = _from_numbers(frame, facts, chosen)
        if numbered is not None:
            return numbered
    reading = DateReading(options.day_first, options.date_format, options.time_zone)
    unread = frame[chosen]
    parsed = parse_dates(unread, reading, ask=ask)
    notes = (Note("date_column", len(unread), f"Dates are read from {chosen}."), *parsed.notes)
    dated = DatedTable(frame.with_columns(parsed.values.alias(chosen)), chosen, unread, (), notes)
    return _with_time(dated, facts) if parsed.values.dtype == pl.Date else dated


def _choose(frame: pl.DataFrame, facts: dict[str, ColumnFacts], ask: Ask | None) -> str | None:
    ranks = {
        name: date_rank(name)
        for name, fact in facts.items()
        if fact.dates >= (0.5 if date_rank(name) >= 2 else 0.9)
        and (fact.kind != "time" or _has_days(frame[name]))
        and fact.missing < 0.9
    }
    if not ranks:
        named = [name for name, fact in facts.items() if date_rank(name) >= 2 and fact.kind != "time"]
        named = [name for name in named if frame[name].dtype == pl.String and facts[name].distinct > 0]
        return named[0] if named else None
    best = [name for name, rank in ranks.items() if rank == max(ranks.values())]
    best = [name for name in best if not any(frame[name].equals(frame[b]) for b in best[: best.index(name)])]
    if len(best) == 1:
        return best[0]
    question = Question(
        f"Both {best[0]} and {best[1]} hold dates, and neither name says which is the sale's.",
        tuple(best),
        f"Name one with --date, such as --date '{best[0]}'.",
    )
    return settle(question, ask)


def _has_days(values: pl.Series) -> bool:
    """Whether what is called a time holds days too; a spreadsheet's times all fall on the day it began."""
    days = spread_sample(values.to_frame()).to_series().cast(pl.String).str.replace(_TIME_OF_DAY, "")
    return days.drop_nulls().n_unique() > 1


def _with_time(dated: DatedTable, facts: dict[str, ColumnFacts]) -> DatedTable:
    """Add a separate time of day to its date."""
    for name, fact in facts.items():
        if fact.kind != "time" or parse_times(spread_sample(dated.frame)[name]) is None:
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


def _from_parts(frame: pl.DataFrame, facts: dict[str, ColumnFacts]) -> DatedTable | None:
    """Dates from a year and a month, week or day in columns of their own."""

    def part(words: set[str]) -> str | None:
        return next((n for n, f in facts.items() if f.is_number and set(words_of(n)) & words), None)

    year, month, week, day = part(_YEAR), part(_MONTH), part(_WEEK), part(_DAY)
    if year is None or (month is None and week is None):
        return None
    text = {
        n: frame[n].cast(pl.String).str.strip_chars().str.replace(r"\.0$", "")
        for n in (year, month, week, day)
        if n
    }
    if month is not None:
        used = [name for name in (year, month, day) if name]
        pieces = [text[year], text[month].str.zfill(2), text[day].str.zfill(2) if day else pl.lit("01")]
        unread = frame.select(pl.concat_str(pieces, separator="-")).to_series()
    else:
        used = [name for name in (year, week) if name]
        unread = frame.select(
            pl.concat_str([text[year], text[used[1]].str.zfill(2)], separator="-W")
        ).to_series()
    name = "date" if "date" not in frame.columns else "date_of_sale"
    parsed = parse_dates(unread.alias(name)).values
    note = Note("date_from_parts", len(unread), f"Dates are put together from {', '.join(used)}.")
    return DatedTable(frame.with_columns(parsed.alias(name)), name, unread, tuple(used), (note,))


def _from_numbers(
    frame: pl.DataFrame, facts: dict[str, ColumnFacts], chosen: str | None
) -> DatedTable | None:
    for name in [chosen] if chosen is not None else facts:
        unit = period_unit(set(words_of(name)), frame[name])
        if unit is not None and not facts[name].constant:
            dates, note = dates_of_period_numbers(frame[name], unit)
            return DatedTable(frame.with_columns(dates), name, frame[name], (), (note,))
    return None


def no_dates(frame: pl.DataFrame, file: str) -> ColumnsError:
    """The error for a table without dates, with its columns."""
    names = [name for name in frame.columns if not name.startswith("__")]
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return ColumnsError(
        f"No column of {file} holds dates. Its columns are: {shown}.",
        fix="Name the date column with --date, and its format with --date-format if it is unusual.",
    )


def unreadable(dated: DatedTable) -> pl.Series:
    """True for rows whose date is filled but can't be read, or isn't filled."""
    values = dated.frame[dated.date]
    return values.is_null() | is_missing(dated.unread)
