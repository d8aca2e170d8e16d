"""Quantiles from two sources that know different things, brought to the coverage they promise.

Conformal quantiles know how far the champion was off lately; learned quantiles know from the
whole history which days and series are uncertain. Their mean is sharper than either (averaging
quantiles: Lichtendahl, Grushka-Cockayne and Winkler, 2013). Each level is then shifted, in units
of the local 80 % range, to where past outcomes lay (conformalised quantile regression: Romano,
Patterson and Candès, 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.forecasting.calibration import Calibration, PastForecast, calibrate
from foresale.forecasting.results import QUANTILES, Array

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
        shift: Q shifts in units of the local 80 % range.
    """

    calibration: Calibration
    shift: Array

    def quantiles(self, mean: Array, learned: Array, *, non_negative: bool) -> Array:
        """S × H × Q quantiles around S × H means, never crossing.

        Args:
            mean: The champion's means.
            learned: S × H × Q learned quantiles of the same periods.
            non_negative: Whether demand can't be negative.
        """
        joined = _joined(self.calibration, mean, learned, non_negative=non_negative)
        out, width = joined, _range(joined)
        for i, shift in enumerate(self.shift.tolist()):
            out[..., i] += width * shift
        if non_negative:
            np.maximum(out, 0.0, out=out)
        np.maximum.accumulate(out, axis=-1, out=out)
        return np.asarray(out)


def sharpen(past: Sequence[PastQuantiles], *, non_negative: bool) -> Sharpening:
    """Learn the shifts from past cutoffs, each with conformal quantiles from the other ones.

    Args:
        past: At least one cutoff; those that will be judged mustn't be here.
        non_negative: Whether demand can't be negative.
    """
    forecasts = [fold.forecast for fold in past]
    excess = []
    for i, fold in enumerate(past):
        others = [forecast for k, forecast in enumerate(forecasts) if k != i] or forecasts
        joined = _joined(calibrate(others), fold.forecast.mean, fold.learned, non_negative=non_negative)
        known = ~np.isnan(fold.forecast.actual)
        miss = fold.forecast.actual[known][:, None] - joined[known]
        excess.append(miss / _range(joined)[known][:, None])
    missed = np.concatenate(excess)
    shift = np.zeros(len(QUANTILES))
    if len(missed):
        found = np.array([np.quantile(missed[:, i], level) for i, level in enumerate(QUANTILES)])
        shift = found * len(missed) / (len(missed) + SHIFT_TRUST)
    return Sharpening(calibrate(forecasts), shift)


def _joined(calibration: Calibration, mean: Array, learned: Array, *, non_negative: bool) -> Array:
    joined = calibration.quantiles(mean, non_negative=non_negative)
    joined += learned
    joined *= 0.5
    return joined


def _range(quantiles: Array) -> Array:
    """S × H width of the 80 % range, never quite zero."""
    width = quantiles[..., HIGH] - quantiles[..., LOW]
    return np.asarray(width + NARROWEST * width.mean() + 1e-9)
