"""Rows in a form that every database can write and read: whatever the kind of column, one kind of value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.errors import UnreadableFileError
from foresale.storage.database.sql.column_types import Money, UtcTime

_TYPES: Mapping[str, Any] = {
    "time": UtcTime, "money": Money, "day": sa.Date, "flag": sa.Boolean, "json": sa.JSON,
    "number": sa.BigInteger, "float": sa.Double, "text": sa.Text,
}  # fmt: skip
"""Kind of a column to the type that means it; the first that fits."""

_READ_AS: Mapping[str, Any] = {"flag": pl.Int64, "number": pl.Int64, "float": pl.Float64}


def kinds_of(table: sa.Table) -> dict[str, str]:
    """What kind of value each column of a table holds, as words for `_TYPES`."""
    return {column.name: _kind(column) for column in table.columns}


def table_of(name: str, kinds: Mapping[str, str]) -> sa.Table:
    """A table to load rows into, known only by its name and kinds of columns.

    Raises:
        UnreadableFileError: A kind is unknown.
    """
    strange = sorted(set(kinds.values()) - set(_TYPES))
    if strange:
        raise UnreadableFileError(
            f"Table '{name}' has a column of kind '{strange[0]}'.",
            fix="Restore it with the version that made it.",
        )
    return sa.Table(name, sa.MetaData(), *(sa.Column(column, _TYPES[kind]) for column, kind in kinds.items()))


def portable_query(table: sa.Table, kinds: Mapping[str, str], dialect: str) -> sa.Select[Any]:
    """A query of all rows, in the order of their keys, whose values `parse_portable` understands."""
    query = sa.select(*(_portable(table.c[name], kind, dialect).label(name) for name, kind in kinds.items()))
    return query.order_by(*table.primary_key.columns)


def raw_schema(kinds: Mapping[str, str], dialect: str) -> dict[str, Any]:
    """How the values of `portable_query` are read into a frame."""
    money = pl.Int64 if dialect == "sqlite" else pl.String
    return {name: money if kind == "money" else _READ_AS.get(kind, pl.String) for name, kind in kinds.items()}


def parse_portable(frame: pl.DataFrame, kinds: Mapping[str, str]) -> pl.DataFrame:
    """Turn the values of `portable_query` into times in UTC, days, decimals and booleans."""
    return frame.select(
        _from_portable(pl.col(name), frame.schema[name], kind) for name, kind in kinds.items()
    )


def _kind(column: sa.Column[Any]) -> str:
    meaning: Any = column.type
    order = {"number": (sa.Integer,), "text": (sa.String,), "float": (sa.Float,)}
    for word, wanted in _TYPES.items():
        if isinstance(meaning, order.get(word, (wanted,))):
            return word
    raise TypeError(f"{column} has a type that backups don't know: {meaning!r}")


def _portable(column: sa.Column[Any], kind: str, dialect: str) -> Any:
    if kind == "time":
        return _time(column, dialect)
    if kind == "flag":
        return sa.cast(column, sa.Integer()) if dialect == "postgresql" else column
    if kind in ("money", "day") and dialect == "mysql":
        return sa.cast(column, sa.CHAR(40))
    return column


def _time(column: sa.Column[Any], dialect: str) -> Any:
    if dialect == "postgresql":
        utc = sa.func.timezone("UTC", column)
        return sa.func.to_char(utc, sa.literal_column("'YYYY-MM-DD HH24:MI:SS.US'"))
    if dialect == "mysql":
        return sa.func.date_format(column, sa.literal_column("'%Y-%m-%d %H:%i:%s.%f'"))
    return column


def _from_portable(column: pl.Expr, found: Any, kind: str) -> pl.Expr:
    if kind == "time":
        return column.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", time_zone="UTC")
    if kind == "day":
        return column.str.to_date("%Y-%m-%d")
    if kind == "flag":
        return column.cast(pl.Boolean)
    if kind == "money":
        if found == pl.Int64:
            return (column.cast(pl.Decimal(38, 4)) / 10_000).cast(pl.Decimal(18, 4))
        return column.cast(pl.Decimal(18, 4))
    return column
