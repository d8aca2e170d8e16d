"""One column of amounts instead of several that are parts of it, such as the hours of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.numbers.number_formats import NumberFormats, find_formats
from foresale.data.reading.columns.numbers.open_numbers import settle_formats
from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.numbers.cell_words import ERRORS
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_numbers
from foresale.data.reading.provenance import FILE, ROW
from foresale.data.reading.questions import Ask
from foresale.notes import Certainty, Evidence, Note, counted

_AMOUNTS = ("units", "sales", "revenue")
_CENT = 0.011


def add_columns_up(
    raw: RawTable,
    stats: Mapping[str, ColumnStats],
    parts: tuple[str, ...],
    options: ReadOptions,
    ask: Ask | None,
    reason: tuple[str, Certainty],
) -> RawTable:
    """The table with the sum of some columns instead of them; where one holds it already, with that alone.

    Where a column says how much was sold and isn't their sum, they are something else (visitors by hour),
    and the table comes back as it is. A row whose cells are all empty has no sum, nor has one with a cell
    that is no number.

    Args:
        raw: The table as read.
        stats: Its columns' stats.
        parts: The columns to add up.
        options: The decimal mark, and what to call the sum (`target`).
        ask: Asked where the cells' numbers can be read in two ways.
        reason: What says that they are parts, and how sure that is.
    """
    frame, (seen, certainty) = raw.frame, reason
    texts = [name for name in parts if not frame[name].dtype.is_numeric()]
    cells = frame.select(pl.col(texts).cast(pl.String)).unpivot(texts, value_name="amount")
    formats = find_formats(cells.select("amount"), options.decimal, semicolons=raw.decimal_comma)
    formats, proofs = settle_formats(cells, ("amount",), formats, ask)
    read = {name: parse_numbers(_as_text(frame[name]), decimal=formats.of("amount")) for name in parts}
    bad = {name: read[name].is_null() & _holds_something(frame[name]) for name in parts}
    table = pl.DataFrame(list(read.values()))
    spoilt = pl.DataFrame([cells.alias(name) for name, cells in bad.items()]).select(pl.any_horizontal(parts))
    empty = table.select(pl.all_horizontal(pl.col(parts).is_null())).to_series() | spoilt.to_series()
    total = table.sum_horizontal().set(empty, None)
    notes = [_note_bad(frame, name, bad[name]) for name in parts if bad[name].any()]
    held = _holding(
        frame, [*find_amounts(stats, parts), *_find_totals(stats, parts)], total, formats, len(parts)
    )
    if held is None and options.target is None and find_amounts(stats, parts):
        return raw
    name = held or options.target or "sales"
    if held is None:
        frame = frame.with_columns(total.alias(name))
    text = f"{seen}: they are added up, as '{name}'." if held is None else f"{seen}, which {held} adds up."
    note = Note("parts_added_up", frame.height, text, Evidence(seen, (), certainty))
    return replace(raw, frame=frame.drop(parts), notes=(*raw.notes, *proofs, *notes, note))


def find_amounts(stats: Mapping[str, ColumnStats], parts: tuple[str, ...]) -> list[str]:
    """The columns of how much was sold beside some that may be parts of it.

    Args:
        stats: The table's columns' stats.
        parts: The columns that may be parts.
    """
    beside = {name: stat for name, stat in stats.items() if name not in parts and not says_total(name)}
    return [name for name, stat in beside.items() if stat.is_number and stat.kind in _AMOUNTS]


def _find_totals(stats: Mapping[str, ColumnStats], parts: tuple[str, ...]) -> list[str]:
    """The columns that are called a total."""
    return [name for name, stat in stats.items() if name not in parts and stat.is_number and says_total(name)]


def _as_text(cells: pl.Series) -> pl.Series:
    """Cells as text, but for numbers, which have no decimal mark to read."""
    return cells if cells.dtype.is_numeric() else cells.cast(pl.String)


def _holds_something(cells: pl.Series) -> pl.Series:
    """Where a cell isn't empty, or holds an error: what it should have said isn't nothing."""
    errors = cells.cast(pl.String).str.strip_chars().str.to_lowercase().is_in(ERRORS).fill_null(value=False)
    return ~is_missing(cells) | errors


def _note_bad(frame: pl.DataFrame, name: str, bad: pl.Series) -> Note:
    file, row, cell = frame.select(FILE, ROW, name).filter(bad).row(0)
    count = int(bad.sum())
    text = (
        f"{name}: {counted(count, 'cell')} hold no number, such as '{cell}' in {file} row {row}: what "
        f"{'this row' if count == 1 else 'these rows'} add up to isn't known."
    )
    return Note("bad_cells", count, text)


def _holding(
    frame: pl.DataFrame, names: list[str], total: pl.Series, formats: NumberFormats, count: int
) -> str | None:
    """The column that holds the sum of `count` parts already, but for rounding; None where none does."""
    known = total.is_not_null()
    for name in names if known.any() else ():
        for decimal in (None, formats.of("amount")):
            off = (parse_numbers(_as_text(frame[name]), decimal=decimal) - total).abs().fill_null(np.inf)
            if (off.filter(known) <= _CENT * (count + 1) / 2).all():
                return name
    return None
