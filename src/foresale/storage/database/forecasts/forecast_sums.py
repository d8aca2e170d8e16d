"""Sums of a forecast over products, stores or categories, by day, week, month or all days asked for.

Of all products together, they are sums of what is kept by store and day (`forecast_days`) where that counts;
else of the forecast's rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeVar

import sqlalchemy as sa

from foresale.storage.database.forecasts.forecast_days import SummedStores, find_summed_stores, still_counts
from foresale.storage.database.forecasts.forecast_periods import is_day, is_grain
from foresale.storage.database.forecasts.in_force import is_in_force_of_many
from foresale.storage.database.forecasts.in_use import is_in_use
from foresale.storage.database.prices_in_use import IS_USUAL_PRICE, JOINED_PRICE
from foresale.storage.database.sql.column_types import Money
from foresale.storage.database.sql.dates import period_start
from foresale.storage.database.tables.catalog import ProductRow, StoreRow, UsualPriceRow
from foresale.storage.database.tables.forecast_sums import ForecastDayRow
from foresale.storage.database.tables.outlook import ForecastRow

Sums = TypeVar("Sums")
SumGrain = Literal["day", "week", "month", "horizon"]
_LABELS: dict[str, Any] = {
    "product": ProductRow.sku,
    "store": StoreRow.code,
    "category": ProductRow.category,
}

_TRIES = 3
"""Looks at kept sums that may change at that moment, before the forecast's rows are read."""


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

    @property
    def is_of_all_products(self) -> bool:
        """Whether it neither asks for products or categories nor tells them apart."""
        return self.product_id is None and self.category is None and not {"product", "category"} & {*self.by}


def read_sums(
    connection: sa.Connection, asked: ForecastSumsQuery, read: Callable[[sa.Subquery[Any]], Sums]
) -> Sums:
    """What `read` makes of the query of sums; kept sums serve where they count all the while.

    Args:
        connection: An open transaction.
        asked: Which sums.
        read: Reads the query of `sums_of_forecast`, perhaps several times.
    """
    if asked.is_of_all_products:
        for _ in range(_TRIES):
            summed = find_summed_stores(connection, asked.run_id)
            found = read(sums_of_forecast(asked, summed))
            if still_counts(connection, asked.run_id, summed):
                return found
    return read(sums_of_forecast(asked))


def sums_of_forecast(asked: ForecastSumsQuery, summed: SummedStores | None = None) -> sa.Subquery[Any]:
    """A query of sums over the forecast's days, to be read by pages.

    Args:
        asked: Which sums.
        summed: The stores whose kept sums count; without, the forecast's rows are read.

    Returns:
        `period` (its first day, or the first day that counts), what is told apart, `first` and `last` day,
        `series`, `mean`, `apart` (the variance if series' errors were independent), `step` (the deviation
        if they went in step; both NULL where a day's deviation isn't known), `revenue` at prices in use,
        `unpriced`, the units of products without one, and `priced_by_sales`, those of products whose price
        their sales tell.
    """
    if summed is None or not summed.ready or not asked.is_of_all_products:
        return _sums_of_rows(asked)
    wanted = None if asked.store_ids is None else frozenset(asked.store_ids)
    ready, others = (
        stores if wanted is None else stores & wanted for stores in (summed.ready, summed.others)
    )
    kept = _sums_of_days(replace(asked, store_ids=ready))
    if not others:
        return kept
    both = sa.union_all(
        sa.select(kept), sa.select(_sums_of_rows(replace(asked, store_ids=others)))
    ).subquery()
    return _add_up(both, asked)


def _add_up(parts: Any, asked: ForecastSumsQuery) -> sa.Subquery[Any]:
    """Sums of sums, of parts that have no series in common."""
    part = parts.c
    keys: list[Any] = [part[name] for name in asked.by]
    period: Any = sa.func.min(part.period)
    if asked.grain != "horizon":
        period = part.period
        keys.insert(0, period)
    known = sa.func.count(part.apart) == sa.func.count()
    columns: list[Any] = [
        period.label("period"), *(part[name].label(name) for name in asked.by),
        sa.func.min(part.first).label("first"), sa.func.max(part.last).label("last"),
        sa.cast(sa.func.sum(part.series), sa.BigInteger()).label("series"),
        sa.func.sum(part.mean).label("mean"), sa.case((known, sa.func.sum(part.apart))).label("apart"),
        sa.case((known, sa.func.sum(part.step))).label("step"),
        sa.type_coerce(sa.func.sum(part.revenue), Money()).label("revenue"),
        sa.func.sum(part.unpriced).label("unpriced"),
        sa.func.sum(part.priced_by_sales).label("priced_by_sales"),
    ]  # fmt: skip
    return sa.select(*columns).group_by(*keys).having(sa.func.count() > 0).subquery()


def _sums_of_days(asked: ForecastSumsQuery) -> sa.Subquery[Any]:
    """From what is kept by store and day."""
    kept = ForecastDayRow
    day: Any = kept.day
    starts: list[Any] = []
    period: Any = day
    if asked.grain != "horizon":
        period = period_start(asked.grain, day)
        starts.append(day == period)
    if asked.first is not None:
        starts.append(day == asked.first)
    # Days of a series follow one another: those that go on from the period before count on its first day.
    goes_on = sa.case((sa.or_(sa.false(), *starts), kept.series - kept.begins), else_=0)
    where = [kept.run_id == asked.run_id, kept.store_id.in_(sorted(asked.store_ids or ()))]
    where += [] if asked.first is None else [day >= asked.first]
    where += [] if asked.last is None else [day <= asked.last]
    each = (
        sa.select(
            period.label("period"), StoreRow.code.label("store"), day.label("first"), day.label("last"),
            (kept.begins + goes_on).label("series"), kept.mean, kept.apart, kept.step, kept.revenue,
            kept.unpriced, kept.priced_by_sales,
        )
        .join(StoreRow, StoreRow.id == kept.store_id)
        .where(*where)
        .subquery()
    )  # fmt: skip
    return _add_up(each, asked)


def _sums_of_rows(asked: ForecastSumsQuery) -> sa.Subquery[Any]:
    """From the forecast's rows."""
    each = _of_each_day(asked) if asked.grain == "day" else _of_each_series(asked)
    groups: list[Any] = [_LABELS[name] for name in asked.by]
    period: Any = sa.func.min(each.c.first)
    if asked.grain != "horizon":
        period = each.c.period
        groups.insert(0, period)
    known = sa.func.min(each.c.known) == 1
    price = JOINED_PRICE
    query = (
        sa.select(
            period.label("period"),
            *(_LABELS[name].label(name) for name in asked.by),
            sa.func.min(each.c.first).label("first"),
            sa.func.max(each.c.last).label("last"),
            sa.cast(sa.func.sum(each.c.series), sa.BigInteger()).label("series"),
            sa.func.sum(each.c.mean).label("mean"),
            sa.case((known, sa.func.sum(each.c.apart))).label("apart"),
            sa.case((known, sa.func.sum(each.c.step))).label("step"),
            sa.type_coerce(sa.func.sum(each.c.mean * price), Money()).label("revenue"),
            sa.func.sum(sa.case((price.is_(None), each.c.mean), else_=0.0)).label("unpriced"),
            sa.func.sum(sa.case((IS_USUAL_PRICE, each.c.mean), else_=0.0)).label("priced_by_sales"),
        )
        .select_from(each)
        .join(ProductRow, ProductRow.id == each.c.product_id)
        .outerjoin(UsualPriceRow, UsualPriceRow.product_id == each.c.product_id)
        .group_by(*groups)
        .having(sa.func.count() > 0)
    )
    if "store" in asked.by:
        query = query.join(StoreRow, StoreRow.id == each.c.store_id)
    return query.subquery()


def _of_each_series(asked: ForecastSumsQuery) -> sa.Subquery[Any]:
    """Each product in each store alone, by period: so that series are counted without sorting all days."""
    row = ForecastRow
    names = [row.product_id, row.store_id]
    groups: list[Any] = list(names)
    period: Any = sa.func.min(row.target_date)
    if asked.grain != "horizon":
        period = period_start(asked.grain, row.target_date)
        groups.append(period)
    columns: list[Any] = [
        *names, period.label("period"), sa.literal_column("1").label("series"),
        sa.func.min(row.target_date).label("first"), sa.func.max(row.target_date).label("last"), *_sums(),
    ]  # fmt: skip
    return _grouped(columns, groups, asked)


def _of_each_day(asked: ForecastSumsQuery) -> sa.Subquery[Any]:
    """Each product by day, in each store where these are told apart: so that few rows meet their prices."""
    row = ForecastRow
    names = [row.product_id, row.store_id] if "store" in asked.by else [row.product_id]
    day = row.target_date
    columns: list[Any] = [
        *names, day.label("period"), sa.func.count().label("series"), day.label("first"), day.label("last"),
        *_sums(),
    ]  # fmt: skip
    return _grouped(columns, [*names, day], asked)


def _sums() -> list[sa.Label[Any]]:
    row = ForecastRow
    known = sa.case((sa.func.count(row.deviation) == sa.func.count(), 1), else_=0)
    return [
        sa.func.sum(row.mean).label("mean"),
        sa.func.sum(row.deviation * row.deviation).label("apart"),
        sa.func.sum(row.deviation).label("step"),
        known.label("known"),
    ]


def _grouped(columns: list[Any], groups: list[Any], asked: ForecastSumsQuery) -> sa.Subquery[Any]:
    wanted = (is_in_force_of_many(asked.run_id), *_conditions(asked))
    return _join_product(sa.select(*columns).where(*wanted).group_by(*groups), asked).subquery("each")


def _join_product(query: sa.Select[Any], asked: ForecastSumsQuery) -> sa.Select[Any]:
    """With the product where a condition is about it."""
    if asked.category is None:
        return query
    return query.join(ProductRow, ProductRow.id == ForecastRow.product_id)


def _conditions(asked: ForecastSumsQuery) -> list[sa.ColumnElement[bool]]:
    row = ForecastRow
    found = [is_in_use()]
    if asked.product_id is None:
        found.append(is_day(asked.first, asked.last))
    else:
        found += [row.product_id == asked.product_id, is_grain("day")]
        found += [] if asked.first is None else [row.target_date >= asked.first]
        found += [] if asked.last is None else [row.target_date <= asked.last]
    if asked.store_ids is not None:
        found.append(row.store_id.in_(sorted(asked.store_ids)))
    if asked.category is not None:
        found.append(ProductRow.category == asked.category)
    return found
