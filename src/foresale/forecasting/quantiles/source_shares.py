"""How much each source of quantiles counts, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.forecasting.results import QUANTILES, SOURCES

USUAL = (0.4, 0.4, 0.2)
STEPS = 5  # shares tried are fifths
TRUST = 0.7  # in what a few windows showed; the rest stays with the usual shares
MOST_OUTCOMES = 10_000  # of a window; more would tell the same


@dataclass(frozen=True)
class Outcomes:
    """What N periods of a past window sold, and what each of the sources had said, an N × Q each."""

    actual: Array
    said: tuple[Array, ...]


def shares_tried() -> Array:
    """C × 3 shares that add up to 1; the usual ones are among them."""
    tried = [parts for parts in product(range(STEPS + 1), repeat=len(SOURCES)) if sum(parts) == STEPS]
    return np.array(tried, dtype=np.float64) / STEPS


def which_outcomes(actual: Array) -> NDArray[np.intp]:
    """Places in the flattened S × H actuals that are known, or as many of them as are worth looking at."""
    known = np.flatnonzero(~np.isnan(actual.ravel()))
    if len(known) > MOST_OUTCOMES:
        known = np.sort(np.random.default_rng(0).choice(known, MOST_OUTCOMES, replace=False))
    return np.asarray(known, dtype=np.intp)


def source_shares(windows: Sequence[Outcomes]) -> Array:
    """Q × 3 shares of the sources that would have had the least loss, pulled towards the usual ones.

    Each window counts alike, however much it sold, since what differs between windows is what
    differs between them and the future.

    Args:
        windows: Past windows; those that will be judged mustn't be here.
    """
    tried, usual = shares_tried(), np.array(USUAL)
    as_usual = int(np.abs(tried - usual).sum(axis=1).argmin())
    ratios = []
    for window in windows:
        if len(window.actual):
            losses = np.stack([_loss(window, shares) for shares in tried])
            ratios.append(losses / np.where(losses[as_usual] > 0, losses[as_usual], 1.0))
    if not ratios:
        return np.tile(usual, (len(QUANTILES), 1))
    best = tried[np.mean(ratios, axis=0).argmin(axis=0)]
    return np.asarray(TRUST * best + (1 - TRUST) * usual)


def _loss(window: Outcomes, shares: Array) -> Array:
    """Q pinball losses (Koenker and Bassett, 1978) of the joined quantiles."""
    levels = np.array(QUANTILES)
    miss = window.actual[:, None] - sum(s * said for s, said in zip(shares, window.said, strict=True))
    return np.asarray(np.maximum(levels * miss, (levels - 1) * miss).sum(axis=0))
