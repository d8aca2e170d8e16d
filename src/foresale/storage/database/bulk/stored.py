"""How each database writes down a value, for rows that don't pass through SQLAlchemy one by one."""

from __future__ import annotations

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.sql.column_types import Money, UtcTime

_MONEY = pl.Decimal(18, 4)
_TIME_FORMATS = {
    "sqlite": "%Y-%m-%d %H:%M:%S.%6f",
    "mysql": "%Y-%m-%d %H:%M:%S.%6f",
    "postgresql": "%Y-%m-%d %H:%M:%S.%6f+00",
}


def as_stored(frame: pl.DataFrame, table: sa.Table, kind: str) -> pl.DataFrame:
    """Turn a frame's values into text and numbers that the database reads as its own.

    Args:
        frame: Columns of the table, by name: times in UTC, money as decimals, JSON as text.
        table: Where the rows go.
        kind: The database's dialect.
    """
    return frame.select(_write(pl.col(name), table.c[name].type, kind).alias(name) for name in frame.columns)


def _write(column: pl.Expr, meaning: sa.types.TypeEngine[object], kind: str) -> pl.Expr:
    if isinstance(meaning, UtcTime):
        return column.dt.convert_time_zone("UTC").dt.replace_time_zone(None).dt.strftime(_TIME_FORMATS[kind])
    if isinstance(meaning, sa.Date):
        return column.dt.strftime("%Y-%m-%d")
    if isinstance(meaning, sa.Boolean):
        return column.cast(pl.Boolean).cast(pl.Boolean if kind == "postgresql" else pl.Int8)
    if isinstance(meaning, Money):
        exact = column.cast(_MONEY)
        return exact.to_physical().cast(pl.Int64) if kind == "sqlite" else exact
    return column
