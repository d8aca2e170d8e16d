"""Quantiles of demand as chances of whole units, whose mean is that of the forecast.

Quantiles of slow sellers are whole numbers, and many levels share one: those from 0.005 to 0.6 may all be 0.
Levels that share a number are spread evenly over the half unit to either side of it, so that the chance of
that number lies between the levels that bound it. Beyond the outermost levels the tail is exponential. What
then differs from the forecast's mean is mended by exponential tilting, the change of a distribution that
alters it least for a given mean (Kullback, 1959).
"""

from __future__ import annotations

import numpy as np

from foresale.arrays import Array

MIN_TAIL_UNITS = 0.25
MAX_TILT = 3.0
"""How strongly the mean may be mended, in standard deviations' worth of tilting."""
TILT_STEPS = 12


def spread_ties(quantiles: Array) -> Array:
    """The same quantiles, strictly ascending where several levels share one number.

    Args:
        quantiles: … × Q in ascending order.

    Examples:
        >>> spread_ties(np.array([[0.0, 0.0, 1.0, 2.5]])).tolist()
        [[-0.25, 0.25, 1.0, 2.5]]
    """
    ordered = np.maximum.accumulate(quantiles, axis=-1)
    alike = ordered[..., :, None] == ordered[..., None, :]
    count = alike.sum(axis=-1)
    n_levels = ordered.shape[-1]
    before = np.tril(np.ones((n_levels, n_levels), dtype=bool), -1)
    rank = (alike & before).sum(axis=-1)
    return np.asarray(ordered + (rank + 0.5) / count - 0.5)


def chances_from_quantiles(levels: Array, quantiles: Array, step: Array, cells: int) -> Array:
    """The chance of each amount of demand on a grid; what lies beyond the grid is in its last cell.

    Args:
        levels: Q levels in ascending order.
        quantiles: S × Q units.
        step: S units from one cell of the grid to the next; 1 for slow sellers.
        cells: C cells, for 0, 1, … C − 1 steps.

    Returns:
        S × C chances that add up to 1.
    """
    places = spread_ties(np.maximum(quantiles, 0))
    tail = np.maximum(
        (places[:, -1] - places[:, -2]) / np.log((1 - levels[-2]) / (1 - levels[-1])), MIN_TAIL_UNITS
    )
    first = np.minimum(places[:, 0] - (places[:, 1] - places[:, 0]), places[:, 0] - 0.5)
    edges = (np.arange(cells - 1) + 0.5)[None, :] * step[:, None]
    below = levels[0] * _rise(edges, first, places[:, 0])
    for left in range(len(levels) - 1):
        share = levels[left + 1] - levels[left]
        below += share * _rise(edges, places[:, left], places[:, left + 1])
    beyond = np.maximum(edges - places[:, -1:], 0) / tail[:, None]
    below += (1 - levels[-1]) * -np.expm1(-beyond)
    return np.diff(below, axis=1, prepend=0.0, append=1.0)


def _rise(at: Array, start: Array, end: Array) -> Array:
    """0 up to `start`, 1 from `end` on, a line between."""
    width = np.maximum(end - start, 1e-9)[:, None]
    return np.asarray(np.clip((at - start[:, None]) / width, 0, 1))


def keep_mean(chances: Array, step: Array, mean: Array) -> Array:
    """Tilt the chances so that their mean is that of the forecast, where the grid can hold it.

    Args:
        chances: S × C.
        step: S units a cell.
        mean: S units; NaN leaves a series as it is.

    Examples:
        >>> tilted = keep_mean(np.array([[0.5, 0.5, 0.0]]), np.ones(1), np.array([0.4]))
        >>> tilted.round(3).tolist()
        [[0.6, 0.4, 0.0]]
    """
    cells = np.arange(chances.shape[1], dtype=np.float64)
    wanted = mean / step
    now = chances @ cells
    known = np.isfinite(wanted) & (wanted > 0) & (now > 0)
    wanted = np.where(known, wanted, now)
    spread = np.sqrt(np.maximum(chances @ cells**2 - now**2, 1e-12))
    tilt, limit = np.zeros(len(chances)), MAX_TILT / spread
    tilted = chances
    for _ in range(TILT_STEPS):
        first = tilted @ cells
        if np.all(np.abs(first - wanted) <= 1e-6 * (1 + wanted)):
            break
        variance = np.maximum(tilted @ cells**2 - first**2, 1e-9)
        tilt = np.clip(tilt + np.clip((wanted - first) / variance, -1 / spread, 1 / spread), -limit, limit)
        exponent = np.where(chances > 0, tilt[:, None] * (cells[None, :] - now[:, None]), -np.inf)
        weights = chances * np.exp(exponent - exponent.max(axis=1, keepdims=True))
        tilted = weights / weights.sum(axis=1, keepdims=True)
    return np.where(known[:, None], tilted, chances)
