"""Reads a file of terms of supply row by row: fields typed, rows that can't be used with their reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from foresale.data.reading.columns.numbers.number_formats import NumberFormats, find_formats
from foresale.data.reading.columns.numbers.open_numbers import settle_formats
from foresale.data.reading.columns.words.names import kind_of, words_of
from foresale.data.reading.formats.read_file import read_file
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_numbers
from foresale.data.reading.provenance import ROW, own_columns
from foresale.data.reading.replenishment.durations import parse_days, parse_weekdays, unit_of_name
from foresale.data.reading.replenishment.fields import find_fields
from foresale.errors import ColumnsError, UnreadableFileError

FIELDS = (
    "supplier", "product", "store", "lead_time_days", "lead_time_spread_days", "pack_size", "minimum",
    "maximum", "unit_cost", "shelf_life_days", "order_days", "delivery_days", "is_preferred",
)  # fmt: skip
"""What a file may say, in the order of the template."""
_NEEDED = ("supplier", "product")
_AMOUNTS = ("lead_time_spread_days", "pack_size", "minimum", "maximum", "unit_cost")
_WORDS = {
    "lead_time": "lead_time_days", "shelf_life": "shelf_life_days", "pack": "pack_size",
    "minimum": "minimum", "maximum": "maximum", "unit_cost": "unit_cost", "order_days": "order_days",
    "supplier": "supplier", "preferred": "is_preferred",
}  # fmt: skip
_NEVER_EMPTY = ("pack_size", "is_preferred")
"""Fields that have a value where the file says none: one unit, and yes."""
_MAX_DAYS = 1e6
_DAY_NUMBERS = re.compile(r"^[\[\]\s\d,;/]+$")
_YES = frozenset(["yes", "y", "true", "x", "ja", "oui", "si", "1", "1.0"])
_NO = frozenset(["no", "n", "false", "nein", "non", "0", "0.0"])


@dataclass(frozen=True)
class UnusedRow:
    """A row that can't be used.

    Attributes:
        row: Its number in the file.
        column: The file's column at fault.
        value: What stands there.
        reason: What is wrong with it.
    """

    row: int
    column: str
    value: str | None
    reason: str


@dataclass(frozen=True)
class TermsFile:
    """What a file says of terms.

    Attributes:
        columns: Field → the file's column.
        unread: Columns that say nothing of terms.
        rows: Row numbers and fields that are said there, of rows that can be used.
        rejects: The other rows.
        notes: What was decided in reading.
    """

    columns: Mapping[str, str]
    unread: tuple[str, ...]
    rows: list[tuple[int, dict[str, Any]]]
    rejects: list[UnusedRow]
    notes: tuple[str, ...] = field(default=())


def read_named_terms(path: Path, decimal: str | None = None, most_rows: int | None = None) -> TermsFile:
    """Read a file of terms; its columns may have the template's names or others that mean the same.

    Args:
        path: The file.
        decimal: Its decimal mark, where the caller says it.
        most_rows: How many rows it may have.

    Raises:
        UnreadableFileError: It can't be read, or has too many rows.
        ColumnsError: It names no supplier or product, or amounts can be read in two ways.
    """
    raw = read_file(path, ReadOptions(decimal=decimal))
    frame = raw.frame
    if most_rows is not None and frame.height > most_rows:
        raise UnreadableFileError(
            f"The file has {frame.height:,} rows: more than {most_rows:,}.", fix="Upload it in several parts."
        )
    columns = _columns(own_columns(frame))
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise ColumnsError(
            f"No column says the {' or the '.join(missing)}: there are {', '.join(own_columns(frame)[:20])}.",
            fix=f"Name a column {' and one '.join(missing)}, as the template does.",
        )
    formats = find_formats(frame, decimal, semicolons=raw.decimal_comma)
    amounts = [columns[name] for name in _AMOUNTS if name in columns]
    formats, notes = settle_formats(frame, amounts, formats, None)
    read = {name: _read(frame, name, column, formats) for name, column in columns.items()}
    rows, rejects = [], []
    for place, number in enumerate(frame[ROW].to_list()):
        faulty = next((name for name, (_, told) in read.items() if place in told), None)
        if faulty is not None:
            rejects.append(UnusedRow(number, columns[faulty], *read[faulty][1][place]))
            continue
        found = {name: values[place] for name, (values, _) in read.items()}
        rows.append((number, {n: v for n, v in found.items() if v is not None or n not in _NEVER_EMPTY}))
    unread = tuple(name for name in own_columns(frame) if name not in columns.values())
    said = tuple(note.text for note in (*raw.notes, *notes))
    return TermsFile(columns, unread, rows, rejects, said)


def _columns(names: list[str]) -> dict[str, str]:
    """Field → column: the template's own names first, then those that mean the same."""
    plain = {"".join(words_of(name)): name for name in reversed(names)}
    found = {one: plain["".join(words_of(one))] for one in FIELDS if "".join(words_of(one)) in plain}
    for one, kind in (("product", "product"), ("store", "store")):
        free = [name for name in names if name not in found.values()]
        named = next((name for name in free if kind_of(name) == kind), None)
        if one not in found and named is not None:
            found[one] = named
    free = [name for name in names if name not in found.values()]
    for one, name in find_fields(free, "supply", {}, "columns").items():
        if one in _WORDS and _WORDS[one] not in found:
            found[_WORDS[one]] = name
    return {one: found[one] for one in FIELDS if one in found}


Faults = dict[int, tuple[str | None, str]]


def _read(frame: pl.DataFrame, name: str, column: str, formats: NumberFormats) -> tuple[list[Any], Faults]:
    """A field's value in each row, and what is wrong where there is none but something stands there."""
    cells = frame[column]
    texts = cells.cast(pl.String).str.strip_chars()
    empty = (texts.is_null() | (texts == "") | is_missing(texts)).to_list()
    written = texts.to_list()
    if name in _NEEDED or name == "store":
        values: list[Any] = [None if bare else text for bare, text in zip(empty, written, strict=True)]
        reason = f"has no {name}" if name in _NEEDED else ""
        return values, {place: (None, reason) for place, bare in enumerate(empty) if bare and reason}
    if name in _AMOUNTS:
        values = parse_numbers(cells, decimal=formats.of(column), units=True).to_list()
        reason = "is no number"
    elif name in ("lead_time_days", "shelf_life_days"):
        days = parse_days(texts, unit_of_name(column) or 1).to_list()
        known_days = [day if day is not None and abs(day) < _MAX_DAYS else None for day in days]
        values, reason = (
            [None if day is None else int(np.ceil(day)) for day in known_days],
            "is no length of time",
        )
    else:
        parse: Callable[[str], Any] = _yes_or_no if name == "is_preferred" else _weekdays
        reason = "is neither yes nor no" if name == "is_preferred" else "names no weekday"
        known = {text: parse(text) for text in set(written) if text}
        values = [known.get(text) for text in written]
    faults = {
        place: (written[place], reason)
        for place, (bare, value) in enumerate(zip(empty, values, strict=True))
        if not bare and value is None
    }
    return values, faults


def _weekdays(text: str) -> list[int] | None:
    """Weekdays from 1 for Monday, as words or as numbers.

    Examples:
        >>> _weekdays("Mon, Thu"), _weekdays("[1,4]"), _weekdays("never")
        ([1, 4], [1, 4], None)
    """
    if _DAY_NUMBERS.match(text):
        parts = re.findall(r"\d+", text)
        days = sorted({int(part) for part in parts if len(part) <= 2})
        is_known = bool(days) and all(len(part) <= 2 for part in parts) and 1 <= days[0] <= days[-1] <= 7
        return days if is_known else None
    found = parse_weekdays(text)
    return None if found is None else [day + 1 for day in found]


def _yes_or_no(text: str) -> bool | None:
    lowered = text.lower()
    return True if lowered in _YES else False if lowered in _NO else None
