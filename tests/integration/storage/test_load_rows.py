"""Rows that are written in bulk are all there, in order and whole, however many there are."""

from __future__ import annotations

from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.catalog import ProductRow

PRODUCTS = Table.metadata.tables[ProductRow.__tablename__]


def products(count: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "sku": [f"P{number}" for number in range(count)],
            "name": [f'Äpfel, "rot" {number}' for number in range(count)],
            "category": [None if number % 3 else "Obst" for number in range(count)],
            "lead_time_days": [number % 9 for number in range(count)],
            "pack_size": [1] * count,
            "is_active": [number % 2 == 0 for number in range(count)],
            "created_at": [utc_now()] * count,
        },
        schema_overrides={"category": pl.String, "created_at": pl.Datetime("us", "UTC")},
    )


def test_every_row_is_written_as_it_is(database: sa.Engine) -> None:
    for count in (0, 1, 199, 200, 201, 1234):
        frame = products(count)
        with database.begin() as connection:
            load_rows(connection, PRODUCTS, frame)
            query = sa.select(ProductRow.sku, ProductRow.name, ProductRow.category, ProductRow.is_active)
            found = [tuple(row) for row in connection.execute(query.order_by(ProductRow.id))]
            connection.rollback()
        assert found == frame.select("sku", "name", "category", "is_active").rows(), count


def test_sqlite_takes_many_rows_a_statement() -> None:
    statements: list[Any] = []
    engine = connect("sqlite://")
    with engine.begin() as connection:
        PRODUCTS.create(connection)
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(statements.append)
        load_rows(connection, PRODUCTS, products(1000))
        driver.set_trace_callback(None)
        assert connection.scalar(sa.select(sa.func.count()).select_from(ProductRow)) == 1000
    engine.dispose()
    assert 0 < len(statements) <= 10
