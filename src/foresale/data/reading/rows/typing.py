"""Gives each column the type its role needs, and sets aside rows whose cells can't have it."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.parsing.numbers import is_missing, parse_flags, parse_numbers
from foresale.data.reading.provenance import COLUMN
from foresale.data.reading.rows.rejects import set_aside
from foresale.notes import Note
from foresale.sales import ColumnRoles

_MAX_CODES = 12
_LARGEST = 1e15  # beyond it whole units aren't told apart any more


def as_labels(values: pl.Series) -> pl.Series:
    """Cells as trimmed text: 3.0 becomes "3", a missing cell null."""
    if values.dtype.is_float():
        whole = values.drop_nulls()
        if (whole == whole.floor()).all():
            values = values.fill_nan(None).cast(pl.Int64, strict=False)
    text = values.cast(pl.String)
    if values.dtype == pl.String:
        text = text.str.strip_chars()
        return text.set(text == "", None) if (text == "").any() else text
    return text


def measured(values: pl.Series, decimal: str | None, *, codes: bool = True) -> pl.Series:
    """Cells as numbers, yes and no as 1 and 0; as labels where most filled cells are neither.

    Args:
        values: Cells of any type.
        decimal: The decimal mark, if it is known.
        codes: Whether a few different numbers and letters together (0, a, b) are labels too.
    """
    if values.dtype.is_numeric() or values.dtype == pl.Boolean:
        return parse_numbers(values)
    text = values.cast(pl.String)
    known = text.filter(~is_missing(text))
    filled = len(known)
    if codes and _are_codes(known, decimal):
        return as_labels(text)
    for parsed in (parse_numbers(text, decimal=decimal), parse_flags(text)):
        if len(parsed) - parsed.null_count() >= 0.9 * filled:
            return parsed
    return as_labels(text)


def _are_codes(known: pl.Series, decimal: str | None) -> bool:
    """Whether a few different cells mix small numbers with letters."""
    if not parse_numbers(known, decimal=decimal).null_count() or not parse_flags(known).null_count():
        return False
    return bool(known.str.contains(r"^\d{1,2}$").any()) and known.n_unique() <= _MAX_CODES


def type_columns(
    frame: pl.DataFrame, roles: ColumnRoles, decimal: str | None
) -> tuple[pl.DataFrame, list[pl.DataFrame], list[Note]]:
    """Keys and static columns as text, the target and measures as float64.

    Args:
        frame: Rows in long layout with their date read.
        roles: The part of each column.
        decimal: The decimal mark, if it is known.

    Returns:
        The rows that could be used, the rejects, and notes.
    """
    notes: list[Note] = []
    rejects: list[pl.DataFrame] = []
    labels = [*roles.keys, *roles.static, *([roles.transaction] if roles.transaction else [])]
    frame = frame.with_columns(as_labels(frame[name]).alias(name) for name in dict.fromkeys(labels))
    frame, target_rejects = _type_target(frame, roles.target, decimal, notes)
    rejects.extend(target_rejects)
    singles = [roles.price, roles.promotion, roles.stockout, roles.in_stock]
    for name in (*(n for n in singles if n), *roles.known_future, *roles.past_only):
        cells = frame[name]
        typed = measured(cells, decimal, codes=name not in singles)
        frame = frame.with_columns(typed.alias(name))
        if typed.dtype != pl.String:
            bad = (typed.is_null() & ~is_missing(cells)) | typed.is_infinite().fill_null(value=False)
            frame, rejected = set_aside(
                frame, bad, column=name, values=cells, reason="is not a finite number"
            )
            rejects.append(rejected)
    return frame, rejects, notes


def _type_target(
    frame: pl.DataFrame, target: str, decimal: str | None, notes: list[Note]
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    cells = frame[target]
    parsed = parse_numbers(cells, decimal=decimal)
    frame = frame.with_columns(parsed.alias(target))
    column = frame[COLUMN] if COLUMN in frame.columns else target
    missing = is_missing(cells)
    if missing.any():
        count = int(missing.sum())
        notes.append(Note("missing_target", count, f"{count:,} rows have no {target}: unknown, not zero."))
    rejects = []
    wrong = (
        (parsed.is_infinite(), "is infinite"),
        (parsed.is_finite() & (parsed.abs() > _LARGEST), f"is larger than {_LARGEST:.0e}"),
        (parsed.is_null() & ~missing, "is not a number"),
    )
    kept = pl.repeat(value=True, n=frame.height, eager=True)
    for found, reason in wrong:
        bad = found.fill_null(value=False)
        if not bad.any():
            continue
        blamed = column.filter(kept) if isinstance(column, pl.Series) else column
        frame, rejected = set_aside(
            frame, bad.filter(kept), column=blamed, values=cells.filter(kept), reason=reason
        )
        rejects.append(rejected)
        kept &= ~bad
    return frame, rejects
