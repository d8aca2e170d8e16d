"""Decimal marks of several files read together, each proved by its own cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.numbers.number_formats import NO_AMOUNTS, NumberFormats, find_formats
from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.provenance import FILE
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

_MAX_FILES = 60
"""Files that are looked at one by one; more are exports of one program."""

_WORDS = {".": "a point", ",": "a comma"}


def align_marks(tables: Sequence[RawTable], decimal: str | None) -> list[RawTable]:
    """The tables with one decimal mark for each column, where files prove different ones.

    What one file proves holds for cells of another that could be read in two ways only where both part their
    cells alike, as exports of one program do.

    Args:
        tables: The tables of several files, in order.
        decimal: The mark that the caller says is decimal.

    Raises:
        ColumnsError: A file leaves its mark open, and the only proof is in files of another kind.
    """
    if not 2 <= len(tables) <= _MAX_FILES or len({table.decimal_comma for table in tables}) < 2:
        return list(tables)
    formats = [find_formats(table.frame, None, semicolons=table.decimal_comma) for table in tables]
    wanted = decimal or "."
    found = list(tables)
    marks_of: dict[str, dict[int, str]] = {}
    for name in dict.fromkeys(name for table in tables for name in table.columns):
        marks = {at: mark for at, one in enumerate(formats) if (mark := _find_settled(one, name)) is not None}
        _refuse_open(tables, formats, name, marks, decimal)
        marks_of[name] = marks
    differing = {name: marks for name, marks in marks_of.items() if set(marks.values()) == {".", ","}}
    # a column that only one file marks would be read by what the others prove for the rest of the table
    for name, marks in marks_of.items() if differing else ():
        if name not in differing and kind_of(name) in NO_AMOUNTS:
            continue
        for at in (at for at, mark in marks.items() if mark != wanted):
            cells = pl.col(name).str.replace_many([".", ","], [",", "."])
            found[at] = replace(found[at], frame=found[at].frame.with_columns(cells))
    notes = []
    for name, marks in differing.items():
        files = {mark: _name_of(tables[next(at for at, m in marks.items() if m == mark)]) for mark in ".,"}
        text = f"In {name}, {files[',']} has a comma for decimals and {files['.']} a point: each is read so."
        readings = (Reading("each file by its own mark"), Reading("one mark for all files"))
        others = sum(mark != wanted for mark in marks.values())
        notes.append(Note("marks_by_file", others, text, Evidence(text, readings)))
    return [replace(found[0], notes=(*found[0].notes, *notes)), *found[1:]]


def _find_settled(formats: NumberFormats, name: str) -> str | None:
    found = formats.by_column.get(name)
    return None if found is None or found.is_open or found.mixed else found.decimal


def _refuse_open(
    tables: Sequence[RawTable],
    formats: Sequence[NumberFormats],
    name: str,
    marks: dict[int, str],
    decimal: str | None,
) -> None:
    """Stop where a file's cells have two readings and only files of another kind say which."""
    for at, table in enumerate(tables):
        found = formats[at].by_column.get(name)
        if found is None or not found.is_open or not marks:
            continue
        if any(tables[other].decimal_comma == table.decimal_comma for other in marks):
            continue
        if decimal is not None:
            marks[at] = decimal
            continue
        other, mark = next(iter(marks.items()))
        raise ColumnsError(
            f"In {name} of {_name_of(table)}, the mark in cells such as '{found.example}' can be a decimal "
            f"mark or part thousands; {_name_of(tables[other])}, which parts its cells otherwise, has "
            f"{_WORDS[mark]} for decimals.",
            fix=f"Say which mark is the decimal one there: {option('decimal', '.')} or "
            f"{option('decimal', ',')}",
        )


def _name_of(table: RawTable) -> str:
    return str(table.frame[FILE][0]) if table.frame.height else "an empty file"
