"""How far a day's sales by some hour stray from their share of the day, learned from days that are over.

Of a day with Y units, what is sold by a share p of it strays from pY with variance p(1−p)(Q + wY²). Q is
the sum of the squares of what single sales took: a shopper who takes six bottles takes them at one moment.
w is for what no two days have in common: rain at noon, a coach party.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.forecasting.intraday.day_profile import SLOTS, DayProfiles

HOURS = 24
_SLOTS_AN_HOUR = SLOTS // HOURS
_MAX_DAYS = 100_000
"""Days of series that are looked at, at most."""
_ROUNDS = 5
_EARLY, _LATE = 0.03, 0.97
_USUAL_UNITS = 20.0
"""Units of a series for which the size of its sales is drawn to the usual one."""


@dataclass(frozen=True)
class WithinDaySpread:
    """How S series stray at some time of the day.

    Attributes:
        batch: S units that a unit is bought together with, itself among them: 1 where all buy one.
        warp: The w of that time, one for all or S of them.
    """

    batch: Array
    warp: float | Array


def learn_batches(slots: pl.DataFrame) -> pl.DataFrame:
    """Learn how many units a unit is bought together with: `store`, `product`, `batch`.

    Args:
        slots: As `learn_warp` takes them.
    """
    sums = slots.group_by("store", "product").agg(pl.col("units", "squares").sum()).sort("store", "product")
    units, squares = pl.col("units"), pl.col("squares")
    usual = squares.sum() / units.sum()
    return sums.select(
        "store",
        "product",
        pl.max_horizontal((squares + _USUAL_UNITS * usual) / (units + _USUAL_UNITS), 1e-6).alias("batch"),
    )


def learn_warp(slots: pl.DataFrame, profiles: DayProfiles) -> Array:
    """Learn w at each full hour, by least squares weighted with their own inverse square.

    Args:
        slots: `store`, `product`, `category`, `date`, `slot`, and there the `units` sold (above 0) and
            the sum of the `squares` of single sales' units.
        profiles: Shares of the day.

    Returns:
        HOURS + 1 values; 0 where too little or nearly all is sold by then.
    """
    keys = ["store", "product", "category", "date"]
    days = slots.group_by(keys, maintain_order=True).agg(pl.col("units", "squares").sum())
    if days.height > _MAX_DAYS:
        days = days.sample(_MAX_DAYS, seed=1)
    days = days.with_row_index("day")
    sold = np.zeros((days.height, HOURS + 1))
    placed = slots.join(days.select(*keys, "day"), on=keys, nulls_equal=True)
    hour = placed["slot"].to_numpy() // _SLOTS_AN_HOUR + 1
    np.add.at(sold, (placed["day"].to_numpy(), hour), placed["units"].to_numpy())
    sold = np.cumsum(sold, axis=1)
    share = profiles.shares_of(days, days["date"].dt.weekday().to_numpy())[:, ::_SLOTS_AN_HOUR]
    total, squares = days["units"].to_numpy(), days["squares"].to_numpy()
    found = [_warp(total, squares, sold[:, at], share[:, at]) for at in range(HOURS + 1)]
    return np.array(found)


def _warp(total: Array, squares: Array, sold: Array, share: Array) -> float:
    """The w of one time of N days."""
    usable = (share > _EARLY) & (share < _LATE)
    if not usable.any():
        return 0.0
    part, whole, single = share[usable], total[usable] ** 2, squares[usable]
    error = (sold[usable] - part * total[usable]) ** 2 / (part * (1 - part)) - single
    found = 0.0
    for _ in range(_ROUNDS):
        weight = 1 / (single + found * whole) ** 2
        found = max(float(np.sum(weight * whole * error) / np.sum(weight * whole**2)), 0.0)
    return found
