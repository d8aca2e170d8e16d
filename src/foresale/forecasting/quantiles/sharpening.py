"""Conformal quantiles joined with those of other sources, where that is sharper.

Conformal quantiles hold what they promise, since they come from the champion's own errors, but know
only its size of forecast, step and series. Learned quantiles know what makes demand uncertain, a series'
recent spread the shape of its own demand. A weighted mean of them (Lichtendahl et al., 2013) is sharper
than each; shifts learned on past cutoffs, as in conformalised quantile regression (Romano, Patterson and
Candès, 2019), bring it back to holding what it promises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.quantiles.agreed_shift import find_agreed_shift
from foresale.forecasting.quantiles.calibration import SERIES_AT_ONCE, Calibration, PastForecast, calibrate
from foresale.forecasting.quantiles.source_shares import Outcomes, source_shares, which_outcomes
from foresale.forecasting.results import QUANTILES, QuantileRecipe

LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)
NARROWEST = 0.01  # of the mean range, so that certain periods can be shifted too


@dataclass(frozen=True)
class OtherSources:
    """What conformal quantiles are joined with.

    Attributes:
        learned: S × H × Q quantiles.
        recent: S × Q, a series' recent spread over its mean; where it is NaN conformal ones stand in.
    """

    learned: Array
    recent: Array


@dataclass(frozen=True)
class PastQuantiles:
    """A past cutoff: the champion's forecast and outcome, and what the other sources said."""

    forecast: PastForecast
    others: OtherSources


@dataclass(frozen=True)
class Sharpening:
    """How conformal quantiles are joined with those of other sources.

    Attributes:
        calibration: Gives the conformal ones.
        recipe: Shares and shifts.
    """

    calibration: Calibration
    recipe: QuantileRecipe

    def quantiles(self, mean: Array, others: OtherSources, *, non_negative: bool) -> Array:
        """S × H × Q quantiles around S × H means, never crossing.

        Args:
            mean: The champion's means.
            others: What the other sources say of the same periods.
            non_negative: Whether demand can't be negative.
        """
        out = self.calibration.quantiles(mean, non_negative=non_negative)
        _join(out, mean, others, self.recipe.shares)
        width = _range(out)
        for i, shift in enumerate(self.recipe.shift.tolist()):
            out[..., i] += width * shift
        if non_negative:
            np.maximum(out, 0.0, out=out)
        np.maximum.accumulate(out, axis=-1, out=out)
        return np.asarray(out)


def sharpen(past: Sequence[PastQuantiles], *, non_negative: bool) -> Sharpening:
    """Learn shares and shifts from past cutoffs, each with conformal quantiles from the other ones.

    Args:
        past: At least one cutoff; those that will be judged mustn't be here.
        non_negative: Whether demand can't be negative.
    """
    forecasts = [fold.forecast for fold in past]
    conformal = []
    for i, fold in enumerate(past):
        taught_by = [forecast for k, forecast in enumerate(forecasts) if k != i] or forecasts
        conformal.append(calibrate(taught_by).quantiles(fold.forecast.mean, non_negative=non_negative))
    shares = source_shares([_outcomes(fold, one) for fold, one in zip(past, conformal, strict=True)])
    missed = [_misses(fold, conformal.pop(0), shares) for fold in past]
    return Sharpening(calibrate(forecasts), QuantileRecipe(shares, find_agreed_shift(missed)))


def _outcomes(fold: PastQuantiles, conformal: Array) -> Outcomes:
    """What the sources had said of some of a cutoff's known outcomes."""
    chosen = which_outcomes(fold.forecast.actual)
    series, step = np.divmod(chosen, fold.forecast.actual.shape[1])
    own = conformal[series, step]
    recent = _recent_quantiles(own, fold.forecast.mean[series, step], fold.others.recent[series])
    return Outcomes(fold.forecast.actual.ravel()[chosen], (own, fold.others.learned[series, step], recent))


def _misses(fold: PastQuantiles, conformal: Array, shares: Array) -> Array:
    """N × Q: how far outcomes were above the joined quantiles, in units of the range around them."""
    _join(conformal, fold.forecast.mean, fold.others, shares)
    known = ~np.isnan(fold.forecast.actual)
    miss = fold.forecast.actual[known][:, None] - conformal[known]
    return np.asarray(miss / _range(conformal)[known][:, None])


def _join(conformal: Array, mean: Array, others: OtherSources, shares: Array) -> None:
    """Turn conformal quantiles into joined ones."""
    for start in range(0, len(mean), SERIES_AT_ONCE):
        rows = slice(start, start + SERIES_AT_ONCE)
        part = conformal[rows]
        recent = _recent_quantiles(part, mean[rows], others.recent[rows, None])
        part *= shares[:, 0]
        part += others.learned[rows] * shares[:, 1]
        part += recent * shares[:, 2]


def _recent_quantiles(conformal: Array, mean: Array, spread: Array) -> Array:
    """The recent spread around means; conformal quantiles where nothing is known of it."""
    known = ~np.isnan(spread) & (mean >= 0)[..., None]
    return np.where(known, mean[..., None] * spread, conformal)


def _range(quantiles: Array) -> Array:
    """S × H width of the 80 % range, never quite zero."""
    width = quantiles[..., HIGH] - quantiles[..., LOW]
    return np.asarray(width + NARROWEST * width.mean() + 1e-9)
