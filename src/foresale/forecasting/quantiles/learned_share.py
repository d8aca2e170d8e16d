"""How much learned quantiles count beside conformal ones, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.forecasting.results import QUANTILES, Array

USUAL = 0.5
TRIED = np.linspace(0, 1, 11)
TRUST = 0.7  # in what a few windows showed; the rest stays with the usual share
MOST_OUTCOMES = 20_000  # of a window; more would tell the same


@dataclass(frozen=True)
class Outcomes:
    """What N periods of a past window sold, and the quantiles both sources had said, N × Q each."""

    actual: Array
    conformal: Array
    learned: Array


def some_outcomes(actual: Array, conformal: Array, learned: Array) -> Outcomes:
    """A window's known outcomes, or as many of them as are worth looking at.

    Args:
        actual: S × H, NaN where not known.
        conformal: S × H × Q.
        learned: S × H × Q.
    """
    known = np.flatnonzero(~np.isnan(actual.ravel()))
    if len(known) > MOST_OUTCOMES:
        known = np.sort(np.random.default_rng(0).choice(known, MOST_OUTCOMES, replace=False))
    flat = (quantiles.reshape(-1, len(QUANTILES))[known] for quantiles in (conformal, learned))
    return Outcomes(actual.ravel()[known], *flat)


def learned_share(windows: Sequence[Outcomes]) -> Array:
    """Q shares of the learned quantiles that would have had the least loss, pulled towards a half.

    Each window counts alike, however much it sold, since what differs between windows is what
    differs between them and the future.

    Args:
        windows: Past windows; those that will be judged mustn't be here.
    """
    ratios = []
    for window in windows:
        if len(window.actual):
            losses = np.stack([_loss(window, share) for share in TRIED.tolist()])
            usual = losses[np.abs(TRIED - USUAL).argmin()]
            ratios.append(losses / np.where(usual > 0, usual, 1.0))
    if not ratios:
        return np.full(len(QUANTILES), USUAL)
    best = TRIED[np.mean(ratios, axis=0).argmin(axis=0)]
    return np.asarray(TRUST * best + (1 - TRUST) * USUAL)


def _loss(window: Outcomes, share: float) -> Array:
    """Q pinball losses (Koenker and Bassett, 1978) of the joined quantiles."""
    levels = np.array(QUANTILES)
    miss = window.actual[:, None] - (1 - share) * window.conformal - share * window.learned
    return np.asarray(np.maximum(levels * miss, (levels - 1) * miss).sum(axis=0))
