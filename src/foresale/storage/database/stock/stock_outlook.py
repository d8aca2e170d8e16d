"""Reads what is expected to be sold while an order is on its way: from a forecast, or from recent sales."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, func, select

from foresale.storage.database.forecasts.stored_series import RunFacts
from foresale.storage.database.sql.days_between import days_between
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.outlook import ForecastRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.stock_alerts import HIGH

RECENT_DAYS = 28
_NORMAL_80 = 0.8416212335729143
"""How many standard deviations the 80 % quantile of a normal distribution lies above its mean."""
_MARKOV = 1 / (1 - HIGH)
"""The 80 % quantile of what can't be negative is at most this many times its mean (Markov's inequality)."""
_DEMAND = {"product_id": pl.Int64, "day": pl.Int64, "mean": pl.Float64, "spread": pl.Float64,
           "squares": pl.Float64}  # fmt: skip


def stocked_products(connection: Connection, wanted: ColumnElement[bool]) -> pl.DataFrame:
    """Active products whose stock is known: `product_id` and what an alert shows of them.

    Args:
        connection: An open transaction.
        wanted: Which of them.
    """
    rows = connection.execute(
        select(
            ProductRow.id, ProductRow.sku, ProductRow.name, ProductRow.category, ProductRow.stock,
            ProductRow.lead_time_days, ProductRow.pack_size,
        ).where(ProductRow.is_active, ProductRow.stock.is_not(None), wanted)
    )  # fmt: skip
    schema = {
        "product_id": pl.Int64, "sku": pl.String, "name": pl.String, "category": pl.String,
        "stock": pl.Float64, "lead_time_days": pl.Int64, "pack_size": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def forecast_demand(connection: Connection, run: RunFacts, review_days: int) -> pl.DataFrame:
    """A forecast's days, all stores together, of the products that may be short.

    Args:
        connection: An open transaction.
        run: The forecast.
        review_days: Days after its arrival that an order should last.

    Returns:
        `product_id`, `day` (1 is the one after the cutoff), `mean`, `spread`, `squares` as in `DailyDemand`.
    """
    day = days_between(run.cutoff, ForecastRow.target_date)
    of_run = (ForecastRow.run_id == run.id, ForecastRow.grain == "day", day >= 1)
    # No product is left out that could be short: its high demand is at most so many times its mean.
    until = func.coalesce(ProductRow.lead_time_days, 0) + max(review_days, 1)
    covered = func.sum(ForecastRow.mean) * _MARKOV * _stretch(until, run.horizon)
    short = (
        select(ForecastRow.product_id)
        .join(ProductRow, ProductRow.id == ForecastRow.product_id)
        .where(*of_run, ProductRow.is_active, ProductRow.stock.is_not(None))
        .group_by(ForecastRow.product_id, ProductRow.stock, ProductRow.lead_time_days)
        .having(covered >= ProductRow.stock)
    )
    above = _level(run) - ForecastRow.mean
    above = func.coalesce((above + func.abs(above)) / 2, 0.0)
    rows: Select[Any] = (
        select(ForecastRow.product_id)
        .add_columns(day, func.sum(ForecastRow.mean), func.sum(above), func.sum(above * above))
        .where(*of_run, ForecastRow.product_id.in_(short))
        .group_by(ForecastRow.product_id, ForecastRow.target_date)
    )
    found = [tuple(row) for row in connection.execute(rows)]
    return pl.DataFrame(found, schema=_DEMAND, orient="row")


def recent_demand(connection: Connection) -> tuple[pl.DataFrame, date] | None:
    """The average day of the newest four weeks of sales, all stores together; None where nothing was sold.

    Returns:
        Demand of one day, `day` 1, as of a forecast; and the last day with sales.
    """
    last = connection.scalar(select(func.max(SaleRow.sold_on)))
    if last is None:
        return None
    rows: Select[Any] = (
        select(SaleRow.product_id)
        .add_columns(func.sum(SaleRow.quantity))
        .where(SaleRow.sold_on > last - timedelta(days=RECENT_DAYS), SaleRow.sold_on <= last)
        .group_by(SaleRow.product_id, SaleRow.sold_on)
    )
    found = pl.DataFrame(
        [tuple(row) for row in connection.execute(rows)],
        schema={"product_id": pl.Int64, "units": pl.Float64},
        orient="row",
    )
    # Days without sales have no row, and count: both sums are over all days.
    summed = found.group_by("product_id").agg(
        total=pl.col("units").sum(), squares=(pl.col("units") ** 2).sum()
    )
    mean = summed["total"].to_numpy() / RECENT_DAYS
    variance = np.maximum(summed["squares"].to_numpy() / RECENT_DAYS - mean**2, 0)
    spread = _NORMAL_80 * np.sqrt(variance)
    table = pl.DataFrame(
        {
            "product_id": summed["product_id"],
            "mean": np.maximum(mean, 0),
            "spread": spread,
            "squares": spread**2,
        }
    )
    return table.with_columns(day=pl.lit(1, dtype=pl.Int64)).select(list(_DEMAND)), last


def _stretch(days: ColumnElement[Any], horizon: int) -> ColumnElement[Any]:
    """How many horizons some days are, at least one."""
    share = days * 1.0 / horizon
    return (share + 1 + func.abs(share - 1)) / 2


def _level(run: RunFacts) -> ColumnElement[Any]:
    """The quantile at `HIGH`, between its neighbours where the forecast has no such level."""
    levels = np.array(run.levels)
    above = int(np.clip(np.searchsorted(levels, HIGH - 1e-9), 1, len(levels) - 1)) if len(levels) > 1 else 0
    upper: ColumnElement[Any] = ForecastRow.quantiles[above].as_float()
    if above == 0 or abs(levels[above] - HIGH) < 1e-9:
        return upper
    weight = float(np.clip((HIGH - levels[above - 1]) / (levels[above] - levels[above - 1]), 0, 1))
    lower: ColumnElement[Any] = ForecastRow.quantiles[above - 1].as_float()
    return lower * (1 - weight) + upper * weight
