"""How local models see a history with holes: what is known, recent means, and gaps filled."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Array, Bools, Ints
from foresale.frequency import Frequency
from foresale.panel import Panel


def select_known_demand(panel: Panel) -> Array:
    """Demand as far as it is known, S × T: stock-outs and closed periods are NaN.

    What was sold during a stock-out understates demand, so it is left out; a series that never
    had enough stock keeps its sales, since nothing better is known of it.

    Args:
        panel: The history.
    """
    hidden = panel.censored | panel.closed
    demand = np.where(hidden, np.nan, panel.target)
    unknown = np.isnan(demand).all(axis=1)
    demand[unknown] = np.where(panel.closed[unknown], np.nan, panel.target[unknown])
    return demand


def recent_mean(demand: Array, periods: int) -> Array:
    """The mean of the last `periods` known values of each series; 0 where none is known.

    Args:
        demand: S × T units, NaN where unknown.
        periods: How many known periods to look back on, counted without the unknown ones.

    Examples:
        >>> recent_mean(np.array([[9.0, 2.0, np.nan, 4.0], [np.nan] * 4]), 2)
        array([3., 0.])
    """
    known = ~np.isnan(demand)
    age = known[:, ::-1].cumsum(axis=1)[:, ::-1]
    used = known & (age <= periods)
    total = np.where(used, demand, 0.0).sum(axis=1)
    return np.asarray(total / np.maximum(used.sum(axis=1), 1))


def fill_gaps(demand: Array, freq: Frequency) -> Array:
    """The same demand without a hole after each series' first known value.

    Days take the mean of the nearest known same weekdays before and after; what is still
    missing, and weeks and months, lie on the line between their known neighbours. After the
    last known value the last one (of the weekday) goes on. Seasons keep their positions, which
    they wouldn't if holes were cut out.

    Args:
        demand: S × T units, NaN where unknown.
        freq: Length of a period.

    Examples:
        >>> fill_gaps(np.array([[np.nan, 2.0, np.nan, 4.0, np.nan]]), Frequency.WEEK)
        array([[nan,  2.,  3.,  4.,  4.]])
    """
    filled = demand.copy()
    begun = np.maximum.accumulate(~np.isnan(demand), axis=1)
    holed = np.flatnonzero((np.isnan(demand) & begun).any(axis=1))
    if holed.size == 0:
        return filled
    part = demand[holed]
    if freq is Frequency.DAY:
        part = _same_season(part, freq.season_length)
    part = _interpolate(part)
    filled[holed] = np.where(begun[holed], part, np.nan)
    return filled


def by_season(demand: Array, season: int) -> Array:
    """The history cut into whole seasons that end with it, S × seasons × positions.

    Args:
        demand: S × T units; NaN is put before the first where T isn't whole seasons.
        season: Periods in a season.
    """
    missing = -demand.shape[1] % season
    padded = np.pad(demand, ((0, 0), (missing, 0)), constant_values=np.nan)
    return padded.reshape(len(demand), padded.shape[1] // season, season)


def last_known(known: Bools, axis: int) -> Ints:
    """Position along `axis` of the latest known value at or before each place; -1 before the first."""
    shape = [1] * known.ndim
    shape[axis] = known.shape[axis]
    positions = np.arange(known.shape[axis]).reshape(shape)
    return np.asarray(np.maximum.accumulate(np.where(known, positions, -1), axis=axis))


def _next_known(known: Bools, axis: int) -> Ints:
    """Position along `axis` of the first known value at or after each place; its length after the last."""
    length = known.shape[axis]
    return np.asarray(length - 1 - np.flip(last_known(np.flip(known, axis), axis), axis))


def _same_season(demand: Array, season: int) -> Array:
    """Holes filled with the mean of the nearest known values at the same place in a season."""
    cube = by_season(demand, season)
    known = ~np.isnan(cube)
    before, after = last_known(known, 1), _next_known(known, 1)
    has_before, has_after = before >= 0, after < cube.shape[1]
    left = np.take_along_axis(cube, np.where(has_before, before, 0), axis=1)
    right = np.take_along_axis(cube, np.where(has_after, after, 0), axis=1)
    total = np.where(has_before, left, 0.0) + np.where(has_after, right, 0.0)
    count = has_before.astype(np.float64) + has_after
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return np.asarray(np.where(known, cube, mean).reshape(len(demand), -1)[:, -demand.shape[1] :])


def _interpolate(demand: Array) -> Array:
    """Holes filled on the line between their known neighbours; level after the last."""
    known = ~np.isnan(demand)
    length = demand.shape[1]
    before, after = last_known(known, 1), _next_known(known, 1)
    here = np.arange(length)
    start = np.maximum(before, 0)
    end = np.where(after < length, after, start)
    left = np.take_along_axis(demand, start, axis=1)
    right = np.take_along_axis(demand, end, axis=1)
    share = (here - start) / np.maximum(end - start, 1)
    return np.asarray(np.where(known, demand, left + (right - left) * np.where(end > start, share, 0.0)))
