"""The distribution of a sum from its mean, its deviation and the shape its past errors had.

A gamma distribution where demand can't be negative, a normal one where it can, bent so that past
errors fell into it evenly (a recalibration of quantiles; Kuleshov et al., 2018). Sums that are often 0
take past errors in deviations as they were, as single series do: no smooth distribution fits them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Bools
from foresale.forecasting.results import QUANTILES

LEAST_VARIANCE = 0.1  # of what independent parts would have; parts that take from each other have less
NOTHING = 0.01  # of the mean: a quantile below it is written as 0, which sums of slow sellers often are
FURTHEST = 4.0  # normal numbers beyond it are as good as certain


@dataclass(frozen=True)
class ErrorShape:
    """What is known of a kind of sum's errors.

    Attributes:
        numbers: For each of `QUANTILES`, what stands in the place of the standard normal quantile.
        is_plain_error: Whether the numbers are errors in deviations; else they are to be looked up in the
            gamma or normal distribution.
    """

    numbers: tuple[float, ...]
    is_plain_error: bool = False


def sum_deviation(apart: Array, together: Array, rho: float) -> Array:
    """Standard deviation of sums.

    Args:
        apart: Their variance if parts were independent.
        together: Their variance if parts went in step.
        rho: Where between the two; below 0 where parts take from each other.
    """
    variance = apart + rho * np.maximum(together - apart, 0.0)
    return np.asarray(np.sqrt(np.maximum(variance, LEAST_VARIANCE * apart)))


def sum_quantiles(mean: Array, deviation: Array, shape: ErrorShape | None, *, non_negative: bool) -> Array:
    """Quantiles at `QUANTILES`, on a last axis, of sums of any shape; without a shape, the plain ones."""
    from scipy import special

    if shape is not None and shape.is_plain_error:
        quantiles = mean[..., None] + deviation[..., None] * np.array(shape.numbers)
        return np.asarray(np.maximum(quantiles, 0.0) if non_negative else quantiles)
    chances = np.array(QUANTILES) if shape is None else special.ndtr(np.array(shape.numbers))
    if not non_negative:
        return np.asarray(special.ndtri(chances) * np.maximum(deviation, 1e-12)[..., None] + mean[..., None])
    power, scale, certain = _gamma(mean, deviation)
    quantiles = special.gammaincinv(power[..., None], chances) * scale[..., None]
    quantiles = np.where(quantiles < NOTHING * mean[..., None], 0.0, quantiles)
    return np.where(certain[..., None], np.maximum(mean, 0.0)[..., None], quantiles)


def standard_errors(actual: Array, mean: Array, deviation: Array, *, non_negative: bool) -> Array:
    """What the actuals are on a scale on which they would be standard normal; 0 for a certain sum."""
    from scipy import special

    if not non_negative:
        return np.asarray((actual - mean) / np.maximum(deviation, 1e-12))
    power, scale, certain = _gamma(mean, deviation)
    chance = np.where(certain, 0.5, special.gammainc(power, np.maximum(actual, 0.0) / scale))
    return np.asarray(np.clip(special.ndtri(chance), -FURTHEST, FURTHEST))


def _gamma(mean: Array, deviation: Array) -> tuple[Array, Array, Bools]:
    """Shape, scale, and whether there is nothing to doubt."""
    certain = (mean <= 0) | (deviation <= 1e-9 * np.maximum(mean, 1e-9))
    safe_mean, safe = np.where(certain, 1.0, mean), np.where(certain, 1.0, deviation)
    power = np.clip((safe_mean / safe) ** 2, 1e-3, 1e12)
    return power, safe_mean / power, certain
