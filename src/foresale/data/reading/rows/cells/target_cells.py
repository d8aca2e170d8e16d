"""Reads the target's cells: numbers, what is unknown, days on which the shop was closed."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.parsing.numbers.closed_cells import says_closed, says_sold_out
from foresale.data.reading.parsing.numbers.number_format import NumberFormat
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_numbers
from foresale.data.reading.provenance import CLOSED_HERE, COLUMN
from foresale.data.reading.rows.cells.bad_cells import examples_of, has_error
from foresale.data.reading.rows.rejects import Rejects
from foresale.notes import Note, counted
from foresale.sales import ColumnRoles

MAX_ABS_TARGET = 1e15
"""Of a row or a total in a file; beyond it whole units aren't told apart any more."""


def type_target(
    frame: pl.DataFrame, roles: ColumnRoles, number_format: NumberFormat, notes: list[Note]
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The target as float64; null where it is unknown, and rows set aside where it is no number.

    A row that says "closed" keeps its place and is marked in `CLOSED_HERE`.

    Args:
        frame: Rows that carry where they came from.
        roles: The part of each column.
        number_format: How the target writes its numbers.
        notes: What is decided is added here.

    Returns:
        The rows that could be used, and the rejects.
    """
    target = roles.target
    cells = frame[target]
    parsed = parse_numbers(cells, decimal=number_format, units=True)
    column = frame[COLUMN] if COLUMN in frame.columns else target
    missing = parsed.is_null()
    if missing.any():
        missing &= is_missing(cells)
    closed, sold_out = says_closed(cells, parsed), says_sold_out(cells, parsed)
    frame = frame.with_columns(parsed.alias(target))
    if closed.any():
        frame = frame.with_columns(closed.alias(CLOSED_HERE))
        count = int(closed.sum())
        said = examples_of(cells.filter(closed))
        text = f"{counted(count, 'row')} say {said} for {target}: closed, not zero demand."
        notes.append(Note("closed_cells", count, text))
    if sold_out.any():
        count = int(sold_out.sum())
        said = examples_of(cells.filter(sold_out))
        text = f"{counted(count, 'row')} say {said} for {target}: stock ran out, so demand is unknown there."
        notes.append(Note("sold_out_cells", count, text))
    if missing.any():
        count = int(missing.sum())
        errors = has_error(cells)
        said = f" ({examples_of(cells.filter(errors))})" if errors.any() else ""
        notes.append(
            Note(
                "missing_target",
                count,
                f"{counted(count, 'row')} {'has' if count == 1 else 'have'} no {target}{said}: "
                "unknown, not zero.",
            )
        )
    faults = Rejects(frame)
    faults.refuse(parsed.is_infinite(), column, cells, "is infinite")
    faults.refuse(
        parsed.is_finite() & (parsed.abs() > MAX_ABS_TARGET),
        column,
        cells,
        f"is larger than {MAX_ABS_TARGET:.0e}",
    )
    faults.refuse(parsed.is_null() & ~missing & ~closed & ~sold_out, column, cells, "is not a number")
    return faults.select_kept(), [faults.rejects()]
