"""Cells that hold an error or a word for "unknown": each costs only what it holds."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.parsing.numbers.cell_words import ERRORS, NO_LABEL
from foresale.data.reading.provenance import FILE, ROW
from foresale.notes import Note, counted
from foresale.sales import ColumnRoles

_EXAMPLES = 3


def has_error(cells: pl.Series) -> pl.Series:
    """True where a cell holds the word of a program that failed, such as ERROR or #REF!."""
    if cells.dtype != pl.String:
        return pl.repeat(value=False, n=len(cells), eager=True)
    return cells.str.strip_chars().str.to_lowercase().is_in(ERRORS).fill_null(value=False)


def examples_of(cells: pl.Series) -> str:
    """The commonest of some cells and how often each stands there: 'ERROR' 12, 'x' 1."""
    text = cells.cast(pl.String).rename("cell")
    counts = text.value_counts(sort=True, name="n").sort("n", "cell", descending=[True, False])
    shown = [f"'{cell}' {n:,}" for cell, n in counts.head(_EXAMPLES).iter_rows()]
    return ", ".join(shown) + (" …" if counts.height > _EXAMPLES else "")


def bad_cells_note(frame: pl.DataFrame, name: str, bad: pl.Series, cells: pl.Series) -> Note:
    """What a column's bad cells cost: they are unknown, and their rows are kept.

    Args:
        frame: Rows that carry where they came from.
        name: The column.
        bad: True for each bad cell.
        cells: The cells as the file has them.
    """
    count = int(bad.sum())
    share = f"{count:,} of {len(bad):,} cells"
    where = ""
    if ROW in frame.columns:
        first = frame.select(FILE, ROW).filter(bad).row(0)
        where = f", first in {first[0]} row {first[1]}"
    text = (
        f"{name}: {share} hold no number ({examples_of(cells.filter(bad))}{where}): unknown there, and the "
        f"{'row is' if count == 1 else 'rows are'} kept."
    )
    return Note("bad_cells", count, text)


def name_unknown_keys(frame: pl.DataFrame, roles: ColumnRoles, notes: list[Note]) -> pl.DataFrame:
    """Empty the keys and static columns where an error or "unknown" stands instead of a name.

    Only a whole cell counts: a product called "Unknown Pleasures" is one.

    Args:
        frame: Rows with text keys and a typed target.
        roles: The part of each column.
        notes: What is decided is added here.
    """
    for name in (*roles.keys, *roles.static):
        labels = frame[name]
        distinct = labels.unique()
        words = distinct.filter(distinct.str.to_lowercase().is_in(NO_LABEL).fill_null(value=False))
        if words.is_empty():
            continue
        bad = labels.is_in(words.implode()).fill_null(value=False)
        if name in roles.keys:
            sold = float(frame[roles.target].filter(bad).sum() or 0.0)
            text = (
                f"{name} is {examples_of(labels.filter(bad))} in {counted(int(bad.sum()), 'row')} "
                f"({sold:,.10g} {roles.target}): no {name}, kept apart."
            )
            notes.append(Note("unknown_keys", int(bad.sum()), text))
        frame = frame.with_columns(labels.set(bad, None))
    return frame
