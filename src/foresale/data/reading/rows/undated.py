"""Rows without a date that can be read."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.date_column import DatedTable
from foresale.data.reading.parsing.numbers import is_missing
from foresale.data.reading.rows.rejects import set_aside


def set_undated_aside(frame: pl.DataFrame, dated: DatedTable) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Set aside rows without a date that can be read."""
    lacking = frame[dated.date].is_null()
    empty = lacking & is_missing(dated.unread)
    kept, unread = set_aside(
        frame, lacking & ~empty, column=dated.date, values=dated.unread, reason="is not a date"
    )
    if not empty.any():
        return kept, unread
    still = empty.filter(~(lacking & ~empty))
    kept, none = set_aside(kept, still, column=dated.date, values=kept[dated.date], reason="has no date")
    return kept, pl.concat([unread, none])
