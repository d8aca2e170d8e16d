"""Rows without a date that can be read."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.dates.date_column import DatedTable
from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.parsing.numbers import is_missing
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.rejects import Rejects
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.notes import Evidence, Note, counted


def set_undated_aside(frame: pl.DataFrame, dated: DatedTable) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Set aside rows without a date that can be read."""
    lacking = frame[dated.date].is_null()
    empty = lacking & is_missing(dated.unread) if lacking.any() else lacking
    faults = Rejects(frame)
    faults.refuse(lacking & ~empty, dated.date, dated.unread, "is not a date")
    faults.refuse(empty, dated.date, None, "has no date")
    return faults.select_kept(), faults.rejects()


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
