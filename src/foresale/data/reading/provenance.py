"""Where each row and cell came from: columns that travel with the rows and are dropped at the end."""

from __future__ import annotations

import polars as pl

FILE = "__file__"
ROW = "__row__"
COLUMN = "__column__"
CLOSED_HERE = "__closed__"
"""Marks rows that say that the shop was closed."""


def with_origin(frame: pl.DataFrame, file: str, first_row: int = 1) -> pl.DataFrame:
    """`frame` with the file's name and consecutive row numbers from `first_row`."""
    return frame.with_columns(
        pl.lit(file, dtype=pl.Categorical()).alias(FILE),
        pl.int_range(first_row, first_row + pl.len(), dtype=pl.Int64).alias(ROW),
    )


def own_columns(frame: pl.DataFrame) -> list[str]:
    """A table's columns without those that only say where a row came from."""
    return [name for name in frame.columns if name not in (FILE, ROW, COLUMN, CLOSED_HERE)]
