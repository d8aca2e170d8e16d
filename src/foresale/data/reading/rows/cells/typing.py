"""Gives each column the type its role needs, and sets aside rows whose cells can't have it."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.parsing.numbers.number_format import NumberFormat
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_flags, parse_numbers
from foresale.data.reading.rows.cells.bad_cells import bad_cells_note, has_error, name_unknown_keys
from foresale.data.reading.rows.cells.target_cells import type_target
from foresale.notes import Note
from foresale.sales import ColumnRoles

_MAX_CODES = 12


def convert_cells(
    values: pl.Series, number_format: NumberFormat, *, codes: bool = True, units: bool = False
) -> pl.Series:
    """Cells as numbers, yes and no as 1 and 0; as labels where most filled cells are neither.

    Args:
        values: Cells of any type.
        number_format: How they write their numbers.
        codes: Whether a few different numbers and letters together (0, a, b) are labels too.
        units: Whether a unit may stand beside a number.
    """
    if values.dtype.is_numeric() or values.dtype == pl.Boolean:
        return parse_numbers(values)
    text = values.cast(pl.String)
    numbers = parse_numbers(text, decimal=number_format, units=units)
    if not numbers.null_count():
        return numbers
    known = text.filter(~is_missing(text))
    filled = len(known)
    if codes and _are_codes(known, number_format):
        return as_labels(text)
    for parsed in (numbers, parse_flags(text)):
        if len(parsed) - parsed.null_count() >= 0.9 * filled:
            return parsed
    return as_labels(text)


def _are_codes(known: pl.Series, number_format: NumberFormat) -> bool:
    """Whether a few different cells mix small numbers with letters."""
    if not parse_numbers(known, decimal=number_format).null_count() or not parse_flags(known).null_count():
        return False
    return bool(known.str.contains(r"^\d{1,2}$").any()) and known.n_unique() <= _MAX_CODES


def type_columns(
    frame: pl.DataFrame, roles: ColumnRoles, formats: NumberFormats
) -> tuple[pl.DataFrame, list[pl.DataFrame], list[Note]]:
    """Keys and static columns as text, the target and measures as float64.

    Only a target that is no number costs its row; any other bad cell is unknown, and told.

    Args:
        frame: Rows in long layout with their date read.
        roles: The part of each column.
        formats: How each column writes its numbers.

    Returns:
        The rows that could be used, the rejects, and notes.
    """
    notes: list[Note] = []
    labels = [*roles.keys, *roles.static, *([roles.transaction] if roles.transaction else [])]
    frame = frame.with_columns(as_labels(frame[name]).alias(name) for name in dict.fromkeys(labels))
    frame, rejects = type_target(frame, roles, formats.of(roles.target), notes)
    frame = name_unknown_keys(frame, roles, notes)
    singles = [roles.price, roles.promotion, roles.stockout, roles.in_stock]
    for name in (*(n for n in singles if n), *roles.known_ahead, *roles.past_only):
        cells = frame[name]
        typed = convert_cells(cells, formats.of(name), codes=name not in singles, units=name == roles.price)
        if typed.dtype != pl.String:
            bad = typed.is_infinite().fill_null(value=False)
            if typed.null_count():
                bad |= (typed.is_null() & ~is_missing(cells)) | has_error(cells)
            if bad.any():
                typed = typed.set(bad, None)
                notes.append(bad_cells_note(frame, name, bad, cells))
        frame = frame.with_columns(typed.alias(name))
    return frame, rejects, notes
