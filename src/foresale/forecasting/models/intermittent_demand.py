"""Smoothing for demand that comes now and then, for all series at once.

The loops run over periods and aggregation levels, never over series.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Ints

WEIGHT_BOUNDS = (0.1, 0.3)
"""Between which the smoothing weight of ADIDA and IMAPA is sought, as statsforecast does."""
GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0
SEARCH_STEPS = 20  # leaves 0.2 × 0.618^20 ≈ 1e-5 of the interval


@dataclass(frozen=True)
class DemandRate:
    """How large demand is when it comes, and how long one waits for it.

    Attributes:
        size: Smoothed size of a demand, one per series; 0 where there was none.
        interval: Smoothed periods from one demand to the next; 1 where there was none.
    """

    size: Array
    interval: Array


def croston_rate(demand: Array, weight: float) -> DemandRate:
    """Smooth sizes and intervals of demand, both updated only when demand comes.

    Croston (1972), "Forecasting and stock control for intermittent demands". Unknown periods
    don't count as waiting.

    Args:
        demand: S × T units, NaN where unknown.
        weight: Share of the newest size and interval, above 0 and up to 1.

    Examples:
        >>> croston_rate(np.array([[0.0, 4.0, 0.0, 4.0]]), 0.1)
        DemandRate(size=array([4.]), interval=array([2.]))
    """
    n = len(demand)
    size, interval, waited = np.zeros(n), np.zeros(n), np.zeros(n)
    step = np.ones(n)
    for units in np.ascontiguousarray(demand.T):
        known = ~np.isnan(units)
        hit = np.flatnonzero(known & (units != 0))
        waited += known
        size[hit] += step[hit] * (units[hit] - size[hit])
        interval[hit] += step[hit] * (waited[hit] - interval[hit])
        step[hit] = weight
        waited[hit] = 0
    return DemandRate(size, np.where(interval > 0, interval, 1.0))


def tsb_rate(demand: Array, size_weight: float, chance_weight: float) -> Array:
    """Smoothed size of a demand times the smoothed chance of one, per series; fades when sales stop.

    Teunter, Syntetos & Babai (2011), "Intermittent demand: linking forecasting to inventory
    obsolescence": the chance is updated in every known period, so a dying product goes to zero.

    Args:
        demand: S × T units, NaN where unknown.
        size_weight: Share of the newest demand in the size, above 0 and up to 1.
        chance_weight: Share of the newest period in the chance, above 0 and up to 1.
    """
    n = len(demand)
    size, chance = np.zeros(n), np.zeros(n)
    size_step, chance_step = np.ones(n), np.ones(n)
    for units in np.ascontiguousarray(demand.T):
        known = ~np.isnan(units)
        happened = known & (units != 0)
        hit = np.flatnonzero(happened)
        chance += np.where(known, chance_step * (happened - chance), 0.0)
        chance_step[known] = chance_weight
        size[hit] += size_step[hit] * (units[hit] - size[hit])
        size_step[hit] = size_weight
    return size * chance


def mean_level(demand: Array) -> Ints:
    """Mean periods between demands of each series, rounded: how many ADIDA sums up; 0 without demand."""
    known = ~np.isnan(demand)
    happened = known & (demand != 0)
    ages = known.cumsum(axis=1)
    until_last = np.where(happened, ages, 0).max(axis=1, initial=0)
    level = np.rint(until_last / np.maximum(happened.sum(axis=1), 1))
    return np.asarray(level, dtype=np.int64)


class KnownHistory:
    """The known values of every series pushed together, so that sums over periods have no holes.

    Attributes:
        values: S × T units, ending at the last column; 0 before each series' first.
        lengths: Known values of each series.
    """

    def __init__(self, demand: Array) -> None:
        known = ~np.isnan(demand)
        self.lengths: Ints = known.sum(axis=1)
        self.values: Array = np.zeros(demand.shape)
        rows, columns = np.nonzero(known)
        places = demand.shape[1] - self.lengths[rows] + known.cumsum(axis=1)[rows, columns] - 1
        self.values[rows, places] = demand[rows, columns]

    def rate_at_level(self, rows: Ints, level: int) -> Array:
        """Demand a period, by smoothing the sums over `level` periods with the best weight.

        Sums end with the history; the oldest periods that don't fill a sum are left out.

        Args:
            rows: Positions of the series, each with at least `level` known values.
            level: Periods summed up.
        """
        whole = self.values.shape[1] // level
        recent = self.values[rows, self.values.shape[1] - whole * level :]
        sums = recent.reshape(len(rows), whole, level).sum(axis=2)
        first = whole - self.lengths[rows] // level
        places = np.maximum(np.arange(whole), first[:, None])
        return best_smoothed_level(np.take_along_axis(sums, places, axis=1)) / level

    def mean_rate(self, highest: Ints, levels: Iterable[int]) -> Array:
        """Mean over `levels` of the rates at each level up to a series' `highest`, one per series."""
        total, count = np.zeros(len(highest)), np.zeros(len(highest))
        for level in levels:
            rows = np.flatnonzero(highest >= level)
            total[rows] += self.rate_at_level(rows, level)
            count[rows] += 1
        return total / np.maximum(count, 1)


def best_smoothed_level(values: Array) -> Array:
    """The level of each series after exponential smoothing with the weight that would have erred least.

    The weight comes from a golden-section search for the least squared one-step error within
    `WEIGHT_BOUNDS`. A series may begin with copies of its first value: they change nothing.

    Args:
        values: S × K, without NaN.
    """
    columns = np.ascontiguousarray(values.T)
    low = np.full(len(values), WEIGHT_BOUNDS[0])
    high = np.full(len(values), WEIGHT_BOUNDS[1])
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    left_error, right_error = _smooth(columns, left)[1], _smooth(columns, right)[1]
    for _ in range(SEARCH_STEPS):
        lower = left_error < right_error
        high, low = np.where(lower, right, high), np.where(lower, low, left)
        probe = np.where(lower, high - GOLDEN * (high - low), low + GOLDEN * (high - low))
        error = _smooth(columns, probe)[1]
        left, right = np.where(lower, probe, right), np.where(lower, left, probe)
        left_error, right_error = np.where(lower, error, right_error), np.where(lower, left_error, error)
    return _smooth(columns, (low + high) / 2)[0]


def _smooth(columns: Array, weight: Array) -> tuple[Array, Array]:
    """The final level of each series (the K × S columns') and its squared one-step errors summed."""
    level = columns[0].copy()
    squares = np.zeros(len(level))
    error, step = np.empty_like(level), np.empty_like(level)
    for units in columns[1:]:
        np.subtract(units, level, out=error)
        np.multiply(error, weight, out=step)
        level += step
        np.multiply(error, error, out=error)
        squares += error
    return level, squares
