"""Rows of a plan that say one thing twice, or speak of series that never sold."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from foresale.notes import Evidence, Note, counted

_MAX_LISTED = 200
_MAX_EXAMPLES = 3


def row_notes(
    file: str, rows: pl.DataFrame, keys: Sequence[str], date: str, sold: pl.DataFrame, *, announces: bool
) -> list[Note]:
    """Notes on rows that repeat or contradict each other, and on labels that the sales lack.

    Args:
        file: The plan's name.
        rows: Its rows ahead: keys, date and values.
        keys: Its columns that name series or places.
        date: The column of the date.
        sold: The sales.
        announces: Whether it may announce new series.
    """
    notes = _note_doubled(file, rows, keys, date)
    for key in () if announces else keys:
        known = sold[key].cast(pl.String).unique()
        other = rows.filter(pl.col(key).is_not_null() & ~pl.col(key).is_in(known.implode()))
        if not other.height:
            continue
        labels = other[key].unique().sort()
        text = (
            f"{file}: {counted(other.height, 'row')} are of {counted(len(labels), 'value')} of {key} that "
            f"never sold ({', '.join(labels.head(_MAX_EXAMPLES))}): left out."
        )
        notes.append(
            Note("plan_of_others", other.height, text, Evidence(", ".join(labels.head(_MAX_LISTED))))
        )
    return notes


def _note_doubled(file: str, rows: pl.DataFrame, keys: Sequence[str], date: str) -> list[Note]:
    place = [*keys, date]
    twice = rows.filter(pl.struct(place).is_duplicated())
    if not twice.height:
        return []
    distinct = twice.unique()
    against = distinct.filter(pl.struct(place).is_duplicated()).sort(place)
    notes = []
    repeated = twice.height - distinct.height
    if repeated:
        text = f"{file}: {counted(repeated, 'row')} repeat another of the same keys and date: counted once."
        notes.append(Note("plan_rows_repeated", repeated, text))
    if against.height:
        first = ", ".join(str(value) for value in against.select(place).row(0))
        text = (
            f"{file}: {counted(against.height, 'row')} share keys and date with another that says otherwise "
            f"(first: {first}): a flag counts where one row sets it, of labels the last in order, of other "
            "numbers the mean."
        )
        notes.append(Note("plan_rows_differ", against.height, text, Evidence(first, certainty="likely")))
    return notes
