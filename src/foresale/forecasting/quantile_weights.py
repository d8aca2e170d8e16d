"""How much each source of quantiles counts, level by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from foresale.forecasting.results import QUANTILES, Array

PRIOR: Mapping[int, tuple[float, ...]] = {2: (0.5, 0.5), 3: (0.4, 0.4, 0.2)}  # by number of sources
STEPS_OF_WEIGHT: Mapping[int, int] = {2: 10, 3: 5}  # each of them within reach of the prior
TRUST = 0.7  # in what a few windows showed; the rest stays with the prior
MOST_OUTCOMES = 20_000  # of a window; more would tell the same


@dataclass(frozen=True)
class Outcomes:
    """What N periods of a past window sold, and what each source had said of them.

    Attributes:
        actual: N.
        said: Sources × N × Q.
    """

    actual: Array
    said: Array


def weigh_sources(windows: Sequence[Outcomes], n_sources: int) -> Array:
    """Sources × Q weights that would have had the least quantile loss, pulled towards the usual ones.

    Each window counts alike, however much it sold, since what differs between windows is what
    differs between them and the future.

    Args:
        windows: Past windows; those that will be judged mustn't be here.
        n_sources: Two or three.
    """
    prior, grid = np.array(PRIOR[n_sources]), _grid(n_sources)
    usual = int(np.abs(grid - prior).sum(axis=1).argmin())
    ratios = []
    for window in windows:
        if len(window.actual):
            loss = np.stack([_loss(window, weights) for weights in grid])
            ratios.append(loss / np.where(loss[usual] > 0, loss[usual], 1.0))
    if not ratios:
        return np.tile(prior[:, None], len(QUANTILES))
    best = grid[np.mean(ratios, axis=0).argmin(axis=0)].T
    return np.asarray(TRUST * best + (1 - TRUST) * prior[:, None])


def _grid(n_sources: int) -> Array:
    steps = STEPS_OF_WEIGHT[n_sources]
    shares = [each for each in product(range(steps + 1), repeat=n_sources) if sum(each) == steps]
    return np.array(shares, dtype=np.float64) / steps


def _loss(window: Outcomes, weights: Array) -> Array:
    """Q pinball losses (Koenker and Bassett, 1978) of the weighted quantiles."""
    levels = np.array(QUANTILES)
    miss = window.actual[:, None] - np.tensordot(weights, window.said, axes=1)
    return np.asarray(np.maximum(levels * miss, (levels - 1) * miss).sum(axis=0))
