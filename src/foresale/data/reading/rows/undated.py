"""Rows without a date that can be read."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.date_column import DatedTable
from foresale.data.reading.parsing.numbers import is_missing
from foresale.data.reading.rows.rejects import Rejects


def set_undated_aside(frame: pl.DataFrame, dated: DatedTable) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Set aside rows without a date that can be read."""
    lacking = frame[dated.date].is_null()
    empty = lacking & is_missing(dated.unread) if lacking.any() else lacking
    faults = Rejects(frame)
    faults.refuse(lacking & ~empty, dated.date, dated.unread, "is not a date")
    faults.refuse(empty, dated.date, None, "has no date")
    return faults.kept(), faults.rejects()
