"""Demand where stock ran out, estimated from what was usual and from what was sold until then."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Bools, Floats
from foresale.data.cleaning.baseline_demand import estimate_baseline
from foresale.panel import Panel

ROUNDS = 4
POOLED_TRUST = 30.0  # periods' worth of trust in the dispersion that all series share
DAY_TRUST = 10.0  # dispersions' worth of units that say a period is like any other
LEAST, MOST = 0.2, 5.0  # what a period may be of the usual
RAREST = 1e-6  # chance of a sale so large that its tail can still be computed


def estimate_demand(panel: Panel, hidden: Bools) -> Floats:
    """S × T demand, with the mean of what it may have been where stock ran out.

    Demand was at least what was sold. How much more is the mean of a gamma distribution beyond that
    point, as dispersed as the series is, around what was usual, scaled to how all series together did
    that day: before a feast they all do well. All is taken anew a few times with the estimates in place,
    as days in stock are the quieter ones (expectation maximisation for censored data: Dempster, Laird
    and Rubin, 1977; for lost sales: Nahmias, 1994).

    Args:
        panel: A history with non-negative sales.
        hidden: S × T, true where what was sold hides demand.
    """
    sold = np.where(np.isnan(panel.target), 0.0, panel.target)
    demand = np.where(hidden, np.nan, panel.target)
    doubt = np.zeros_like(demand)  # variance of each estimate
    for _ in range(ROUNDS):
        usual = _fill(estimate_baseline(demand, panel.freq), sold)
        usual = usual * _estimate_day_effects(demand, usual, doubt)
        dispersion = _dispersion(demand, usual, doubt)
        shape = np.clip(usual / dispersion, 1e-2, 1e4)[hidden]
        mean, variance = _beyond(sold[hidden], shape, np.broadcast_to(dispersion, sold.shape)[hidden])
        demand, doubt = demand.copy(), doubt.copy()
        demand[hidden], doubt[hidden] = mean, variance
    return demand


def _fill(usual: Floats, sold: Floats) -> Floats:
    """What was usual, from the sales of a series where nothing else is known of it; never quite zero."""
    instead = np.maximum(sold.mean(axis=1, keepdims=True), 1e-6)
    return np.asarray(np.maximum(np.where(np.isnan(usual), instead, usual), 1e-6))


def _estimate_day_effects(demand: Floats, usual: Floats, doubt: Floats) -> Floats:
    """T: how far each period was better than usual over all series, pulled to one where few tell."""
    known = ~np.isnan(demand)
    trust = DAY_TRUST * float(_dispersion(demand, usual, doubt).mean())
    sold, expected = (np.where(known, values, 0.0).sum(axis=0) for values in (demand, usual))
    return np.asarray(np.clip((sold + trust) / (expected + trust), LEAST, MOST))


def _dispersion(demand: Floats, usual: Floats, doubt: Floats) -> Floats:
    """S × 1 variance over mean of each series, pulled to what all have together."""
    known = ~np.isnan(demand)
    squares = np.where(known, (demand - usual) ** 2 + doubt, 0.0).sum(axis=1)
    means = np.where(known, usual, 0.0).sum(axis=1)
    pooled = max(float(squares.sum() / max(means.sum(), 1e-9)), 1e-6)
    trust = POOLED_TRUST * usual.mean(axis=1)
    return np.asarray((squares + pooled * trust) / (means + trust))[:, None]


def _beyond(least: Floats, shape: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of gamma distributions beyond `least`; far out in the tail, one scale beyond it."""
    from scipy.special import gammaincc

    chance = gammaincc(shape, least / scale)
    told = chance > RAREST
    safe = np.where(told, chance, 1.0)
    mean = shape * scale * gammaincc(shape + 1, least / scale) / safe
    square = shape * (shape + 1) * scale**2 * gammaincc(shape + 2, least / scale) / safe
    mean = np.maximum(np.where(told, mean, least + scale), least)
    variance = np.where(told, np.maximum(square - mean**2, 0.0), scale**2)
    return mean, variance
