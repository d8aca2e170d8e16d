"""Reads a plan or joined table as the sales are written: decimal mark, order of day and month, names."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import polars as pl

from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.columns.numbers.open_numbers import settle_formats
from foresale.data.reading.columns.tidy_table import TidyTable
from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.parse_dates import DateReading, parse_dates
from foresale.data.reading.provenance import own_columns
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.side_tables.column_match import match_columns, rename_columns
from foresale.data.reading.side_tables.join import ExtraTable, read_extra
from foresale.data.reading.side_tables.planned_columns import OF_SERIES
from foresale.data.reading.side_tables.validity import spread_periods, spread_validity
from foresale.data.reading.side_tables.wide_plans import shape_plan

_ORDERS = ("day first", "month first")
_SAMPLE = 2_000


def read_plan(
    path: Path,
    raw: RawTable,
    options: ReadOptions,
    ask: Ask | None,
    sales: TidyTable,
    *,
    is_ahead: bool = False,
) -> ExtraTable:
    """A plan or joined table, read as the sales are where its own cells leave it open.

    What its own cells prove counts first: a plan from another program may write numbers and dates its way.

    Args:
        path: Its file.
        raw: What the file holds.
        options: What the caller knows.
        ask: Asked what neither the plan nor the sales tell.
        sales: The sales, their dates read.
        is_ahead: Whether it says what is known ahead, rather than further columns of the past.
    """
    answer = None if options.day_first is not None else _order_of(sales)

    def as_in_sales(question: Question) -> str:
        if answer is not None and set(question.answers) == set(_ORDERS):
            return answer
        return settle(question, ask)

    extra = read_extra(path, raw, options, as_in_sales)
    extra = _rename_as(shape_plan(extra, sales) if is_ahead else extra, own_columns(sales.frame))
    extra = spread_periods(match_columns(extra, sales, is_plan=is_ahead), _days_of(sales))
    extra = spread_validity(extra, *_span_of(sales))
    if not extra.dated:
        return extra
    formats = _formats_of(extra, sales)
    amounts = [
        name
        for name in extra.columns
        if name in sales.stats and sales.stats[name].is_number and extra.kinds[name] not in OF_SERIES
    ]
    return replace(extra, formats=settle_formats(extra.frame, amounts, formats, ask)[0])


def _span_of(sales: TidyTable) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and last day of the sales."""
    days = _days_of(sales)
    return (days[0], days[-1]) if len(days) else (None, None)


def _days_of(sales: TidyTable) -> pl.Series:
    """The different days of the sales, in order."""
    if sales.dated is None:
        return pl.Series(dtype=pl.Date)
    return sales.frame[sales.dated.date].cast(pl.Date).drop_nulls().unique().sort()


def _formats_of(extra: ExtraTable, sales: TidyTable) -> NumberFormats:
    """How the plan writes its numbers; where its cells leave the decimal mark open, the sales' one."""
    proven = {found.decimal for found in sales.formats.by_column.values() if found.decimal and found.reason}
    only = proven.pop() if len(proven) == 1 else None
    formats = dict(extra.formats.by_column)
    for name, found in formats.items():
        mark = sales.formats.of(name).decimal or only
        if found.is_open and mark is not None:
            formats[name] = replace(found, decimal=mark, reason="as in the sales", certainty="likely")
    return NumberFormats(formats)


def _order_of(sales: TidyTable) -> str | None:
    """Whether the sales write the day first or the month; None where their dates tell no order."""
    dated = sales.dated
    if dated is None:
        return None
    sample = dated.unread.head(_SAMPLE)
    asked: list[Question] = []

    def first(question: Question) -> str:
        asked.append(question)
        return question.answers[0]

    read = [
        parse_dates(sample, DateReading(day_first=order, swapped="keep"), ask=first).values.to_list()
        for order in (True, False)
    ]
    if read[0] == read[1]:
        return None
    days = dated.frame[dated.date].head(_SAMPLE).to_list()
    return next((order for order, found in zip(_ORDERS, read, strict=True) if found == days), None)


def _rename_as(extra: ExtraTable, columns: list[str]) -> ExtraTable:
    """The table with the sales' names for its columns, where they differ only in case or marks."""
    by_words: dict[str, str] = {}
    for name in columns:
        by_words.setdefault("".join(words_of(name)) or name, name)
    renamed = {
        name: by_words["".join(words_of(name))]
        for name in extra.columns
        if name not in columns and "".join(words_of(name)) in by_words
    }
    renamed = {old: new for old, new in renamed.items() if new not in extra.columns}
    if len(set(renamed.values())) < len(renamed) or not renamed:
        return extra
    return rename_columns(extra, renamed)
