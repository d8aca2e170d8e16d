"""The sales of a scope by product, store and day: what forecasts are trained on."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.read_rows import read_numbers
from foresale.storage.database.columns import MONEY_DIGITS
from foresale.storage.database.segments import in_segment
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.ports import Scope

_SCHEMA = {
    "store_id": pl.Int64,
    "date": pl.Date,
    "product_id": pl.Int64,
    "units": pl.Float64,
    "revenue": pl.Float64,
    "promotion": pl.Int64,
}


def daily_sales(connection: sa.Connection, scope: Scope, since: date | None) -> pl.DataFrame:
    """Sum sales by product, store and day.

    Args:
        connection: An open transaction.
        scope: Whose sales.
        since: The first day; by default the first there is.

    Returns:
        `product`, `store`, `date`, `units`, `revenue`, `price` (revenue of a unit; empty where nothing was
        sold or revenue isn't known), `promotion` (whether any line was on one, 0 or 1) and `category`, sorted
        by the first three.
    """
    query = (
        sa.select(
            SaleRow.store_id,
            SaleRow.sold_on,
            SaleRow.product_id,
            sa.func.sum(SaleRow.quantity).label("units"),
            _amount(sa.func.sum(SaleRow.revenue), connection.dialect.name).label("revenue"),
            sa.func.max(sa.case((SaleRow.promotion.is_not(None), 1), else_=0)).label("promotion"),
        )
        .where(*in_segment(scope.segment, SaleRow.product_id, SaleRow.store_id))
        .group_by(SaleRow.store_id, SaleRow.sold_on, SaleRow.product_id)
    )
    if since is not None:
        query = query.where(SaleRow.sold_on >= sa.literal(since, sa.Date()))
    sums = read_numbers(connection, query, _SCHEMA, together=2)
    units = pl.col("units")
    return (
        sums.with_columns(
            _label(connection, ProductRow.id, ProductRow.sku, "product_id").alias("product"),
            _label(connection, ProductRow.id, ProductRow.category, "product_id").alias("category"),
            _label(connection, StoreRow.id, StoreRow.code, "store_id").alias("store"),
            pl.when(units > 0).then(pl.col("revenue") / units).alias("price"),
            pl.col("promotion").cast(pl.Int8),
        )
        .select("product", "store", "date", "units", "revenue", "price", "promotion", "category")
        .sort("product", "store", "date")
    )


def _amount(amount: Any, kind: str) -> Any:
    if kind == "sqlite":
        return sa.type_coerce(amount, sa.Integer()) / sa.literal(10.0**MONEY_DIGITS, sa.Double())
    return sa.cast(amount, sa.Double())


def _label(connection: sa.Connection, key: Any, value: Any, column: str) -> pl.Expr:
    known = connection.execute(sa.select(key, value)).all()
    return pl.col(column).replace_strict(
        pl.Series([number for number, _ in known], dtype=pl.Int64),
        pl.Series([text for _, text in known], dtype=pl.String),
    )
