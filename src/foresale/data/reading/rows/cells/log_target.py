"""Turns a target written as logarithms of whole numbers back into units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from foresale.data.reading.columns.words.names import says_logarithm
from foresale.notes import Note
from foresale.sales import ColumnRoles

_PREFIX = re.compile(r"(?i)^(log|ln)[\W_]*")
_FEWEST = 20
_TELLING = 20_000  # above it a logarithm of six digits is near some whole number whatever it is
_LARGEST = 34.0  # its exponential is 6e14
_NEARLY_ALL = 0.99


def units_name(name: str, columns: Iterable[str]) -> str:
    """What a column of logarithms is called once they are undone.

    Examples:
        >>> units_name("logmove", ["store"]), units_name("log_units", ["units"]), units_name("ln", [])
        ('move', 'units_sold', 'units')
    """
    plain = _PREFIX.sub("", name) or "units"
    return f"{plain}_sold" if plain in columns else plain


def logarithm_named(wanted: str, columns: Sequence[str]) -> str | None:
    """The column of logarithms that is called `wanted` once they are undone, if there is one."""
    found = (name for name in columns if says_logarithm(name) and units_name(name, columns) == wanted)
    return next(found, None) if wanted not in columns else None


def undo_logarithm(
    frame: pl.DataFrame, roles: ColumnRoles, notes: Sequence[Note]
) -> tuple[pl.DataFrame, ColumnRoles, list[Note]]:
    """Units instead of logarithms, where the target's name says logarithm and its values prove it.

    Logarithms neither add up nor stop at zero. Their exponentials are all whole numbers only where units
    were counted; other logarithms are left as they are.

    Args:
        frame: Typed rows.
        roles: The part of each column.
        notes: What was said before; that logarithms are kept isn't true any more.
    """
    kept = list(notes)
    if not roles.log_target:
        return frame, roles, kept
    values = frame[roles.target].to_numpy()
    known = values[np.isfinite(values)]
    if len(known) < _FEWEST or known.max() > _LARGEST or known.min() < 0:
        return frame, roles, kept
    units = np.exp(known)
    telling = units[units < _TELLING]
    whole = np.abs(telling - np.round(telling)) <= 1e-3 + 2e-6 * telling
    if len(telling) < _FEWEST or whole.mean() < _NEARLY_ALL or (known == np.round(known)).all():
        return frame, roles, kept
    name = units_name(roles.target, frame.columns)
    frame = frame.with_columns(pl.Series(name, np.round(np.exp(values))).fill_nan(None)).drop(roles.target)
    text = (
        f"{roles.target} holds logarithms of whole numbers ({known[0]:g} is that of {units[0]:,.0f}): "
        f"forecast as units, under the name {name}."
    )
    kept = [note for note in kept if note.rule != "log_values"]
    return (
        frame,
        replace(roles, target=name, log_target=False),
        [*kept, Note("logarithm_undone", len(known), text)],
    )
