"""Totals that stand on rows without a date: no sales, and no faults either."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.notes import Evidence, Note, counted


def leave_out_undated_totals(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without those that have no date and are called a total: no sale, and no fault either.

    Args:
        rows: The rows.
        ask: Nobody has to be asked.
    """
    undated = rows.frame[rows.date].is_null()
    if not undated.any():
        return rows, []
    named = pl.repeat(value=False, n=rows.frame.height, eager=True)
    for name in [*rows.free(), rows.date]:
        cells = rows.unread if name == rows.date else rows.frame[name]
        if cells.dtype == pl.String:
            words = [word for word in cells.filter(undated).unique().to_list() if says_total(word)]
            named |= cells.is_in(words).fill_null(value=False)
    out = undated & named
    if not out.any():
        return rows, []
    text = f"{counted(int(out.sum()), 'row')} without a date are called a total: left out."
    return rows.filter(~out), [Note("total_rows", int(out.sum()), text, Evidence(text))]
