"""Cancelled rows that are written below zero: they take back sales that other rows hold."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.words.sale_words import Kind
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.notes import Evidence, Note, Reading, counted

_SOLD = 0.5  # share of the other rows that must be above zero


def count_reversals(
    rows: SaleRows, name: str, kinds: dict[str, Kind | None]
) -> tuple[dict[str, Kind | None], list[Note]]:
    """`kinds` with cancellations that are all below zero as rows that count: else what they undo would stay.

    Args:
        rows: The rows.
        name: A column of states or types.
        kinds: What each of its values says of its rows.
    """
    undone = [value for value, kind in kinds.items() if kind in ("void", "return")]
    if not undone:
        return kinds, []
    labels = rows.labels(name)
    sold = rows.amounts.filter(~labels.is_in(undone).fill_null(value=False))
    if not len(sold) or int((sold > 0).sum()) <= _SOLD * len(sold):
        return kinds, []
    back = {value: rows.amounts.filter((labels == value).fill_null(value=False)) for value in undone}
    reversals = [value for value, amounts in back.items() if (amounts < 0).all() and len(amounts)]
    voided = [value for value in reversals if kinds[value] == "void"]
    notes = [_note(rows, name, value, back[value]) for value in voided]
    return {**kinds, **dict.fromkeys(reversals, "sale")}, notes


def _note(rows: SaleRows, name: str, value: str, amounts: pl.Series) -> Note:
    whole, taken = rows.total(), float(amounts.sum())
    text = (
        f"{counted(len(amounts), 'row')} by {name} ({value}) are below zero, so they take back sales: "
        f"counted as they stand, {taken:,.10g} {rows.target}."
    )
    readings = (Reading("they take back sales of other rows", whole), Reading("left out", whole - taken))
    return Note("reversals", len(amounts), text, Evidence(f"{name} {value}", readings, "likely"))
