"""Errors in units of the naive forecast's, so that series of any size can be averaged."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foresale.arrays import Array
from foresale.metrics.pairs import mean, same_shape

_ROWS_AT_ONCE = 4096
_ROUNDING = 1e-9  # of a series' largest value


def naive_scale(history: ArrayLike, season: int = 1) -> tuple[Array, Array]:
    """How wrong "the same as last time" was on each series' own history, as absolute and squared error.

    The in-sample naive errors of Hyndman and Koehler (2006), "Another look at measures of
    forecast accuracy", Int. J. of Forecasting 22: only pairs of known periods count, so
    neither gaps nor the time before a series began do. NaN where a series never changed or
    has fewer than two known periods in reach; such series can't be scaled and are left out
    of `mase` and `rmsse`.

    Args:
        history: S × T units sold before the cutoff, NaN where unknown.
        season: Periods back that the naive forecast looks: 1 is the last period, as in the
            M5 competition's RMSSE; a season length gives the seasonal MASE.

    Returns:
        Per series, the average absolute difference and the root of the average squared one.

    Examples:
        >>> mae_scale, rms_scale = naive_scale([[1, 3, 3, float("nan"), 8], [5, 5, 5, 5, 5]])
        >>> mae_scale.tolist(), rms_scale.round(3).tolist()
        ([1.0, nan], [1.414, nan])
    """
    y = np.atleast_2d(np.asarray(history, dtype=np.float64))
    absolute, square = np.full(len(y), np.nan), np.full(len(y), np.nan)
    for start in range(0, len(y), _ROWS_AT_ONCE):  # bounds the memory of the differences
        rows = slice(start, start + _ROWS_AT_ONCE)
        steps = y[rows, season:] - y[rows, :-season]
        count = (~np.isnan(steps)).sum(axis=1)
        np.nan_to_num(steps, copy=False)
        rounding = _ROUNDING * np.nanmax(np.abs(y[rows]), axis=1, initial=0.0)
        absolute[rows] = _above(_mean_over(np.abs(steps).sum(axis=1), count), rounding)
        square[rows] = _above(np.sqrt(_mean_over(np.square(steps).sum(axis=1), count)), rounding)
    return absolute, square


def mase(actual: ArrayLike, forecast: ArrayLike, mae_scale: ArrayLike) -> float:
    """Absolute error over the naive forecast's, averaged over series; below 1 beats it.

    Hyndman and Koehler (2006). Every series counts the same, however small.

    Args:
        actual: S × H units sold.
        forecast: S × H units forecast.
        mae_scale: S, from `naive_scale` on the history before the cutoff.

    Examples:
        >>> mase([[10, 12], [1, 3]], [[12, 12], [2, 2]], [2, 1])
        0.75
    """
    return mean(_scaled_errors(actual, forecast, mae_scale, power=1))


def rmsse(actual: ArrayLike, forecast: ArrayLike, rms_scale: ArrayLike) -> float:
    """Root mean squared error over the naive forecast's, averaged over series; below 1 beats it.

    Makridakis, Spiliotis and Assimakopoulos (2022), "The M5 competition", Int. J. of
    Forecasting 38, without its weights: every series counts the same.

    Args:
        actual: S × H units sold.
        forecast: S × H units forecast.
        rms_scale: S, from `naive_scale` on the history before the cutoff.

    Examples:
        >>> rmsse([[10, 12], [1, 3]], [[12, 10], [2, 2]], [2, 2])
        0.75
    """
    return mean(_scaled_errors(actual, forecast, rms_scale, power=2))


def _scaled_errors(actual: ArrayLike, forecast: ArrayLike, scale: ArrayLike, power: int) -> Array:
    """Each scorable series' error over its scale."""
    y, f = (np.atleast_2d(array) for array in same_shape(actual, forecast))
    scales = np.atleast_1d(np.asarray(scale, dtype=np.float64))
    if scales.shape != y.shape[:1]:
        raise ValueError(f"the scale is {scales.shape}, the actuals have {len(y)} series")
    known = ~np.isnan(y)
    count = known.sum(axis=1)
    errors = np.where(known, np.abs(f - y) ** power, 0).sum(axis=1)
    usable = (count > 0) & (scales > 0)
    return np.asarray((errors[usable] / count[usable]) ** (1 / power) / scales[usable])


def _mean_over(total: Array, count: NDArray[np.integer]) -> Array:
    return np.asarray(np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0))


def _above(scale: Array, rounding: Array) -> Array:
    """Scales that are more than what adding decimals leaves behind; NaN for the others."""
    return np.where(scale > rounding, scale, np.nan)
