"""Ranges of sums over any group of series, from what the backtest saw of the nearest kind of sum."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.results import QUANTILES
from foresale.forecasting.sums.stored_errors import read_sum_errors
from foresale.forecasting.sums.sum_distribution import sum_deviation, sum_quantiles

TOTAL = "total"


def nearest_level(keys: Collection[str], stored: Mapping[str, Any], grain: str) -> str | None:
    """The kind of sum whose past errors tell most of sums by these keys.

    Of several it is the one whose errors went together most, so that a range is rather too wide; without
    any that is known, the total over all.

    Args:
        keys: What a sum is of one of: `product`, `store`, `category`.
        stored: From `sum_errors_as_json`.
        grain: day, week, month or horizon.
    """
    rho = stored["rho"]
    known = [key for key in keys if f"{key}|{grain}" in rho]
    if known:
        return max(known, key=lambda key: float(rho[f"{key}|{grain}"]))
    return TOTAL if f"{TOTAL}|{grain}" in rho else None


def range_of_sums(
    sums: tuple[Array, Array, Array], stored: Mapping[str, Any], kind: str, levels: Sequence[float]
) -> Array:
    """Quantiles of sums, N × L.

    Args:
        sums: N means, N variances if parts were independent, and N variances if they went in step.
        stored: From `sum_errors_as_json`.
        kind: Level and grain, such as `store|week`.
        levels: L of the known quantiles.

    Examples:
        >>> about = {"rho": {"total|day": 0.0}, "shapes": {}}
        >>> sums = (np.array([400.0]), np.array([400.0]), np.array([1600.0]))
        >>> range_of_sums(sums, about, "total|day", (0.1, 0.9)).round().tolist()
        [[375.0, 426.0]]
    """
    rho, shapes = read_sum_errors(stored)
    mean, apart, together = sums
    spread = sum_deviation(apart, together, rho[kind])
    quantiles = sum_quantiles(mean, spread, shapes.get(kind), non_negative=True)
    np.maximum.accumulate(quantiles, axis=-1, out=quantiles)
    found: Array = quantiles[:, [QUANTILES.index(level) for level in levels]]
    return found
