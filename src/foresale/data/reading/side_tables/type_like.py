"""Types a plan's column as the history's column of that name is, and says what it can't mean there."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.parsing.numbers.number_format import NumberFormat
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_flags, parse_numbers
from foresale.data.reading.side_tables.key_match import match_labels
from foresale.notes import Evidence, Note, counted

_MAX_EXAMPLES = 3
_MAX_LISTED = 200


def type_like(
    cells: pl.Series, history: pl.Series, number_format: NumberFormat, file: str
) -> tuple[pl.Series, list[Note]]:
    """A plan's cells as the history's column is: labels where that holds labels, else numbers.

    Holiday codes 0, a, b and c stay labels where the plan happens to hold only 0.

    Args:
        cells: The plan's column.
        history: The history's column of that name, typed.
        number_format: How the plan writes the column's numbers.
        file: The plan's name, for notes.
    """
    if history.dtype == pl.String:
        return _as_known_labels(cells, history, file)
    numbers = parse_numbers(cells, decimal=number_format, units=True)
    if cells.dtype == pl.String:
        flags = parse_flags(cells)
        numbers = pl.select(pl.coalesce(numbers, flags)).to_series()
    unread = cells.filter(numbers.is_null() & ~is_missing(cells))
    if not len(unread):
        return numbers.alias(cells.name), []
    found = unread.cast(pl.String).unique().sort()
    text = (
        f"{file}: {counted(len(unread), 'cell')} of {cells.name} hold no number, as the history's do "
        f"({', '.join(found.head(_MAX_EXAMPLES))}): treated as unknown."
    )
    listed = Evidence(", ".join(found.head(_MAX_LISTED)))
    return numbers.alias(cells.name), [Note("future_not_numbers", len(unread), text, listed)]


def _as_known_labels(cells: pl.Series, history: pl.Series, file: str) -> tuple[pl.Series, list[Note]]:
    labels = as_labels(cells)
    known = history.drop_nulls()
    table = match_labels(labels.drop_nulls().unique(), known)
    if table.height:
        labels = labels.replace(table["label"], table["sold_as"])
    new = labels.drop_nulls().filter(~labels.drop_nulls().is_in(known.unique().implode()))
    if not len(new):
        return labels.alias(cells.name), []
    found = new.unique().sort()
    text = (
        f"{file}: {counted(len(new), 'row')} of {cells.name} hold labels that the history lacks "
        f"({', '.join(found.head(_MAX_EXAMPLES))}; {len(found):,} in all): treated as unknown."
    )
    listed = Evidence(", ".join(found.head(_MAX_LISTED)))
    # A label never seen would get a place of its own among the others, and so their effect.
    labels = labels.set(labels.is_in(found.implode()), None)
    return labels.alias(cells.name), [Note("future_new_labels", len(new), text, listed)]
