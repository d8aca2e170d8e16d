"""What was sold by day, week or month, and by product, store or category, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa

from foresale.errors import OptionError
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import SaleRow

Grain = Literal["day", "week", "month"]
Key = tuple[date | int | str, ...]
BY = ("product", "store", "category")


@dataclass(frozen=True)
class SoldQuestion:
    """Which sums are asked for.

    Attributes:
        grain: Days, weeks from Monday, or months.
        by: What is told apart: any of `product`, `store` and `category`; nothing is the sum of all.
        first: The earliest day that counts.
        last: The latest day that counts.
        product_ids: Only these products.
        store_ids: Only these stores.
        categories: Only products of these categories.
        after: The `key` of the last sum of the page before.
        limit: How many sums at most.
    """

    grain: Grain = "day"
    by: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    product_ids: Sequence[int] | None = None
    store_ids: Sequence[int] | None = None
    categories: Sequence[str] | None = None
    after: Key | None = None
    limit: int = 1000


@dataclass(frozen=True)
class Sold:
    """A sum.

    Attributes:
        key: Its place among the sums: the period, then what it is told apart by.
        start: The period's first day.
        product: Its sku, if products are told apart.
        store: Its code, if stores are told apart.
        category: If categories are told apart; None also for products without one.
        units: Units sold, less those that came back.
        revenue: Exact; None where no line has any.
        lines: How many lines of receipts.
    """

    key: Key
    start: date
    product: str | None
    store: str | None
    category: str | None
    units: float
    revenue: Decimal | None
    lines: int


def sold(connection: sa.Connection, asked: SoldQuestion) -> list[Sold]:
    """Sum sales, oldest period first; periods without sales have no sum.

    Args:
        connection: An open transaction.
        asked: Which sums.

    Raises:
        OptionError: They can't be told apart by what is asked.
    """
    if set(asked.by) - set(BY) or len(set(asked.by)) != len(asked.by):
        raise OptionError(
            f"Sales aren't told apart by {', '.join(asked.by)}.",
            fix=f"Give any of {', '.join(BY)}, each once.",
        )
    sums = _sums(connection, asked).subquery()
    keys = [sums.c.start, *(sums.c[name] for name in asked.by)]
    none: Any = sa.null()
    query = (
        sa.select(
            *keys,
            (ProductRow.sku if "product" in asked.by else none).label("sku"),
            (StoreRow.code if "store" in asked.by else none).label("code"),
            sums.c.units,
            sums.c.revenue,
            sums.c.lines,
        )
        .order_by(*keys)
        .limit(asked.limit)
    )
    if "product" in asked.by:
        query = query.join_from(sums, ProductRow, ProductRow.id == sums.c.product)
    if "store" in asked.by:
        query = query.join_from(sums, StoreRow, StoreRow.id == sums.c.store)
    if asked.after is not None:
        values = [sa.literal(value, key.type) for value, key in zip(asked.after, keys, strict=True)]
        query = query.where(sa.tuple_(*keys) > sa.tuple_(*values))
    return [_told(asked.by, row) for row in connection.execute(query)]


def _sums(connection: sa.Connection, asked: SoldQuestion) -> sa.Select[Any]:
    named: dict[str, Any] = {
        "product": SaleRow.product_id,
        "store": SaleRow.store_id,
        "category": sa.func.coalesce(ProductRow.category, ""),
    }
    start = _period(asked.grain, connection.dialect.name)
    keys = [start, *(named[name] for name in asked.by)]
    query = sa.select(
        start.label("start"),
        *(named[name].label(name) for name in asked.by),
        sa.func.sum(SaleRow.quantity).label("units"),
        sa.func.sum(SaleRow.revenue).label("revenue"),
        sa.func.count().label("lines"),
    )
    if "category" in asked.by:
        query = query.join(ProductRow, ProductRow.id == SaleRow.product_id)
    if asked.categories is not None:
        of_these = sa.select(ProductRow.id).where(ProductRow.category.in_(asked.categories))
        query = query.where(SaleRow.product_id.in_(of_these))
    if asked.product_ids is not None:
        query = query.where(SaleRow.product_id.in_(asked.product_ids))
    return query.where(*_days(asked), *_stores(connection, asked)).group_by(*keys)


def _days(asked: SoldQuestion) -> list[sa.ColumnElement[bool]]:
    reached = asked.after[0] if asked.after else None
    first = max((day for day in (asked.first, reached) if isinstance(day, date)), default=None)
    conditions = [] if first is None else [SaleRow.sold_on >= first]
    return conditions if asked.last is None else [*conditions, SaleRow.sold_on <= asked.last]


def _stores(connection: sa.Connection, asked: SoldQuestion) -> list[sa.ColumnElement[bool]]:
    """The stores asked for; with days, all stores by name, so that the index of stores and days serves."""
    ids = asked.store_ids
    if ids is None and (asked.first or asked.last) and asked.product_ids is None:
        ids = connection.scalars(sa.select(StoreRow.id)).all()
    return [] if ids is None else [SaleRow.store_id.in_(ids)]


def _period(grain: str, kind: str) -> sa.ColumnElement[date]:
    """The first day of the period that a sale's day is in."""
    day, start = SaleRow.sold_on, sa.func
    if grain == "day":
        return sa.type_coerce(day, sa.Date())
    found: Any
    if kind == "postgresql":
        # The unit stands in the statement itself, so that grouping sees the same expression as selecting.
        found = sa.cast(start.date_trunc(sa.literal_column(f"'{grain}'"), day), sa.Date())
    elif kind == "mysql":
        since = start.weekday(day) if grain == "week" else start.dayofmonth(day) - sa.literal_column("1")
        found = start.subdate(day, since)
    else:
        steps = ("'-6 days'", "'weekday 1'") if grain == "week" else ("'start of month'",)
        found = start.date(day, *map(sa.literal_column, steps))
    return sa.type_coerce(found, sa.Date())


def _told(by: tuple[str, ...], row: Any) -> Sold:
    key = tuple(row[: len(by) + 1])
    sku, code, units, revenue, lines = row[len(by) + 1 :]
    category = key[1 + by.index("category")] if "category" in by else None
    return Sold(
        key, row[0], sku, code, str(category) if category else None, float(units), revenue, int(lines)
    )
