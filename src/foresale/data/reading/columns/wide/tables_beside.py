"""Tables that stand side by side on one sheet, each with dates of its own: read below each other."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import polars as pl

from foresale.data.reading.columns.dates.date_column import date_reading
from foresale.data.reading.columns.dates.days_without_year import with_year
from foresale.data.reading.columns.wide.table_blocks import TableBlocks, are_months, find_blocks, lacks_year
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.month_names import months_by_name
from foresale.data.reading.parsing.dates.parse_dates import date_share, parse_dates
from foresale.data.reading.parsing.plain_text import plain_word
from foresale.data.reading.provenance import FILE, ROW
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.vocabulary.sale_words import layer_kind, sale_kind
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

_YEAR = re.compile(r"(?:FY ?)?(?:19|20)\d\d$")
_SERIES_EACH, _FIRST_ALONE = "a series each", "the first alone counts"


def stack_tables(raw: RawTable, options: ReadOptions, ask: Ask | None) -> RawTable:
    """`raw` with tables that stand side by side below each other, their headings in a column.

    Where each goes on with the days after those of the table before, they are one table in several columns of
    print.

    Args:
        raw: The table as read.
        options: What the caller knows; `layout` may say that tables without headings are series.
        ask: Asked where tables without a heading hold the same days.

    Raises:
        ColumnsError: Nobody is there to ask; or the tables hold different things on different days.
    """
    tables = find_blocks(raw, options)
    if tables is None:
        return raw
    if any(lacks_year(raw.frame[block[tables.date]]) for block in tables.columns):
        return _stack_years(raw, tables)
    follow = _follow_each_other(raw, tables, options)
    if follow and (tables.headings is None or all(map(_is_period, tables.headings))):
        return _stack(raw, replace(tables, headings=None), "each goes on where the one before ends")
    headings = tables.headings
    if headings is not None:
        kinds = [sale_kind(heading) or layer_kind(heading) for heading in headings]
        are_kinds = None not in kinds and len(set(kinds)) > 1
        tables = replace(tables, key="type" if are_kinds else tables.key)
        return _stack(raw, tables, f"their headings are {', '.join(headings[:4])}")
    return _stack_nameless(raw, tables, options, ask)


def _is_period(heading: str) -> bool:
    return bool(_YEAR.match(heading)) or bool(months_by_name([plain_word(heading).strip(" .")])) or (
        date_share(pl.Series([heading]), named_so=True) > 0
    )  # fmt: skip


def _follow_each_other(raw: RawTable, tables: TableBlocks, options: ReadOptions) -> bool:
    """Whether each table's days all lie after those of the one before, or all before them."""
    at = tables.date
    cells = [raw.frame[block[at]].drop_nulls() for block in tables.columns]
    if any(column.dtype != cells[0].dtype for column in cells):
        return False
    try:
        parsed = parse_dates(
            pl.concat([column.alias("date") for column in cells]),
            date_reading(options),
            ask=lambda question: question.answers[0],
        ).values
    except ColumnsError:
        return False
    ends = [0]
    for column in cells:
        ends.append(ends[-1] + len(column))
    days = [parsed[start:end].drop_nulls().cast(pl.Int64).to_numpy() for start, end in pairwise(ends)]
    if not all(len(each) for each in days):
        return False
    spans = [(each.min(), each.max()) for each in days]
    pairs = list(pairwise(spans))
    forward = all(one[1] < two[0] for one, two in pairs)
    return forward or all(two[1] < one[0] for one, two in pairs)


def _stack_years(raw: RawTable, tables: TableBlocks) -> RawTable:
    """Tables of months or days without a year below each other, where their headings say the years."""
    if tables.headings is None or not all(map(_YEAR.match, tables.headings)):
        return raw
    at = tables.date
    stacked = _stack(raw, replace(tables, key="Year"), f"their headings are years ({tables.headings[0]} …)")
    if are_months(raw.frame[tables.columns[0][at]].drop_nulls()):
        return stacked
    days = with_year(pl.col(tables.names[at]), pl.col("Year"))
    return replace(stacked, frame=stacked.frame.with_columns(days).drop("Year"))


def _stack_nameless(raw: RawTable, tables: TableBlocks, options: ReadOptions, ask: Ask | None) -> RawTable:
    """Tables without headings that hold the same days, as the reader says."""
    later = [name for block in tables.columns[1:] for name in block]
    if options.layout != "wide":
        question = Question(
            "tables_side_by_side",
            f"{len(tables.columns)} tables with the columns {', '.join(tables.names)} stand side by side and "
            "hold the same days, and nothing above them says what each is of.",
            (_SERIES_EACH, _FIRST_ALONE),
            f"Say {option('layout', 'wide')} for a series each, or leave the others out with "
            f"{option('ignored', later)}.",
        )
        if settle(question, ask) == _FIRST_ALONE:
            return replace(raw, frame=raw.frame.drop(later))
    numbers = tuple(str(i) for i in range(1, len(tables.columns) + 1))
    told: Certainty = "told" if options.layout == "wide" else "asked"
    return _stack(raw, replace(tables, headings=numbers), "each is a series of its own", told)


def _stack(raw: RawTable, tables: TableBlocks, seen: str, certainty: Certainty = "proven") -> RawTable:
    """The tables below each other, without the rows that a shorter one leaves empty."""
    pieces = []
    for number, block in enumerate(tables.columns):
        piece = raw.frame.select(
            FILE, ROW, *(pl.col(old).alias(new) for old, new in zip(block, tables.names, strict=True))
        ).filter(~pl.all_horizontal(pl.col(tables.names).is_null()))
        if tables.headings is not None:
            piece = piece.with_columns(pl.lit(tables.headings[number]).alias(tables.key))
        pieces.append(piece)
    where = "" if tables.headings is None else f", what tells them apart in column {tables.key}"
    text = (
        f"{len(pieces)} tables with the columns {', '.join(tables.names)} stand side by side: they are read "
        f"below each other{where}."
    )
    readings = (Reading("tables side by side"), Reading("one table"))
    note = Note("tables_beside", len(pieces), text, Evidence(f"{seen}", readings, certainty))
    frame = pl.concat(pieces, how="vertical_relaxed")
    return replace(raw, frame=frame, notes=(*raw.notes, note))
