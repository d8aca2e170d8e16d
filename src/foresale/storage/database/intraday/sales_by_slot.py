"""Sales by quarter of an hour, as profiles of days are learned from them, and sales of a day so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.read_rows import read_numbers
from foresale.storage.database.sql.dates import QuarterHour
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import SaleRow

_SCHEMA = {
    "store": pl.Int64,
    "date": pl.Date,
    "product": pl.Int64,
    "quarter": pl.Int64,
    "units": pl.Float64,
    "squares": pl.Float64,
}
_SECONDS = 900


def sales_by_slot(connection: sa.Connection, until: date, days: int, time_zone: str) -> pl.DataFrame:
    """Sum sales by product, store, day and quarter of an hour of the store's own clock.

    A sale whose moment lies outside its day, as it was booked later, is left out.

    Args:
        connection: An open transaction.
        until: The last day.
        days: How many days.
        time_zone: Of stores that have none of their own.

    Returns:
        `store` and `product` (ids), `category`, `date`, `slot` (0 to 95), `units`, and `squares`, the sum of
        squares of single sales' units.
    """
    quarter = QuarterHour(SaleRow.sold_at)
    keys: list[Any] = [SaleRow.store_id, SaleRow.sold_on, SaleRow.product_id, quarter.label("quarter")]
    sums_of: list[Any] = [
        sa.func.sum(SaleRow.quantity).label("units"),
        sa.func.sum(SaleRow.quantity * SaleRow.quantity).label("squares"),
    ]
    query = (
        sa.select(*keys, *sums_of)
        .where(SaleRow.sold_on > until - timedelta(days=days), SaleRow.sold_on <= until)
        .group_by(SaleRow.store_id, SaleRow.sold_on, SaleRow.product_id, quarter)
    )
    sums = read_numbers(connection, query, _SCHEMA, together=2)
    categories = pl.DataFrame(
        [tuple(row) for row in connection.execute(sa.select(ProductRow.id, ProductRow.category))],
        schema={"product": pl.Int64, "category": pl.String},
        orient="row",
    )
    found = _with_slots(sums, connection, time_zone).join(categories, on="product", how="left")
    return found.select("store", "product", "category", "date", "slot", "units", "squares")


def _with_slots(sums: pl.DataFrame, connection: sa.Connection, time_zone: str) -> pl.DataFrame:
    """The quarters of the day by each store's own clock."""
    zones = {
        store: zone or time_zone
        for store, zone in connection.execute(sa.select(StoreRow.id, StoreRow.time_zone))
    }
    moment = pl.from_epoch(pl.col("quarter") * _SECONDS).dt.replace_time_zone("UTC")
    parts = [pl.DataFrame(schema={**_SCHEMA, "slot": pl.Int64})]
    for zone in sorted(set(zones.values())):
        stores = [store for store, its in zones.items() if its == zone]
        local = moment.dt.convert_time_zone(zone)
        slot = local.dt.hour().cast(pl.Int64) * 4 + local.dt.minute().cast(pl.Int64) // 15
        parts.append(
            sums.filter(pl.col("store").is_in(stores), local.dt.date() == pl.col("date")).with_columns(
                slot.alias("slot")
            )
        )
    return pl.concat(parts)


def sum_days(
    connection: sa.Connection, days: Mapping[int, date], products: Collection[int] | None = None
) -> pl.DataFrame:
    """Units sold on one day of each store: `store`, `product`, `units`.

    Args:
        connection: An open transaction.
        days: A day for each store's id.
        products: Ids; by default all.
    """
    stores_of: dict[date, list[int]] = {}
    for store, day in days.items():
        stores_of.setdefault(day, []).append(store)
    query = sa.select(SaleRow.store_id, SaleRow.product_id, sa.func.sum(SaleRow.quantity))
    if products is not None:
        query = query.where(SaleRow.product_id.in_(sorted(products)))
    rows: list[tuple[Any, ...]] = []
    for day, stores in stores_of.items():
        wanted = query.where(SaleRow.store_id.in_(stores), SaleRow.sold_on == day)
        grouped = wanted.group_by(SaleRow.store_id, SaleRow.product_id)
        rows += [tuple(row) for row in connection.execute(grouped)]
    schema = {"store": pl.Int64, "product": pl.Int64, "units": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
