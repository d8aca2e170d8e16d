"""The forecasts of one day of each store, as they were before the day began."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.forecasts.in_force import is_in_force_of_many
from foresale.storage.database.forecasts.in_use import is_in_use
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.outlook import ForecastRow

SCHEMA: dict[str, Any] = {
    "product": pl.Int64,
    "store": pl.Int64,
    "category": pl.String,
    "mean": pl.Float64,
    "deviation": pl.Float64,
    "quantiles": pl.List(pl.Float64),
}
"""The columns of `day_forecasts`; `product` and `store` are ids, `deviation` is empty in old forecasts."""


def day_forecasts(base_id: int, days: Mapping[int, date]) -> sa.Select[Any]:
    """The forecasts in force of one day of each store, of what is in use, as `SCHEMA`.

    Args:
        base_id: The forecast of everything.
        days: The day of each store's id.
    """
    stores_of: dict[date, list[int]] = {}
    for store, day in days.items():
        stores_of.setdefault(day, []).append(store)
    here = [
        sa.and_(ForecastRow.target_date == day, ForecastRow.store_id.in_(stores))
        for day, stores in stores_of.items()
    ]
    columns: list[Any] = [
        ForecastRow.product_id, ForecastRow.store_id, ProductRow.category, ForecastRow.mean,
        ForecastRow.deviation, ForecastRow.quantiles,
    ]  # fmt: skip
    return (
        sa.select(*columns)
        .join(ProductRow, ProductRow.id == ForecastRow.product_id)
        .where(
            ForecastRow.grain == "day", sa.or_(sa.false(), *here), is_in_force_of_many(base_id), is_in_use()
        )
    )


def units_by_store(base_id: int, days: Mapping[int, date]) -> sa.Select[Any]:
    """The ids of stores, and the units forecast of their days together."""
    rows = day_forecasts(base_id, days).subquery()
    columns: list[Any] = [rows.c.store_id, sa.func.sum(rows.c.mean)]
    return sa.select(*columns).group_by(rows.c.store_id)
