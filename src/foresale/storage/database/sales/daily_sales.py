"""The sales of a scope by product, store and day: what forecasts are trained on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.read_rows import read_numbers
from foresale.storage.database.sales.segments import in_segment
from foresale.storage.database.sql.column_types import MONEY_DIGITS
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.ports import Scope

_MOST_NAMED = 5_000
_DAYS = 1 << 20  # more than there are days since 1970
_SCHEMA = {
    "store_id": pl.Int64,
    "date": pl.Date,
    "product_id": pl.Int64,
    "units": pl.Float64,
    "revenue": pl.Float64,
    "promotion": pl.Int64,
}


def daily_sales(
    connection: sa.Connection,
    scope: Scope,
    since: date | None,
    only: Sequence[sa.ColumnElement[bool]] = (),
) -> pl.DataFrame:
    """Sum sales by product, store and day.

    Args:
        connection: An open transaction.
        scope: Whose sales.
        since: The first day; by default the first there is.
        only: Further conditions on the sales.

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
        .where(*in_segment(scope.segment, SaleRow.product_id, SaleRow.store_id), *only)
        .group_by(SaleRow.store_id, SaleRow.sold_on, SaleRow.product_id)
    )
    if since is not None:
        query = query.where(SaleRow.sold_on >= sa.literal(since, sa.Date()))
    sums = read_numbers(connection, query, _SCHEMA, together=2)
    products = _names(connection, sa.select(ProductRow.id, ProductRow.sku, ProductRow.category))
    stores = _names(connection, sa.select(StoreRow.id, StoreRow.code, sa.null()))
    place = [
        _places(sums[column], names) for column, names in (("product_id", products), ("store_id", stores))
    ]
    # One number sorts faster than two texts and a day.
    key = (place[0] * stores.height + place[1]) * _DAYS + sums["date"].cast(pl.Int64)
    order = key.arg_sort()
    sums, product, store = sums[order], place[0].gather(order), place[1].gather(order)
    units = pl.col("units")
    return sums.select(
        products["name"].gather(product).alias("product"),
        stores["name"].gather(store).alias("store"),
        "date",
        "units",
        "revenue",
        pl.when(units > 0).then(pl.col("revenue") / units).alias("price"),
        pl.col("promotion").cast(pl.Int8),
        products["category"].gather(product).alias("category"),
    )


def limit_to_series(connection: sa.Connection, series: pl.DataFrame) -> list[sa.ColumnElement[bool]]:
    """Conditions that keep the sales of some series, and of few others.

    Args:
        connection: An open transaction.
        series: `product` and `store`.
    """
    products, stores = series["product"].unique(), series["store"].unique()
    found: list[sa.ColumnElement[bool]] = []
    for row, key, names in ((ProductRow, ProductRow.sku, products), (StoreRow, StoreRow.code, stores)):
        if len(names) > _MOST_NAMED:  # most of the assortment: what is too much is left out afterwards
            continue
        ids = connection.scalars(sa.select(row.id).where(key.in_(names.to_list()))).all()
        column = SaleRow.product_id if row is ProductRow else SaleRow.store_id
        found.append(column.in_(ids))
    return found


def _names(connection: sa.Connection, query: sa.Executable) -> pl.DataFrame:
    """Ids with their names, in the order of these."""
    schema = {"id": pl.Int64, "name": pl.String, "category": pl.String}
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=schema, orient="row").sort("name")


def _places(ids: pl.Series, names: pl.DataFrame) -> pl.Series:
    """Where each id stands among the names."""
    return ids.replace_strict(names["id"], pl.int_range(names.height, eager=True), return_dtype=pl.Int64)


def _amount(amount: Any, kind: str) -> Any:
    if kind == "sqlite":
        return sa.type_coerce(amount, sa.Integer()) / sa.literal(10.0**MONEY_DIGITS, sa.Double())
    return sa.cast(amount, sa.Double())
