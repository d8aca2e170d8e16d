"""Takes tables that are already in memory: polars or pandas."""

from __future__ import annotations

from typing import Any

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable, clean_header
from foresale.data.reading.provenance import with_origin
from foresale.errors import UnreadableFileError

TABLE = "table"


def read_memory(table: Any) -> RawTable:
    """A table in memory as if it had been read; rows are numbered from 1.

    Args:
        table: A polars or pandas data frame.

    Raises:
        UnreadableFileError: It is something else, or has no rows.
    """
    if isinstance(table, pl.LazyFrame):
        table = table.collect()
    frame = table if isinstance(table, pl.DataFrame) else _from_pandas(table)
    if not frame.height:
        raise UnreadableFileError("The table has no rows.", fix="Give a table with rows.")
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested() or dtype == pl.Binary]
    frame = frame.drop(nested).with_columns(pl.col(pl.Decimal).cast(pl.Float64))
    return RawTable(with_origin(frame, TABLE))


def _from_pandas(table: Any) -> pl.DataFrame:
    """Through numpy, column by column, as polars' own way needs pyarrow."""
    if not hasattr(table, "columns") or not hasattr(table, "to_numpy"):
        raise UnreadableFileError(
            f"Sales can't be read from a {type(table).__name__}.",
            fix="Give a path, or a polars or pandas table.",
        )
    names = clean_header([str(name) for name in table.columns])
    return pl.DataFrame({name: _column(table.iloc[:, i]) for i, name in enumerate(names)})


def _column(column: Any) -> pl.Series:
    zone = getattr(column.dtype, "tz", None)
    if zone is not None:
        naive = pl.Series(column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy())
        return naive.dt.replace_time_zone("UTC").dt.convert_time_zone(str(zone))
    values = column.to_numpy()
    if values.dtype.kind in "biufM":
        return pl.Series(values, nan_to_null=True)
    missing = column.isna().to_numpy()
    cells = [None if gone else value for value, gone in zip(column.tolist(), missing, strict=True)]
    return pl.Series(cells, strict=False)
