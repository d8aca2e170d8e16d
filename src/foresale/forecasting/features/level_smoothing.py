"""The level of many series at once by exponential smoothing, each with the rates that suit it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Bools, Floats

RATES = np.array([0.01, 0.03, 0.06, 0.1, 0.2, 0.35, 0.6])
POOLED_TRUST = 100.0  # errors' worth of trust in the rates that suit all series
ERROR_HALF_LIFE = 180.0  # periods
SHARPNESS = 0.25  # of the choice between rates; a likelihood would have 0.5 and overrate the best
FIRST = 14  # periods whose mean starts the smoothing


def smooth_level(demand: Floats) -> Floats:
    """The level after the last period of each series; unknown periods are passed over.

    Every series is smoothed at several rates side by side. The answer is their mean, weighted by
    how well each forecast the series one step ahead, with the other series' experience as a prior.

    Args:
        demand: S × T without its seasons, NaN where unknown.

    Returns:
        S levels, 0 for a series without a known period.
    """
    known = ~np.isnan(demand)
    values = np.where(known, demand, 0.0)
    level = np.repeat(_first_mean(values, known)[:, None], len(RATES), axis=1)
    squares, count = np.zeros_like(level), np.zeros(len(demand))
    forget = 0.5 ** (1 / ERROR_HALF_LIFE)
    for t in range(demand.shape[1]):
        error = (values[:, t, None] - level) * known[:, t, None]
        squares = squares * forget + error**2
        count = count * forget + known[:, t]
        level += RATES * error
    return np.asarray((level * _weights(squares, count)).sum(axis=1))


def _first_mean(values: Floats, known: Bools) -> Floats:
    n = values.shape[1]
    rank = known.cumsum(axis=1)
    first = known & (rank <= FIRST) if n else known
    return np.asarray((values * first).sum(axis=1) / np.maximum(first.sum(axis=1), 1))


def _weights(squares: Floats, count: NDArray[np.float64]) -> Floats:
    """S × R weights of the rates, from decayed sums of squared one-step errors and their number."""
    usual = squares.mean(axis=1, keepdims=True)
    changing = usual[:, 0] > 0
    relative = np.divide(squares, usual, out=np.ones_like(squares), where=usual > 0)
    pooled = relative[changing].mean(axis=0) if changing.any() else np.ones(squares.shape[1])
    score = (relative * count[:, None] + pooled * POOLED_TRUST) / (count[:, None] + POOLED_TRUST)
    excess = (score - score.min(axis=1, keepdims=True)) * np.maximum(count, 1.0)[:, None]
    weight = np.exp(-SHARPNESS * excess)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))
