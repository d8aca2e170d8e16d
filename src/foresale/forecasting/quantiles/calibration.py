"""Quantiles around a mean forecast, from the errors the same model made on the past.

An error is first measured against what is usual for its size of forecast, its step and its
series; the quantiles of these standard errors, by size of forecast, then give the quantiles
of demand. Pooling over all series is what makes the tails of a short backtest usable. The
idea is normalised conformal prediction (Papadopoulos et al., 2008; Boström et al., 2017),
with the normaliser cross-fitted over folds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.forecasting.results import QUANTILES

TABLES = 12
ERRORS_A_TABLE = 300  # tails need many
SIZES = 40
ERRORS_A_SIZE = 30  # a usual error needs few, and a small shop's few series can differ in size a thousandfold
SERIES_PRIOR = 60.0  # errors' worth of trust in the pooled spread, against a series' own
STEP_PRIOR = 50.0
SERIES_AT_ONCE = 1_000  # so that what is worked on stays in the processor's cache
FEW_ERRORS = 200  # below it, tails come from Student's t and not from the sample
LEAST_USUAL = 0.05  # of the median error that isn't 0: a sale nobody foresaw is no endless multiple of it


@dataclass(frozen=True)
class PastForecast:
    """One fold's forecast and outcome: mean and actual, both S × H, actual NaN where not scored."""

    mean: Array
    actual: Array


@dataclass(frozen=True)
class Calibration:
    """How far off a model is, by size of forecast, step and series.

    Attributes:
        sizes: A sizes of forecast, rising.
        spread: A usual absolute errors at these sizes.
        centres: B sizes of forecast, rising; fewer of them.
        standard: B × Q quantiles of the standard error at these centres.
        rms: B root mean squares of the standard error.
        by_step: H factors on the spread.
        by_series: S factors on the spread.
    """

    sizes: Array
    spread: Array
    centres: Array
    standard: Array
    rms: Array
    by_step: Array
    by_series: Array

    def quantiles(self, mean: Array, *, non_negative: bool) -> Array:
        """S × H × Q quantiles at `QUANTILES` around S × H means.

        They rise with their level, and aren't below zero if demand can't be.
        """
        unit = self._unit(mean)
        position = np.log1p(np.maximum(mean, 0))
        knots = np.log1p(self.centres)
        out = np.empty((*mean.shape, len(QUANTILES)))
        for start in range(0, len(mean), SERIES_AT_ONCE):
            rows = slice(start, start + SERIES_AT_ONCE)
            part = out[rows]
            for i in range(len(QUANTILES)):
                part[..., i] = mean[rows] + unit[rows] * np.interp(position[rows], knots, self.standard[:, i])
            if non_negative:
                np.maximum(part, 0.0, out=part)
            np.maximum.accumulate(part, axis=-1, out=part)
        return out

    def deviation(self, mean: Array) -> Array:
        """S × H standard deviations of the error around S × H means."""
        rms = np.interp(np.log1p(np.maximum(mean, 0)), np.log1p(self.centres), self.rms)
        return np.asarray(self._unit(mean) * rms)

    def _unit(self, mean: Array) -> Array:
        steps = mean.shape[1]
        by_step = self.by_step[np.minimum(np.arange(steps), len(self.by_step) - 1)]
        return _usual(mean, self.sizes, self.spread) * by_step[None, :] * self.by_series[:, None]

    def save(self, file: Path) -> None:
        """Write the arrays as an uncompressed .npz."""
        np.savez(file, **{name: getattr(self, name) for name in self.__dataclass_fields__})

    @classmethod
    def load(cls, file: Path) -> Calibration:
        """Read what `save` wrote; refuses pickled content."""
        with np.load(file, allow_pickle=False) as stored:
            arrays: dict[str, Any] = {name: stored[name] for name in cls.__dataclass_fields__}
        return cls(**arrays)


def calibrate(past: Sequence[PastForecast]) -> Calibration:
    """Learn a model's errors from its past forecasts, one a fold, all S × H alike.

    Args:
        past: At least one fold; folds on which the quantiles will be judged must not be here.
    """
    means = np.stack([np.maximum(fold.mean, 0) for fold in past])
    errors = np.stack([fold.actual - fold.mean for fold in past])
    known = ~np.isnan(errors)
    size = np.abs(errors)
    if not known.any():
        return _make_uninformed(means.shape[1], means.shape[2])
    sizes, spread = _spread(means[known], size[known])
    usual = _usual(means, sizes, spread)
    by_step = _factors(size, usual, known, axes=(0, 1), prior=STEP_PRIOR)
    usual = usual * by_step
    by_series = _factors(size, usual, known, axes=(0, 2), prior=SERIES_PRIOR)
    standard = np.full_like(errors, np.nan)
    for fold in range(len(past)):
        others = np.arange(len(past)) != fold
        factor = _factors(size[others], usual[others], known[others], axes=(0, 2), prior=SERIES_PRIOR)
        standard[fold] = errors[fold] / (usual[fold] * factor[:, None])
    centres, table, rms = _standard_quantiles(means[known], standard[known])
    return Calibration(sizes, spread, centres, table, rms, by_step, by_series)


def _make_uninformed(series: int, steps: int) -> Calibration:
    nothing = np.zeros(1)
    table = np.zeros((1, len(QUANTILES)))
    return Calibration(nothing, nothing, nothing, table, nothing, np.ones(steps), np.ones(series))


def _places(means: Array, errors_a_bin: int, bins: int) -> NDArray[np.intp]:
    """Each forecast's bin among bins of like sizes, 0 … B - 1, none of them empty."""
    wanted = int(np.clip(len(means) // errors_a_bin, 1, bins))
    borders = np.unique(np.quantile(means, np.linspace(0, 1, wanted + 1)[1:-1]))
    place = np.unique(np.searchsorted(borders, means, side="right"), return_inverse=True)[1]
    return np.asarray(place, dtype=np.intp)


def _spread(means: Array, size: Array) -> tuple[Array, Array]:
    place = _places(means, ERRORS_A_SIZE, SIZES)
    count = np.bincount(place)
    wrong = size[size > 0]
    floor = 1e-9 + (LEAST_USUAL * float(np.median(wrong)) if len(wrong) else 0.0)
    return np.bincount(place, means) / count, np.maximum(np.bincount(place, size) / count, floor)


def _usual(mean: Array, sizes: Array, spread: Array) -> Array:
    """Usual absolute error at each mean; beyond the sizes seen it grows with the mean.

    Between them it follows a power of the size, as errors of counts and of money do (Taylor, 1961).
    """
    size = np.maximum(mean, 0)
    inside = np.exp(np.interp(np.log1p(size), np.log1p(sizes), np.log(np.maximum(spread, 1e-300))))
    # With the spread on both sides, forecasts that were all zero don't make the next one's errors endless.
    growth = (size + spread[-1]) / max(float(sizes[-1] + spread[-1]), 1e-300)
    return np.asarray(np.where(size > sizes[-1], spread[-1] * growth, inside))


def _factors(
    size: Array, usual: Array, known: NDArray[np.bool_], axes: tuple[int, int], prior: float
) -> Array:
    """Observed over usual absolute error along one axis, pulled towards 1 by `prior` errors."""
    weight = np.where(known, 1 / np.maximum(usual, 1e-300), 0.0)
    ratio = np.where(known, size, 0.0) * weight
    return np.asarray((ratio.sum(axis=axes) + prior) / (known.sum(axis=axes) + prior))


def _standard_quantiles(means: Array, standard: Array) -> tuple[Array, Array, Array]:
    place = _places(means, ERRORS_A_TABLE, TABLES)
    centres, tables, squares = [], [], []
    for bin_ in range(place.max() + 1):
        errors = standard[place == bin_]
        centres.append(means[place == bin_].mean())
        squares.append(np.sqrt(np.mean(errors**2)))
        tables.append(_sample_quantiles(errors))
    return np.array(centres), np.array(tables), np.array(squares)


def _sample_quantiles(errors: Array) -> Array:
    levels = np.array(QUANTILES)
    sample = np.asarray(np.quantile(errors, levels), dtype=np.float64)
    n = len(errors)
    if n >= FEW_ERRORS:
        return sample
    from scipy.special import stdtrit

    spread = np.sqrt(np.mean(errors**2)) * np.sqrt(1 + 1 / n)
    tails = stdtrit(max(n - 1, 2), levels) * spread + np.median(errors) * 0.5
    trust = n / FEW_ERRORS
    return np.asarray(np.sort(trust * sample + (1 - trust) * tails), dtype=np.float64)
