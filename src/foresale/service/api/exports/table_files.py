"""A table as CSV, workbook or Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import polars as pl

from foresale.error_reasons import Reason
from foresale.errors import OptionError
from foresale.writing.spreadsheet_text import guard_formulas

TableFormat = Literal["csv", "xlsx", "parquet"]
MEDIA_TYPES: Mapping[TableFormat, str] = MappingProxyType(
    {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "parquet": "application/vnd.apache.parquet",
    }
)
MAX_ROWS: Mapping[TableFormat, int] = MappingProxyType(
    {"csv": 1_000_000, "xlsx": 200_000, "parquet": 1_000_000}
)


def check_rows(rows: int, kind: TableFormat) -> None:
    """Refuse a table that is too long for its format.

    Raises:
        OptionError: It is.
    """
    if rows > MAX_ROWS[kind]:
        raise OptionError(
            f"The list has more than {MAX_ROWS[kind]:,} rows, the most for {kind}.",
            fix="Narrow it by its filters, such as days or a store"
            + ("." if kind != "xlsx" else ", or take csv or parquet."),
            reason=Reason("list_too_long", rows=MAX_ROWS[kind]),
        )


def write_table(frame: pl.DataFrame, kind: TableFormat, place: Path) -> None:
    """Write a table; in CSV, text that a spreadsheet would run gets an apostrophe in front."""
    if kind == "parquet":
        frame.write_parquet(place)
    elif kind == "csv":
        guard_formulas(frame).write_csv(place, include_bom=True)
    else:
        # A workbook knows no zones: moments stand in UTC, as their header says.
        moments = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)]
        plain = frame.with_columns(pl.col(name).dt.replace_time_zone(None) for name in moments)
        plain.rename({name: f"{name} (UTC)" for name in moments}).write_excel(
            place, autofit=len(frame) < 10_000, freeze_panes=(1, 0)
        )
