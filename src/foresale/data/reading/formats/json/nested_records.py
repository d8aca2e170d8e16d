"""Lists of records inside records, such as an order's lines: each becomes a row, with its order's fields."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.vocabulary.column_words import cut_unspaced, kind_phrases, split_words
from foresale.errors import ColumnsError
from foresale.notes import Evidence, Note, Reading


def explode_lines(frame: pl.DataFrame, file: str) -> tuple[pl.DataFrame, tuple[Note, ...], pl.Series | None]:
    """One row for each record of the list that holds quantities; the fields around it are repeated.

    Amounts of the whole record (those with decimals, such as an order's total) stay on its first row
    only, as adding them up would count them once a line.

    Args:
        frame: Records, some of whose columns hold lists.
        file: The file's name, for messages.

    Returns:
        The table, what was decided, and each row's record counted from 0 (None where nothing was done).

    Raises:
        ColumnsError: Several lists hold quantities.
    """
    lists = [name for name, dtype in frame.schema.items() if _is_list_of_records(dtype)]
    counted = [name for name in lists if any(_is_units(field) for field in _fields(frame, name))]
    chosen = counted or lists
    if not counted and any(_is_units(name) for name in frame.columns):
        chosen = []  # what lies in these lists is no amount, and would only repeat the rows
    if not chosen or (len(chosen) > 1 and not counted):
        return frame, (), None
    if len(chosen) > 1:
        raise ColumnsError(
            f"{file}: each record holds several nested lists with quantities: {', '.join(chosen)}.",
            fix="Give each of them a file of its own, one record a line, and name the one with the sales; or "
            f"leave out what isn't sold, so that only {chosen[0]} is left.",
        )
    (lines,) = chosen
    frame = frame.with_row_index("__record__")
    amounts = [
        name for name in frame.columns if name not in (lines, "__record__") and _has_decimals(frame[name])
    ]
    full = frame.explode(lines)
    first = pl.col("__record__").is_first_distinct()
    full = full.with_columns(pl.when(first).then(pl.col(name)).alias(name) for name in amounts)
    fields = {
        field: field if field not in full.columns or field == lines else f"{lines}.{field}"
        for field in _fields(frame, lines)
    }
    inner = full.select(pl.col(lines).struct.field(field).alias(name) for field, name in fields.items())
    empty = int(frame[lines].list.len().fill_null(0).eq(0).sum())
    table = full.drop(lines, "__record__").hstack(inner)
    text = f"{file}: each record of {lines} became a row ({frame.height:,} records, {table.height:,} rows)."
    if empty:
        text += f" {empty:,} records have none."
    if amounts:
        text += f" {', '.join(amounts[:4])} stand on the first row of each."
    seen = f"{lines} holds a list of records with {', '.join(list(fields)[:4])}."
    readings = (Reading("a row a line"), Reading("a row a record, the lines left out"))
    note = Note("nested_lines", table.height, text, Evidence(seen, readings))
    return table, (note,), full["__record__"].cast(pl.Int64)


def _is_list_of_records(dtype: pl.DataType) -> bool:
    return isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct)


def _fields(frame: pl.DataFrame, name: str) -> list[str]:
    dtype = frame.schema[name]
    inner = dtype.inner if isinstance(dtype, pl.List) else None
    return [field.name for field in inner.fields] if isinstance(inner, pl.Struct) else []


def _is_units(name: str) -> bool:
    words = tuple(cut_unspaced(split_words(name)))
    known = {phrase for kind, phrases in kind_phrases() if kind == "units" for phrase in phrases}
    spans = {words[i:j] for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    return not spans.isdisjoint(known)


def _has_decimals(cells: pl.Series) -> bool:
    if cells.dtype.is_float():
        return True
    if cells.dtype != pl.String:
        return False
    known = cells.drop_nulls()
    return len(known) > 0 and int(known.str.contains(r"^-?\d+[.,]\d{1,2}$").sum()) > 0.9 * len(known)
