"""The forecasts of one day of each store, as they were before the day began."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.forecasts.forecast_days import find_summed_stores, still_counts
from foresale.storage.database.forecasts.in_force import is_in_force_of_many
from foresale.storage.database.forecasts.in_use import is_in_use
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.forecast_sums import ForecastDayRow
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


def read_moments(connection: sa.Connection, wanted: sa.Select[Any]) -> pl.DataFrame:
    """Means and deviations alone where all are known, which is far less to read; else all of `SCHEMA`.

    Args:
        connection: An open transaction.
        wanted: As `day_forecasts` selects.
    """
    row = ForecastRow
    columns: list[Any] = [row.product_id, row.store_id, ProductRow.category, row.mean, row.deviation]
    schema = {name: kind for name, kind in SCHEMA.items() if name != "quantiles"}
    rows = [tuple(one) for one in connection.execute(wanted.with_only_columns(*columns))]
    found = pl.DataFrame(rows, schema=schema, orient="row")
    if not found["deviation"].null_count():
        return found
    return pl.DataFrame([tuple(one) for one in connection.execute(wanted)], schema=SCHEMA, orient="row")


def units_by_store(connection: sa.Connection, base_id: int, days: Mapping[int, date]) -> dict[int, float]:
    """Units forecast of a day of each store together, by the store's id; kept sums serve where they count.

    Args:
        connection: An open transaction.
        base_id: The forecast of everything.
        days: The day of each store's id.
    """
    summed = find_summed_stores(connection, base_id)
    found = _find_kept(connection, base_id, {store: days[store] for store in days.keys() & summed.ready})
    left = {store: day for store, day in days.items() if store not in summed.ready}
    if not still_counts(connection, base_id, summed):
        found, left = {}, dict(days)
    if left:
        rows = day_forecasts(base_id, left).subquery()
        columns: list[Any] = [rows.c.store_id, sa.func.sum(rows.c.mean)]
        units = connection.execute(sa.select(*columns).group_by(rows.c.store_id))
        found |= {store: mean for store, mean in units}  # noqa: C416 - rows are no pairs to mypy
    return found


def _find_kept(connection: sa.Connection, base_id: int, days: Mapping[int, date]) -> dict[int, float]:
    kept = ForecastDayRow
    query = sa.select(kept.store_id, kept.day, kept.mean).where(
        kept.run_id == base_id, kept.store_id.in_(sorted(days)), kept.day.in_(sorted(set(days.values())))
    )
    return {store: mean for store, day, mean in connection.execute(query) if days[store] == day}
