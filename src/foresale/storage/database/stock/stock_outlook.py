"""Reads what is expected to be sold while an order is on its way: from a forecast, or from recent sales."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, case, func, null, select

from foresale.storage.database.forecasts.forecast_periods import is_day, is_grain
from foresale.storage.database.forecasts.in_force import is_in_force_of_many
from foresale.storage.database.forecasts.stored_series import RunFacts
from foresale.storage.database.sql.dates import days_between
from foresale.storage.database.stock.levels import stock_levels
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.outlook import ForecastRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.stock_alerts import HIGH

RECENT_DAYS = 28
_NORMAL_80 = 0.8416212335729143
"""How many standard deviations the 80 % quantile of a normal distribution lies above its mean."""
_MARKOV = 1 / (1 - HIGH)
"""The 80 % quantile of what can't be negative is at most this many times its mean (Markov's inequality)."""
_DEMAND = {"item": pl.Int64, "day": pl.Int64, "mean": pl.Float64, "spread": pl.Float64,
           "squares": pl.Float64}  # fmt: skip
_TOGETHER = 1000
_MOST_ENDS = 8
"""So many different lead times are told apart before an item counts until the next longer one."""


@dataclass(frozen=True)
class StockView:
    """Whose stock is judged.

    Attributes:
        products: Which products.
        by_store: Whether each store is judged by its own stock, or all places together.
        store_ids: Where each store is judged: which of them; None for all.
    """

    products: ColumnElement[bool]
    by_store: bool = False
    store_ids: Collection[int] | None = None

    @property
    def keys(self) -> list[str]:
        """What an item is told by."""
        return ["product_id", "store_id"] if self.by_store else ["product_id"]


def list_stocked_products(connection: Connection, view: StockView) -> pl.DataFrame:
    """Active products whose stock is known, each an `item` in each store or one in all places together.

    Args:
        connection: An open transaction.
        view: Which of them.

    Returns:
        `item`, `product_id`, `store_id` (null for all together), `store`, and what an alert shows of them.
    """
    levels = stock_levels(connection)
    stock = func.sum(levels.c.units)
    query: Select[Any] = (
        select(ProductRow.id)
        .add_columns(
            levels.c.store_id if view.by_store else null(),
            StoreRow.code if view.by_store else null(),
            ProductRow.sku, ProductRow.name, ProductRow.category, stock,
            ProductRow.lead_time_days, ProductRow.pack_size,
        )
        .join(levels, levels.c.product_id == ProductRow.id)
        .where(ProductRow.is_active, view.products)
        .group_by(
            ProductRow.id, ProductRow.sku, ProductRow.name, ProductRow.category, ProductRow.lead_time_days,
            ProductRow.pack_size,
        )
        .order_by(ProductRow.id)
    )  # fmt: skip
    if view.by_store:
        query = query.join(StoreRow, StoreRow.id == levels.c.store_id).where(StoreRow.is_active)
        query = query.group_by(levels.c.store_id, StoreRow.code).order_by(levels.c.store_id)
        if view.store_ids is not None:
            query = query.where(levels.c.store_id.in_(view.store_ids))
    schema = {
        "product_id": pl.Int64, "store_id": pl.Int64, "store": pl.String, "sku": pl.String,
        "name": pl.String, "category": pl.String, "stock": pl.Float64, "lead_time_days": pl.Int64,
        "pack_size": pl.Int64,
    }  # fmt: skip
    rows = [tuple(row) for row in connection.execute(query)]
    found = pl.DataFrame(rows, schema=schema, orient="row")
    return found.with_columns(pl.int_range(pl.len()).alias("item"))


def forecast_demand(
    connection: Connection, run: RunFacts, view: StockView, stocked: pl.DataFrame, *, only_short: bool
) -> pl.DataFrame:
    """A forecast's days of the items that may be short, or of all.

    Args:
        connection: An open transaction.
        run: The forecast.
        view: Whether stores are told apart.
        stocked: The items (`stocked_products`).
        only_short: Leave out items that surely last until an order arrives.

    Returns:
        `item`, `day` (1 is the one after the cutoff), `mean`, `spread`, `squares` as in `DailyDemand`.
    """
    day = days_between(run.cutoff, ForecastRow.target_date)
    # A series that was forecast anew may reach further than the forecast of everything.
    of_run = (is_in_force_of_many(run.id), is_grain("day"), day.between(1, run.horizon))
    short = _may_be_short(connection, run, view, stocked) if only_short else stocked
    # Quantiles of slow sellers are whole units, mostly 0: how wide their days are the deviation tells.
    above = _level(run) - ForecastRow.mean
    above = func.coalesce(_NORMAL_80 * ForecastRow.deviation, (above + func.abs(above)) / 2, 0.0)
    keys = [getattr(ForecastRow, name) for name in view.keys]
    rows: Select[Any] = (
        select(*keys)
        .add_columns(day, func.sum(ForecastRow.mean), func.sum(above), func.sum(above * above))
        .where(*of_run)
        .group_by(*keys, ForecastRow.target_date)
    )
    ids = sorted(set(short["product_id"].to_list()))
    schema = {**dict.fromkeys(view.keys, pl.Int64), **{name: _DEMAND[name] for name in list(_DEMAND)[1:]}}
    parts = [pl.DataFrame(schema=schema)]
    for first in range(0, len(ids), _TOGETHER):
        of_part = rows.where(ForecastRow.product_id.in_(ids[first : first + _TOGETHER]))
        found = [tuple(row) for row in connection.execute(of_part)]
        parts.append(pl.DataFrame(found, schema=schema, orient="row"))
    return pl.concat(parts).join(short.select("item", *view.keys), on=view.keys).select(list(_DEMAND))


def _may_be_short(
    connection: Connection, run: RunFacts, view: StockView, stocked: pl.DataFrame
) -> pl.DataFrame:
    """The items that could be short when an order arrives: high demand is at most so many times its mean."""
    day = days_between(run.cutoff, ForecastRow.target_date)
    reach = pl.col("lead_time_days").clip(1, run.horizon)
    ends = _spread_out(stocked.select(reach).to_series().unique().sort().to_list())
    keys = [getattr(ForecastRow, name) for name in view.keys]
    until = [
        func.sum(case((day <= end, units), else_=0.0))
        for end in ends
        for units in (ForecastRow.mean, func.coalesce(ForecastRow.deviation, 0.0))
    ]
    sums: Select[Any] = (
        select(*keys)
        .add_columns(*until)
        .where(
            is_in_force_of_many(run.id),
            is_day(run.cutoff + timedelta(days=1), run.cutoff + timedelta(days=max(ends, default=1))),
        )
        .group_by(*keys)
    )
    of_end = [(f"total {end}", f"deviation {end}") for end in ends]
    columns = [*view.keys, *(name for pair in of_end for name in pair)]
    schema = {name: pl.Int64 if name in view.keys else pl.Float64 for name in columns}
    totals = pl.DataFrame([tuple(row) for row in connection.execute(sums)], schema=schema, orient="row")
    high = pl.lit(0.0)  # what sells nothing until then lacks what it owes
    for end, (total, deviation) in reversed(list(zip(ends, of_end, strict=True))):
        until_then = (pl.col(total) * _MARKOV + pl.col(deviation) * _NORMAL_80).fill_null(0.0)
        high = pl.when(reach <= end).then(until_then).otherwise(high)
    stretch = pl.max_horizontal(pl.col("lead_time_days") / run.horizon, pl.lit(1.0))
    joined = stocked.join(totals, on=view.keys, how="left")
    return joined.filter(high * stretch >= pl.col("stock")).select(stocked.columns)


def _spread_out(days: list[int]) -> list[int]:
    """Some of many numbers of days in ascending order, the last among them."""
    step = -(-len(days) // _MOST_ENDS) if days else 1
    return days[::-1][::step][::-1]


def recent_demand(
    connection: Connection, view: StockView, stocked: pl.DataFrame
) -> tuple[pl.DataFrame, date] | None:
    """The average day of the newest four weeks of sales; None where nothing was sold.

    Args:
        connection: An open transaction.
        view: Whether stores are told apart.
        stocked: The items (`list_stocked_products`).

    Returns:
        Demand of one day, `day` 1, as of a forecast; and the last day with sales.
    """
    last = connection.scalar(select(func.max(SaleRow.sold_on)))
    if last is None:
        return None
    keys = [getattr(SaleRow, name) for name in view.keys]
    rows: Select[Any] = (
        select(*keys)
        .add_columns(func.sum(SaleRow.quantity))
        .where(SaleRow.sold_on > last - timedelta(days=RECENT_DAYS), SaleRow.sold_on <= last)
        .group_by(*keys, SaleRow.sold_on)
    )
    found = pl.DataFrame(
        [tuple(row) for row in connection.execute(rows)],
        schema={**dict.fromkeys(view.keys, pl.Int64), "units": pl.Float64},
        orient="row",
    )
    # Days without sales have no row, and count: both sums are over all days.
    summed = (
        found.join(stocked.select("item", *view.keys), on=view.keys)
        .group_by("item")
        .agg(total=pl.col("units").sum(), squares=(pl.col("units") ** 2).sum())
    )
    mean = summed["total"].to_numpy() / RECENT_DAYS
    variance = np.maximum(summed["squares"].to_numpy() / RECENT_DAYS - mean**2, 0)
    spread = _NORMAL_80 * np.sqrt(variance)
    table = pl.DataFrame(
        {"item": summed["item"], "mean": np.maximum(mean, 0), "spread": spread, "squares": spread**2}
    )
    return table.with_columns(day=pl.lit(1, dtype=pl.Int64)).select(list(_DEMAND)), last


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
