"""What is too unusual to be chance, by the forecast's own distribution, over thousands of series."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array

_MIN_SCALE = 0.5
"""Units: beyond its last quantile a distribution of counts isn't narrower than this."""


def chance_at_most(units: Array, quantiles: Array, levels: Sequence[float]) -> Array:
    """Chances of so few units or fewer; beyond the quantiles the tail falls as between the last two.

    Args:
        units: N.
        quantiles: N × Q.
        levels: Q, ascending.

    Examples:
        >>> chance_at_most(np.array([0.0, 4.0]), np.array([[0, 0, 2], [2, 4, 6]]), (0.1, 0.5, 0.9)).tolist()
        [0.5, 0.5]
    """
    known = np.asarray(levels, dtype=np.float64)
    found = np.array(
        [np.interp(unit, row + _ascent(len(row)), known) for unit, row in zip(units, quantiles, strict=True)]
    )
    low, following = quantiles[:, 0], quantiles[:, 1]
    scale = np.maximum((following - low) / np.log(known[1] / known[0]), _MIN_SCALE)
    below = known[0] * np.exp(-np.maximum(low - units, 0) / scale)
    return np.asarray(np.where(units < low, below, np.maximum(found, _ties(units, quantiles, known))))


def chance_at_least(units: Array, quantiles: Array, levels: Sequence[float]) -> Array:
    """Chances of so many units or more.

    Args:
        units: N.
        quantiles: N × Q.
        levels: Q, ascending.

    Examples:
        >>> chance_at_least(np.array([6.0]), np.array([[2, 4, 6]]), (0.1, 0.5, 0.9)).round(3).tolist()
        [0.1]
        >>> bool(chance_at_least(np.array([30.0]), np.array([[2, 4, 6]]), (0.1, 0.5, 0.9))[0] < 1e-6)
        True
    """
    mirrored = [1 - level for level in reversed(levels)]
    return chance_at_most(-units, -quantiles[:, ::-1], mirrored)


def two_sided(units: Array, quantiles: Array, levels: Sequence[float]) -> Array:
    """Chances of something at least as unusual, in either direction.

    Args:
        units: N.
        quantiles: N × Q.
        levels: Q, ascending.
    """
    fewer, more = chance_at_most(units, quantiles, levels), chance_at_least(units, quantiles, levels)
    return np.asarray(np.minimum(2 * np.minimum(fewer, more), 1.0))


def find_unusual(chances: Array, false_alarm_rate: float) -> NDArray[np.bool_]:
    """Which of many are unusual, so that on average no more than a share of these is chance.

    Benjamini & Hochberg (1995): the largest k whose k-th smallest chance is at most k/m times the rate.

    Args:
        chances: M, of something at least as unusual each.
        false_alarm_rate: The share of those found that may be chance.

    Examples:
        >>> find_unusual(np.array([0.5, 0.001, 0.04, 0.9]), 0.1).tolist()
        [False, True, True, False]
        >>> bool(find_unusual(np.linspace(0.001, 1, 1000), 0.1).any())
        False
    """
    order = np.argsort(chances, kind="stable")
    ranks = np.arange(1, len(chances) + 1)
    passed = np.flatnonzero(chances[order] <= ranks / max(len(chances), 1) * false_alarm_rate)
    found = np.zeros(len(chances), dtype=bool)
    if len(passed):
        found[order[: passed[-1] + 1]] = True
    return found


def _ascent(width: int) -> Array:
    """A little that lets equal quantiles rise, so that the last of them counts."""
    return np.arange(width, dtype=np.float64) * 1e-9


def _ties(units: Array, quantiles: Array, known: Array) -> Array:
    reached = quantiles <= units[:, None] + 1e-9
    last = np.where(reached.any(axis=1), quantiles.shape[1] - 1 - reached[:, ::-1].argmax(axis=1), 0)
    return np.asarray(np.where(reached.any(axis=1), known[last], 0.0))
