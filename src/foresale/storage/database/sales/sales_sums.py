"""What was sold by day, week or month, and by product, store or category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.sales.sold_days import select_sold_days
from foresale.storage.database.sales.sold_product_days import select_product_days
from foresale.storage.database.sql.dates import Grain, period_start
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import SaleRow

_LABELS: dict[str, Any] = {
    "product": ProductRow.sku,
    "store": StoreRow.code,
    "category": ProductRow.category,
}


@dataclass(frozen=True)
class SoldQuestion:
    """Which sums are asked for.

    Attributes:
        grain: Days, weeks from Monday, or months.
        by: What is told apart: any of `product`, `store` and `category`; nothing is the sum of all.
        first: The earliest day that counts.
        last: The latest day that counts.
        product_id: Only this product.
        store_ids: Only these stores.
        category: Only products of this category.
    """

    grain: Grain = "day"
    by: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    product_id: int | None = None
    store_ids: Sequence[int] | None = None
    category: str | None = None


def sums_of_sales(connection: sa.Connection, asked: SoldQuestion) -> sa.Subquery[Any]:
    """A query of sums, to be read whole or by pages; periods without sales have no row.

    Of all products together they are sums of what stores sold a day, and of all stores together of what
    products sold a day: both are kept. Else lines are summed by ids before anything is joined to them, from
    an index that holds all that is needed.

    Args:
        connection: An open transaction.
        asked: Which sums.

    Returns:
        `period` (its first day), what is told apart (`product` by sku, `store` by code, `category`),
        `quantity`, `revenue` and `sales`, the count of lines.
    """
    of_products = (
        asked.product_id is not None or asked.category is not None or {"product", "category"} & {*asked.by}
    )
    of_stores = asked.store_ids is not None or "store" in asked.by
    if not of_products:
        lines = _by_days(asked).subquery()
    elif of_stores or asked.product_id is not None:
        lines = _by_ids(connection, asked).subquery()
    else:
        lines = _by_product_days(asked).subquery()
    keys = [lines.c.period, *(_LABELS[name].label(name) for name in asked.by)]
    sums = [lines.c.quantity, lines.c.revenue, lines.c.sales]
    again = "category" in asked.by and "product" not in asked.by
    if again:
        sums = [sa.func.sum(column).label(column.name) for column in sums]
    query = sa.select(*keys, *sums).select_from(lines)
    if "product_id" in lines.c:
        query = query.join(ProductRow, ProductRow.id == lines.c.product_id)
    if "store_id" in lines.c:
        query = query.join(StoreRow, StoreRow.id == lines.c.store_id)
    if again:
        query = query.group_by(lines.c.period, *(_LABELS[name] for name in asked.by))
    return query.subquery()


def _by_days(asked: SoldQuestion) -> sa.Select[Any]:
    days = select_sold_days(asked.first, asked.last, asked.store_ids)
    ids = [days.c.store_id] if "store" in asked.by else []
    period = period_start(asked.grain, days.c.day)
    return sa.select(
        period.label("period"),
        *ids,
        sa.func.sum(days.c.quantity).label("quantity"),
        sa.func.sum(days.c.revenue).label("revenue"),
        sa.cast(sa.func.sum(days.c.sales), sa.BigInteger()).label("sales"),
    ).group_by(period, *ids)


def _by_product_days(asked: SoldQuestion) -> sa.Select[Any]:
    days = select_product_days(asked.first, asked.last)
    ids = [days.c.product_id] if {"product", "category"} & {*asked.by} else []
    period = period_start(asked.grain, days.c.day)
    query = sa.select(
        period.label("period"),
        *ids,
        sa.func.sum(days.c.quantity).label("quantity"),
        sa.func.sum(days.c.revenue).label("revenue"),
        sa.cast(sa.func.sum(days.c.sales), sa.BigInteger()).label("sales"),
    ).group_by(period, *ids)
    if asked.category is not None:
        of_it = sa.select(ProductRow.id).where(ProductRow.category == asked.category)
        query = query.where(days.c.product_id.in_(of_it))
    return query


def _by_ids(connection: sa.Connection, asked: SoldQuestion) -> sa.Select[Any]:
    ids: list[Any] = [SaleRow.product_id] if {"product", "category"} & set(asked.by) else []
    ids += [SaleRow.store_id] if "store" in asked.by else []
    period = period_start(asked.grain, SaleRow.sold_on)
    query = sa.select(
        period.label("period"),
        *ids,
        sa.func.sum(SaleRow.quantity).label("quantity"),
        sa.func.sum(SaleRow.revenue).label("revenue"),
        sa.func.count().label("sales"),
    )
    if asked.category is not None:
        of_it = sa.select(ProductRow.id).where(ProductRow.category == asked.category)
        query = query.where(SaleRow.product_id.in_(of_it))
    if asked.product_id is not None:
        query = query.where(SaleRow.product_id == asked.product_id)
    if asked.first is not None:
        query = query.where(SaleRow.sold_on >= asked.first)
    if asked.last is not None:
        query = query.where(SaleRow.sold_on <= asked.last)
    return query.where(*_stores(connection, asked)).group_by(period, *ids)


def _stores(connection: sa.Connection, asked: SoldQuestion) -> list[sa.ColumnElement[bool]]:
    """The stores asked for; with days, all stores by name, so that the index of stores and days serves."""
    ids = asked.store_ids
    if ids is None and (asked.first or asked.last) and asked.product_id is None:
        ids = connection.scalars(sa.select(StoreRow.id)).all()
    return [] if ids is None else [SaleRow.store_id.in_(ids)]
