"""Which products won't last until an order placed now arrives, and how much to order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array

HIGH = 0.8
"""The level of demand that the stock should meet: four times of five."""


@dataclass(frozen=True)
class DailyDemand:
    """What is expected to be sold of each product on each day ahead.

    Attributes:
        items: P products, in one store or in all together, as numbers in ascending order.
        mean: P × D units a day; the first day is the one after `cutoff`.
        spread: P × D: how far the level `HIGH` lies above the mean, added up over stores.
        squares: P × D: the same, squared before adding up.
    """

    items: NDArray[np.int64]
    mean: Array
    spread: Array
    squares: Array


def demand_matrix(rows: pl.DataFrame, n_days: int) -> DailyDemand:
    """Lay rows of a product and a day each out as matrices; a day without a row has no demand.

    Args:
        rows: `item`, `day` (1 is the first), `mean`, `spread`, `squares`.
        n_days: Days ahead.
    """
    items = rows["item"].unique().sort()
    place = items.search_sorted(rows["item"]).to_numpy().astype(np.int64)
    day = rows["day"].to_numpy().astype(np.int64) - 1
    parts = []
    for name in ("mean", "spread", "squares"):
        matrix = np.zeros((len(items), n_days))
        np.add.at(matrix, (place, day), rows[name].cast(pl.Float64).to_numpy())
        parts.append(matrix)
    return DailyDemand(items.to_numpy().astype(np.int64), *parts)


def find_alerts(products: pl.DataFrame, demand: DailyDemand, review_days: int) -> pl.DataFrame:
    """The products whose stock is less than the high demand until an order arrives, most urgent first.

    Args:
        products: As for `judge_stock`.
        demand: What is expected.
        review_days: Days after its arrival that an order should last.

    Returns:
        What `judge_stock` says of them.
    """
    found = judge_stock(products, demand, review_days).filter(pl.col("units_short") > 0)
    slack = pl.col("days_of_cover") - pl.col("lead_time_days")
    return found.sort(slack, "item", nulls_last=True)


def judge_stock(products: pl.DataFrame, demand: DailyDemand, review_days: int) -> pl.DataFrame:
    """How long stock lasts and how much of it lacks until an order arrives, of products with a forecast.

    High demand over several days and stores lies between that of independent parts and of parts in step; the
    middle of the two is taken. Beyond the last day ahead, every day is like their average.

    Args:
        products: `item`, `stock`, `lead_time_days`, `pack_size`, and what else is to be shown.
        demand: What is expected.
        review_days: Days after its arrival that an order should last.

    Returns:
        The products with `daily_mean`, `days_of_cover` (null where nothing is expected), `demand_mean` and
        `demand_high` over the lead time, `units_short` (negative where it is enough) and `suggested_order` in
        whole packs.
    """
    known = products.filter(pl.col("item").is_in(demand.items))
    place = np.searchsorted(demand.items, known["item"].to_numpy())
    stock = known["stock"].to_numpy().astype(np.float64)
    lead = np.maximum(known["lead_time_days"].to_numpy(), 1)
    mean, high = _over(demand, place, lead)
    _, later = _over(demand, place, lead + review_days)
    pack = known["pack_size"].to_numpy()
    order = np.ceil(np.maximum(later - stock, 0) / pack - 1e-9) * pack
    cover = _days_of_cover(demand.mean[place], stock)
    return known.with_columns(
        daily_mean=pl.Series(mean / lead),
        days_of_cover=pl.Series(cover).replace(float("inf"), None),
        demand_mean=pl.Series(mean),
        demand_high=pl.Series(high),
        units_short=pl.Series(high - stock),
        suggested_order=pl.Series(order).cast(pl.Int64),
    )


def _over(demand: DailyDemand, place: NDArray[np.int64], days: NDArray[np.int64]) -> tuple[Array, Array]:
    """Mean and high demand of the first days, a number of them for each product."""
    mean, spread, squares = (
        _total(part[place], days) for part in (demand.mean, demand.spread, demand.squares)
    )
    return mean, mean + (np.sqrt(squares) + spread) / 2


def _total(daily: Array, days: NDArray[np.int64]) -> Array:
    n_days = daily.shape[1]
    summed = np.cumsum(daily, axis=1)
    within = np.take_along_axis(summed, (np.minimum(days, n_days) - 1)[:, None], axis=1)[:, 0]
    return np.asarray(within + np.maximum(days - n_days, 0) * summed[:, -1] / n_days)


def _days_of_cover(daily: Array, stock: Array) -> Array:
    """Days until the mean demand has used the stock up, parts of a day as such; infinite without demand."""
    n_days = daily.shape[1]
    summed = np.cumsum(daily, axis=1)
    full = (summed < stock[:, None]).sum(axis=1)
    inside = np.minimum(full, n_days - 1)
    before = np.where(
        inside > 0, np.take_along_axis(summed, np.maximum(inside - 1, 0)[:, None], 1)[:, 0], 0.0
    )
    rate = np.where(
        full < n_days, np.take_along_axis(daily, inside[:, None], 1)[:, 0], summed[:, -1] / n_days
    )
    start = np.where(full < n_days, before, summed[:, -1])
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.where(stock > start, (stock - start) / rate, 0.0)
    return np.asarray(np.where(stock <= 0, 0.0, full + rest))
