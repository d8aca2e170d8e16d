"""Reads JSON arrays of records and JSON lines."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from foresale.data.reading.formats.json.json_shapes import from_objects, split_objects, without_edges
from foresale.data.reading.formats.json.nested_records import explode_lines
from foresale.data.reading.formats.raw_table import RawTable, broken_rows
from foresale.data.reading.formats.text.text_encoding import read_bytes, refuse_other_formats, to_utf8
from foresale.data.reading.provenance import FILE, ROW
from foresale.errors import UnreadableFileError
from foresale.notes import Note
from foresale.sales import no_rejects

_DEPTH = 3  # lists in lists of records


def read_json_lines(path: Path, *, encoding: str | None = None) -> RawTable:
    """Read a JSON array of records or one record a line, whichever the file holds.

    A record inside a record becomes columns named `outer.inner`; a list of records with quantities, such
    as an order's lines, becomes rows. Lines that aren't JSON
    become rejects with their line number; records of an array are numbered from 1.

    Args:
        path: The file, packed by gzip if it ends in .gz.
        encoding: The text's encoding; told apart where it's None.

    Raises:
        UnreadableFileError: The file can't be opened, is empty, or holds no records.
    """
    raw = read_bytes(path)
    refuse_other_formats(raw, path.name)
    text, notes = to_utf8(raw, path.name, encoding)
    stripped = text.lstrip()
    if b'"node"' in stripped or b'"nodes"' in stripped:
        stripped = without_edges(stripped)
    if stripped.startswith(b"["):
        return _table(_read_array(stripped, path.name), None, no_rejects(), path.name, notes)
    if not stripped.startswith(b"{"):
        raise UnreadableFileError(
            f"{path.name} isn't JSON: it begins with '{stripped[:20].decode('utf-8', errors='replace')}'.",
            fix="Give it the extension of what it holds, such as .csv.",
        )
    whole = _whole_object(stripped)
    if whole is not None:
        return _table(whole, None, no_rejects(), path.name, notes)
    several = split_objects(stripped)
    if several is not None:
        return _table(_frame(several, path.name), None, no_rejects(), path.name, notes)
    return _read_lines(text, path.name, notes)


_HEADS = ("columns", "fields", "header", "headers", "cols", "schema")
_BODIES = ("data", "rows", "values", "records")


def _read_array(text: bytes, file: str) -> pl.DataFrame:
    try:
        return pl.read_json(BytesIO(text), infer_schema_length=None)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return _frame(_loads(text, file), file)


def _loads(text: bytes, file: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise UnreadableFileError(
            f"{file} isn't whole JSON: {error}.", fix="Export it again; it may have been cut off."
        ) from None


def _whole_object(text: bytes) -> pl.DataFrame | None:
    """The table in a file that is one JSON object over several lines, or None for JSON lines."""
    try:
        json.loads(text.partition(b"\n")[0])
    except ValueError:
        pass
    else:
        if b"\n" in text.strip():
            return None
    try:
        content = json.loads(text)
    except ValueError:
        return None
    inner = [value for value in content.values() if isinstance(value, dict)]
    while len(inner) == 1 and not any(isinstance(value, list) for value in content.values()):
        content = inner[0]  # an answer's envelope, such as {"data": {"orders": [...]}}
        inner = [value for value in content.values() if isinstance(value, dict)]
    table = _from_columns(content) if inner != list(content.values()) else from_objects(content)
    if table is not None:
        return table
    lists = {key: value for key, value in content.items() if isinstance(value, list)}
    records = [value for value in lists.values() if value and isinstance(value[0], dict)]
    if len(records) == 1:
        return _frame(records[0], "")
    if len(lists) == len(content) and len({len(value) for value in lists.values()}) == 1:
        return pl.DataFrame(lists, strict=False)
    return None


def _from_columns(content: dict[str, Any]) -> pl.DataFrame | None:
    """The table of an object that names its columns once, such as {"columns": [...], "data": [[...]]}."""
    names = next((content[key] for key in _HEADS if isinstance(content.get(key), list)), None)
    rows = next((content[key] for key in _BODIES if isinstance(content.get(key), list)), None)
    if not names or not rows or not all(isinstance(row, list) for row in rows):
        return None
    heads = [name.get("name", name.get("label")) if isinstance(name, dict) else name for name in names]
    return _from_lists([heads, *rows])


def _from_lists(rows: list[Any]) -> pl.DataFrame | None:
    """The table of lists of equal length whose first one names the columns."""
    heads = rows[0] if rows and isinstance(rows[0], list) else []
    named = bool(heads) and all(isinstance(name, str) for name in heads) and len(set(heads)) == len(heads)
    if not named or not all(isinstance(row, list) and len(row) == len(heads) for row in rows):
        return None
    columns = {name: [row[at] for row in rows[1:]] for at, name in enumerate(heads)}
    return pl.DataFrame(columns, strict=False)


def _frame(records: Any, file: str) -> pl.DataFrame:
    table = _from_lists(records) if isinstance(records, list) else None
    if table is not None:
        return table
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise UnreadableFileError(
            f"{file} holds JSON that isn't a list of records.",
            fix='Give records such as [{"date": "2024-01-01", "units": 3}].',
        )
    return pl.from_dicts(records, infer_schema_length=None, strict=False) if records else pl.DataFrame()


def _read_lines(text: bytes, file: str, notes: tuple[Note, ...]) -> RawTable:
    lines = text.split(b"\n")
    filled = [i for i, line in enumerate(lines) if line.strip()]
    try:
        frame = pl.read_ndjson(BytesIO(text), infer_schema_length=None)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        frame = None
    if frame is not None and frame.height == len(filled):
        return _table(frame, [i + 1 for i in filled], no_rejects(), file, notes)
    records: list[dict[str, Any]] = []
    good: list[int] = []
    bad: list[int] = []
    for i in filled:
        try:
            record = json.loads(lines[i])
        except ValueError:
            record = None
        if isinstance(record, dict):
            records.append(record)
            good.append(i + 1)
        else:
            bad.append(i + 1)
    values = [lines[i - 1].decode("utf-8", errors="replace").strip() for i in bad]
    if not records:
        raise UnreadableFileError(
            f"{file} holds no JSON record: none of its {len(bad)} lines could be read.",
            fix="Export it again as JSON, JSON lines or CSV.",
        )
    return _table(
        _frame(records, file), good, broken_rows(file, bad, values, "is not a JSON record"), file, notes
    )


def _table(
    frame: pl.DataFrame, rows: list[int] | None, rejects: pl.DataFrame, file: str, notes: tuple[Note, ...]
) -> RawTable:
    if not frame.height or not frame.width:
        raise UnreadableFileError(f"{file} has no records.", fix="Give a file with records.")
    for _ in range(_DEPTH):
        frame, more, origin = explode_lines(frame, file)
        notes = (*notes, *more)
        if origin is None:
            break
        rows = [rows[i] if rows is not None else i + 1 for i in origin]
    while structs := [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Struct)]:
        inner = frame.select(pl.col(name).struct.unnest().name.prefix(f"{name}.") for name in structs)
        frame = frame.drop(structs).hstack(inner)
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    if nested:
        text = f"{file}: {', '.join(nested)} hold lists and are left out."
        notes = (*notes, Note("nested_columns", len(nested), text))
    frame = frame.drop(nested).with_columns(
        pl.lit(file, dtype=pl.Categorical()).alias(FILE),
        pl.Series(ROW, rows if rows is not None else range(1, frame.height + 1), dtype=pl.Int64),
    )
    return RawTable(frame, rejects, notes)
