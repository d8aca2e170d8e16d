"""Reading many rows of a query into frames, without an object for each."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import polars as pl
import sqlalchemy as sa

_BATCH = 250_000
_TEXTS = {"postgresql": sa.Text(), "mysql": sa.CHAR(50)}


def read_rows(connection: sa.Connection, query: sa.Select[Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    """Read a query's rows; values come as the database writes them, not as the columns' types mean them.

    Args:
        connection: An open transaction.
        query: What to read: text, numbers, and days or times as text.
        schema: The frame's columns, in the query's order: String, Int64, Float64, and Date of texts.
    """
    return pl.concat([pl.DataFrame(schema=schema), *read_parts(connection, query, schema)])


def read_numbers(
    connection: sa.Connection, query: sa.Select[Any], schema: Mapping[str, Any], together: int
) -> pl.DataFrame:
    """Read as `read_rows` does; from servers many rows come in one text, as rows cost their drivers most.

    Args:
        connection: An open transaction.
        query: What to read: numbers and days only.
        schema: The frame's columns, in the query's order.
        together: Rows that agree in so many of the first columns come in one text: thousands, not millions.
    """
    kind = connection.dialect.name
    if kind == "sqlite":  # no driver in between, and its texts have 15 digits of a number
        return read_rows(connection, query, schema)
    rows = query.subquery()
    cells = sa.func.concat_ws(",", *(sa.func.coalesce(sa.cast(cell, _TEXTS[kind]), "") for cell in rows.c))
    lines = sa.func.string_agg(cells, "\n")
    if kind == "mysql":
        lines = sa.func.group_concat(cells.op("SEPARATOR")(sa.literal_column("'\\n'")))
        connection.exec_driver_sql("SET SESSION group_concat_max_len = 1000000000")
    texts = connection.execute(sa.select(lines).group_by(*list(rows.c)[:together])).scalars()
    csv = "\n".join(texts).encode()
    if not csv:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(io.BytesIO(csv), has_header=False, schema=dict(schema))


def read_parts(
    connection: sa.Connection, query: sa.Select[Any], schema: Mapping[str, Any]
) -> Iterator[pl.DataFrame]:
    """Read a query's rows as `read_rows` does, a part at a time.

    Args:
        connection: An open transaction.
        query: What to read.
        schema: The frames' columns.
    """
    raw = {name: pl.String if kind == pl.Date else kind for name, kind in schema.items()}
    days = [name for name, kind in schema.items() if kind == pl.Date]
    compiled = query.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    read = _copy if connection.dialect.name == "postgresql" else _fetch
    for frame in read(connection, compiled, raw):
        yield frame.with_columns(pl.col(days).str.to_date("%Y-%m-%d"))


def _copy(connection: sa.Connection, compiled: Any, schema: Mapping[str, Any]) -> Iterator[pl.DataFrame]:
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY ({compiled}) TO STDOUT (FORMAT csv)", compiled.params) as copy,
    ):
        rows = iter(copy)
        while text := b"".join(islice(rows, _BATCH)):
            yield pl.read_csv(io.BytesIO(text), has_header=False, schema=dict(schema))


def _fetch(connection: sa.Connection, compiled: Any, schema: Mapping[str, Any]) -> Iterator[pl.DataFrame]:
    parameters = compiled.params
    if compiled.positional:
        parameters = tuple(parameters[name] for name in compiled.positiontup)
    streamed = connection.execution_options(stream_results=True)
    with streamed.exec_driver_sql(str(compiled), parameters) as result:
        if connection.dialect.name == "sqlite":  # its own rows: SQLAlchemy would make an object of each
            while rows := result.cursor.fetchmany(_BATCH):
                yield pl.DataFrame(rows, schema=schema, orient="row")
        else:  # SQLAlchemy holds the first rows of a server's already
            for parts in result.partitions(_BATCH):
                yield pl.DataFrame(list(map(tuple, parts)), schema=schema, orient="row")
