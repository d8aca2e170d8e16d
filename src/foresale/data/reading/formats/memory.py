"""Takes tables that are already in memory: polars, pandas, Arrow, and whatever else speaks Arrow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable, clean_header
from foresale.data.reading.provenance import with_origin
from foresale.errors import UnreadableFileError

TABLE = "table"
SECONDS_PER_DAY = 86_400


class Table(Protocol):
    """A table of another library that hands out Arrow data, as pandas and pyarrow do."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Its rows as an Arrow stream."""


def is_table(source: object) -> bool:
    """Whether a source is a table in memory and not the name of a file.

    Examples:
        >>> is_table(pl.DataFrame({"units": [3]})), is_table("sales.csv")
        (True, False)
    """
    if isinstance(source, str | Path) or source is None:
        return False
    return isinstance(source, pl.LazyFrame) or any(
        hasattr(source, name) for name in ("__arrow_c_stream__", "__arrow_c_array__", "to_numpy")
    )


def read_memory(table: Any, name: str = TABLE) -> RawTable:
    """A table in memory as if it had been read; rows are numbered from 1.

    Args:
        table: As for `as_polars`.
        name: What to call it where a row of it is named.

    Raises:
        UnreadableFileError: It is something else, or has no rows.
    """
    frame = as_polars(table)
    if not frame.height:
        raise UnreadableFileError("The table has no rows.", fix="Give a table with rows.")
    nested = [column for column, dtype in frame.schema.items() if dtype.is_nested() or dtype == pl.Binary]
    spans = pl.selectors.duration().dt.total_seconds(fractional=True) / SECONDS_PER_DAY
    frame = frame.drop(nested).with_columns(pl.col(pl.Decimal).cast(pl.Float64), spans)
    return RawTable(with_origin(frame, name))


def as_polars(table: Any) -> pl.DataFrame:
    """A table of any library as a polars one.

    Args:
        table: A polars, pandas or Arrow table, or anything else that hands out Arrow data. A pandas
            index that holds dates or labels or has a name becomes columns; mere row numbers don't.

    Raises:
        UnreadableFileError: It is something else.

    Examples:
        >>> import pandas as pd
        >>> days = pd.date_range("2024-05-13", periods=2)
        >>> as_polars(pd.DataFrame({"units": [3, 4]}, index=days)).columns
        ['date', 'units']
    """
    if isinstance(table, pl.LazyFrame):
        return table.collect()
    if isinstance(table, pl.DataFrame):
        return table
    if isinstance(table, pl.Series):
        return table.to_frame()
    if hasattr(table, "iloc"):
        return _from_pandas(table)
    if hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__"):
        frame = pl.DataFrame(table)
        return frame.rename(dict(zip(frame.columns, clean_header(frame.columns), strict=True)))
    raise UnreadableFileError(
        f"Sales can't be read from a {type(table).__name__}.",
        fix="Give a path, or a polars, pandas or Arrow table.",
    )


def _from_pandas(table: Any) -> pl.DataFrame:
    """Through numpy, column by column, as polars' own way needs pyarrow."""
    if not hasattr(table, "columns"):  # a Series
        table = table.to_frame(name="value" if table.name is None else table.name)
    names = clean_header([_label(name) for name in table.columns])
    columns = {name: _column(table.iloc[:, i]) for i, name in enumerate(names)}
    return pl.DataFrame({**_index_columns(table.index, names), **columns})


def _label(name: Any) -> str:
    """A column's name; that of several levels in one, and a moment without its midnight."""
    if isinstance(name, tuple):
        return " ".join(_label(part) for part in name if _label(part))
    if isinstance(name, date) and str(name).endswith(" 00:00:00"):
        return str(name)[:10]
    return str(name)


def _index_columns(index: Any, taken: Sequence[str]) -> dict[str, pl.Series]:
    """The levels of an index that say something, as columns; one that is a column already isn't repeated."""
    levels = [index.get_level_values(i) for i in range(index.nlevels)]
    found: dict[str, pl.Series] = {}
    for number, level in enumerate(levels):
        dated = level.dtype.kind == "M" or level.dtype.name.startswith("period") or _holds_dates(level)
        numbered = level.name is None and not dated and level.dtype.kind in "iuf"
        if numbered and (number == len(levels) - 1 or not level.has_duplicates):
            continue  # row numbers
        name = str(level.name) if level.name is not None else "date" if dated else f"level_{number}"
        if name not in taken and name not in found:
            found[name] = _column(level.to_series())
    return found


def _holds_dates(level: Any) -> bool:
    return len(level) > 0 and isinstance(level[0], date)


def _column(column: Any) -> pl.Series:
    if column.dtype.name.startswith("period"):
        column = column.dt.start_time
    zone = getattr(column.dtype, "tz", None)
    if zone is not None:
        naive = pl.Series(column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy())
        return naive.dt.replace_time_zone("UTC").dt.convert_time_zone(str(zone))
    values = column.to_numpy()
    if values.dtype.kind in "biufM":
        return pl.Series(values, nan_to_null=True)
    missing = column.isna().to_numpy()
    cells = [None if gone else value for value, gone in zip(column.tolist(), missing, strict=True)]
    made = pl.Series(cells, strict=False)
    if made.dtype != pl.Object:
        return made
    # Values of pandas' own, such as intervals, by how they are shown.
    return pl.Series([None if value is None else str(value) for value in cells], dtype=pl.String)
