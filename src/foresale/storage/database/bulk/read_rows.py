"""Reading many rows of a query into a frame, without an object for each."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

_BATCH = 100_000


def read_rows(connection: sa.Connection, query: sa.Select[Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    """Read a query's rows; values come as the database writes them, not as the columns' types mean them.

    Args:
        connection: An open transaction.
        query: What to read: text, numbers, and days or times as text.
        schema: The frame's columns, in the query's order: String, Int64, Float64, and Date of texts.
    """
    raw = {name: pl.String if kind == pl.Date else kind for name, kind in schema.items()}
    dialect = connection.dialect
    compiled = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    read = _copied if dialect.name == "postgresql" else _fetched
    frame = read(connection, compiled, raw)
    days = [name for name, kind in schema.items() if kind == pl.Date]
    return frame.with_columns(pl.col(days).str.to_date("%Y-%m-%d"))


def _copied(connection: sa.Connection, compiled: Any, schema: Mapping[str, Any]) -> pl.DataFrame:
    text = io.BytesIO()
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY ({compiled}) TO STDOUT (FORMAT csv)", compiled.params) as copy,
    ):
        for part in copy:
            text.write(part)
    if not text.tell():
        return pl.DataFrame(schema=schema)
    text.seek(0)
    return pl.read_csv(text, has_header=False, schema=dict(schema))


def _fetched(connection: sa.Connection, compiled: Any, schema: Mapping[str, Any]) -> pl.DataFrame:
    parameters = compiled.params
    if compiled.positional:
        parameters = tuple(parameters[name] for name in compiled.positiontup)
    streamed = connection.execution_options(stream_results=True)
    parts = [pl.DataFrame(schema=schema)]
    with streamed.exec_driver_sql(str(compiled), parameters) as result:
        parts += [
            pl.DataFrame(list(map(tuple, rows)), schema=schema, orient="row")
            for rows in result.partitions(_BATCH)
        ]
    return pl.concat(parts)
