"""What to put where demand inside a series' life isn't known."""

from __future__ import annotations

from typing import Literal

import numpy as np

from foresale.arrays import Bools, Floats
from foresale.data.cleaning.decomposition import by_phase, from_phases
from foresale.data.cleaning.nan_statistics import row_means, row_modes, row_quantiles
from foresale.panel import Panel

ImputationMethod = Literal["none", "mean", "median", "mode", "last", "seasonal"]


def find_inner_gaps(panel: Panel) -> Bools:
    """S × T, true for unknown periods between a series' first and last known one, except closed ones."""
    known = ~np.isnan(panel.target)
    begun = np.maximum.accumulate(known, axis=1)
    goes_on = np.maximum.accumulate(known[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(begun & goes_on & ~known & ~panel.closed)


def impute(panel: Panel, method: ImputationMethod) -> tuple[Floats, Bools]:
    """Fill the unknown periods inside each series' life from that series alone.

    `seasonal` takes the average of the nearest known values at the same phase of the season before and
    after; where there is neither, the median.

    Returns:
        The S × T target, and where it was filled.
    """
    target = panel.target
    holes = find_inner_gaps(panel)
    if method == "none" or not holes.any():
        return target, np.zeros_like(holes)
    return np.where(holes, _fillings(target, method, panel.freq.season_length), target), holes


def _fillings(target: Floats, method: ImputationMethod, season: int) -> Floats:
    if method == "last":
        return carry_forward(target)
    if method == "seasonal":
        return _same_phase(target, season)
    if method == "mean":
        value = row_means(target)
    elif method == "mode":
        value = row_modes(target)
    else:
        value = row_quantiles(target, (0.5,))[:, 0]
    return np.broadcast_to(value[:, None], target.shape)


def carry_forward(values: Floats) -> Floats:
    """Each row's latest known value up to and including each period; NaN before the first."""
    position = np.where(np.isnan(values), 0, np.arange(values.shape[1]))
    latest = np.maximum.accumulate(position, axis=1)
    return np.asarray(np.take_along_axis(values, latest, axis=1))


def _same_phase(target: Floats, season: int) -> Floats:
    rows = by_phase(target, season)
    before = carry_forward(rows)
    after = carry_forward(rows[:, ::-1])[:, ::-1]
    filled = np.where(np.isnan(before), after, np.where(np.isnan(after), before, (before + after) / 2))
    filled = from_phases(filled, target.shape)
    return np.where(np.isnan(filled), row_quantiles(target, (0.5,)), filled)
