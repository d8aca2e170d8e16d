"""Sums of a forecast over products, stores or categories, by day, week, month or all days asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from foresale.storage.database.forecasts.in_force import is_in_force
from foresale.storage.database.forecasts.in_use import is_in_use
from foresale.storage.database.sql.column_types import Money
from foresale.storage.database.sql.dates import period_start
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.outlook import ForecastRow

SumGrain = Literal["day", "week", "month", "horizon"]
_LABELS: dict[str, Any] = {
    "product": ProductRow.sku,
    "store": StoreRow.code,
    "category": ProductRow.category,
}


@dataclass(frozen=True)
class ForecastSumsQuery:
    """Which sums are wanted.

    Attributes:
        run_id: The forecast of everything; of series made anew since, their newest versions count.
        grain: Days, weeks from Monday, months, or `horizon` for all days together.
        by: What is told apart: any of `product`, `store` and `category`; nothing is the sum of all.
        first: The earliest day that counts.
        last: The latest.
        product_id: Only this product.
        store_ids: Only these stores.
        category: Only products of this category.
    """

    run_id: int
    grain: SumGrain = "day"
    by: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    product_id: int | None = None
    store_ids: Collection[int] | None = None
    category: str | None = None


def sums_of_forecast(asked: ForecastSumsQuery) -> sa.Subquery[Any]:
    """A query of sums over the forecast's days, to be read by pages.

    Returns:
        `period` (its first day, or the first day that counts), what is told apart, `first` and `last` day,
        `series`, `mean`, `apart` (the variance if series' errors were independent), `step` (the deviation
        if they went in step; both NULL where a day's deviation isn't known), `revenue` at list prices, and
        `unpriced`, the units of products without one.
    """
    row = ForecastRow
    period: Any = sa.func.min(row.target_date)
    groups: list[Any] = [_LABELS[name] for name in asked.by]
    if asked.grain != "horizon":
        period = period_start(asked.grain, row.target_date)
        groups.insert(0, period)
    known = sa.func.count(row.deviation) == sa.func.count()
    query = (
        sa.select(
            period.label("period"),
            *(_LABELS[name].label(name) for name in asked.by),
            sa.func.min(row.target_date).label("first"),
            sa.func.max(row.target_date).label("last"),
            sa.func.count(sa.distinct(_SERIES)).label("series"),
            sa.func.sum(row.mean).label("mean"),
            sa.case((known, sa.func.sum(row.deviation * row.deviation))).label("apart"),
            sa.case((known, sa.func.sum(row.deviation))).label("step"),
            sa.type_coerce(sa.func.sum(row.mean * ProductRow.price), Money()).label("revenue"),
            sa.func.sum(sa.case((ProductRow.price.is_(None), row.mean), else_=0.0)).label("unpriced"),
        )
        .join(ProductRow, ProductRow.id == row.product_id)
        .where(is_in_force(asked.run_id), row.grain == "day", *_conditions(asked))
        .group_by(*groups)
    )
    if "store" in asked.by:
        query = query.join(StoreRow, StoreRow.id == row.store_id)
    return query.subquery()


_SERIES = ForecastRow.product_id * sa.literal(2**31) + ForecastRow.store_id
"""One number for each product in each store: databases count distinct values of one expression only."""


def _conditions(asked: ForecastSumsQuery) -> list[sa.ColumnElement[bool]]:
    row = ForecastRow
    found = [is_in_use()]
    if asked.first is not None:
        found.append(row.target_date >= asked.first)
    if asked.last is not None:
        found.append(row.target_date <= asked.last)
    if asked.product_id is not None:
        found.append(row.product_id == asked.product_id)
    if asked.store_ids is not None:
        found.append(row.store_id.in_(sorted(asked.store_ids)))
    if asked.category is not None:
        found.append(ProductRow.category == asked.category)
    return found
