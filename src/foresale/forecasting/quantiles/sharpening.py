"""Conformal quantiles joined with learned ones, where these are sharper.

Conformal quantiles hold what they promise, since they come from the champion's own errors, but know
only its size of forecast, step and series. Learned quantiles know what makes demand uncertain. A
weighted mean of both (Lichtendahl et al., 2013) is sharper than each; shifts learned on past cutoffs, as
in conformalised quantile regression (Romano, Patterson and Candès, 2019), bring it back to holding what
it promises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.forecasting.quantiles.calibration import Calibration, PastForecast, calibrate
from foresale.forecasting.quantiles.learned_share import learned_share, some_outcomes
from foresale.forecasting.results import QUANTILES, Array, QuantileRecipe

LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)
SHIFT_TRUST = 200.0  # outcomes at which a shift counts half
NARROWEST = 0.01  # of the mean range, so that certain periods can be shifted too


@dataclass(frozen=True)
class PastQuantiles:
    """A past cutoff: the champion's forecast and outcome, and the learned quantiles (S × H × Q)."""

    forecast: PastForecast
    learned: Array


@dataclass(frozen=True)
class Sharpening:
    """How conformal and learned quantiles are joined.

    Attributes:
        calibration: Gives the conformal ones.
        recipe: Shares and shifts.
    """

    calibration: Calibration
    recipe: QuantileRecipe

    def quantiles(self, mean: Array, learned: Array, *, non_negative: bool) -> Array:
        """S × H × Q quantiles around S × H means, never crossing.

        Args:
            mean: The champion's means.
            learned: S × H × Q learned quantiles of the same periods.
            non_negative: Whether demand can't be negative.
        """
        out = self.calibration.quantiles(mean, non_negative=non_negative)
        _join(out, learned, self.recipe.share)
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
        others = [forecast for k, forecast in enumerate(forecasts) if k != i] or forecasts
        conformal.append(calibrate(others).quantiles(fold.forecast.mean, non_negative=non_negative))
    outcomes = [
        some_outcomes(fold.forecast.actual, one, fold.learned)
        for fold, one in zip(past, conformal, strict=True)
    ]
    share = learned_share(outcomes)
    missed = np.concatenate([_missed(fold, conformal.pop(0), share) for fold in past])
    shift = np.zeros(len(QUANTILES))
    if len(missed):
        found = np.array([np.quantile(missed[:, i], level) for i, level in enumerate(QUANTILES)])
        shift = found * len(missed) / (len(missed) + SHIFT_TRUST)
    return Sharpening(calibrate(forecasts), QuantileRecipe(share, shift))


def _missed(fold: PastQuantiles, conformal: Array, share: Array) -> Array:
    """N × Q: how far outcomes were above the joined quantiles, in units of the range around them."""
    _join(conformal, fold.learned, share)
    known = ~np.isnan(fold.forecast.actual)
    miss = fold.forecast.actual[known][:, None] - conformal[known]
    return np.asarray(miss / _range(conformal)[known][:, None])


def _join(conformal: Array, learned: Array, share: Array) -> None:
    """Turn conformal quantiles into joined ones."""
    conformal *= 1 - share
    conformal += learned * share


def _range(quantiles: Array) -> Array:
    """S × H width of the 80 % range, never quite zero."""
    width = quantiles[..., HIGH] - quantiles[..., LOW]
    return np.asarray(width + NARROWEST * width.mean() + 1e-9)
