"""Conformal quantiles joined with those of other sources, where these are sharper.

Conformal quantiles hold what they promise, since they come from the champion's own errors, but know
only its size of forecast, step and series. Learned quantiles know what makes demand uncertain. A
companion, a model of quite another kind, errs elsewhere than the champion. The weighted mean of their
quantiles (Lichtendahl et al., 2013) is sharper than each; shifts learned on past cutoffs bring it
back to holding what it promises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.forecasting.calibration import Calibration, PastForecast, calibrate
from foresale.forecasting.quantile_weights import MOST_OUTCOMES, Outcomes, weigh_sources
from foresale.forecasting.results import QUANTILES, Array, QuantileRecipe

LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)
SHIFT_TRUST = 200.0  # outcomes at which a shift counts half
NARROWEST = 0.01  # of the mean range, so that certain periods can be shifted too


@dataclass(frozen=True)
class Said:
    """What the sources have to say of S series and H periods.

    Attributes:
        mean: S × H, the champion's.
        learned: S × H × Q learned quantiles.
        companion: S × H, the companion's means; None without one.
    """

    mean: Array
    learned: Array
    companion: Array | None = None


@dataclass(frozen=True)
class PastQuantiles:
    """A past cutoff: what the sources said, and the outcome (S × H, NaN where not scored)."""

    said: Said
    actual: Array

    def forecasts(self) -> list[PastForecast]:
        """The champion's forecast and, where there is one, the companion's."""
        means = [self.said.mean] if self.said.companion is None else [self.said.mean, self.said.companion]
        return [PastForecast(mean, self.actual) for mean in means]


@dataclass(frozen=True)
class Sharpening:
    """How conformal quantiles are joined with others.

    Attributes:
        calibrations: The champion's, and the companion's where there is one.
        recipe: Weights and shifts.
    """

    calibrations: Sequence[Calibration]
    recipe: QuantileRecipe

    def quantiles(self, said: Said, *, non_negative: bool) -> Array:
        """S × H × Q quantiles, never crossing.

        Args:
            said: Of the periods to forecast.
            non_negative: Whether demand can't be negative.
        """
        out = _joined(_sources(self.calibrations, said, non_negative), self.recipe.weights)
        width = _range(out)
        for i, shift in enumerate(self.recipe.shift.tolist()):
            out[..., i] += width * shift
        if non_negative:
            np.maximum(out, 0.0, out=out)
        np.maximum.accumulate(out, axis=-1, out=out)
        return np.asarray(out)


def sharpen(past: Sequence[PastQuantiles], *, non_negative: bool) -> Sharpening:
    """Learn weights and shifts from past cutoffs, each with conformal quantiles from the other ones.

    Args:
        past: At least one cutoff; those that will be judged mustn't be here.
        non_negative: Whether demand can't be negative.
    """
    blind = [_calibrated([fold for k, fold in enumerate(past) if k != i] or past) for i in range(len(past))]
    outcomes = []
    for fold, calibrations in zip(past, blind, strict=True):
        outcomes.append(_some_outcomes(fold, _sources(calibrations, fold.said, non_negative)))
    weights = weigh_sources(outcomes, len(outcomes[0].said))
    missed = []
    for fold, calibrations in zip(past, blind, strict=True):
        joined = _joined(_sources(calibrations, fold.said, non_negative), weights)
        known = ~np.isnan(fold.actual)
        miss = fold.actual[known][:, None] - joined[known]
        missed.append(miss / _range(joined)[known][:, None])
    shift = _shift(np.concatenate(missed))
    return Sharpening(_calibrated(past), QuantileRecipe(weights, shift))


def _calibrated(past: Sequence[PastQuantiles]) -> list[Calibration]:
    by_model = zip(*(fold.forecasts() for fold in past), strict=True)
    return [calibrate(forecasts) for forecasts in by_model]


def _sources(calibrations: Sequence[Calibration], said: Said, non_negative: bool) -> list[Array]:
    """S × H × Q of each source; the first is fresh, to be written over."""
    found = [calibrations[0].quantiles(said.mean, non_negative=non_negative), said.learned]
    if said.companion is not None:
        found.append(calibrations[1].quantiles(said.companion, non_negative=non_negative))
    return found


def _joined(sources: Sequence[Array], weights: Array) -> Array:
    joined, *others = sources
    joined *= weights[0]
    for source, weight in zip(others, weights[1:], strict=True):
        joined += source * weight
    return joined


def _some_outcomes(fold: PastQuantiles, sources: Sequence[Array]) -> Outcomes:
    """A fold's known outcomes, or as many of them as are worth looking at."""
    known = np.flatnonzero(~np.isnan(fold.actual.ravel()))
    if len(known) > MOST_OUTCOMES:
        known = np.sort(np.random.default_rng(0).choice(known, MOST_OUTCOMES, replace=False))
    said = np.stack([source.reshape(-1, len(QUANTILES))[known] for source in sources])
    return Outcomes(fold.actual.ravel()[known], said)


def _shift(missed: Array) -> Array:
    if not len(missed):
        return np.zeros(len(QUANTILES))
    found = np.array([np.quantile(missed[:, i], level) for i, level in enumerate(QUANTILES)])
    return np.asarray(found * len(missed) / (len(missed) + SHIFT_TRUST))


def _range(quantiles: Array) -> Array:
    """S × H width of the 80 % range, never quite zero."""
    width = quantiles[..., HIGH] - quantiles[..., LOW]
    return np.asarray(width + NARROWEST * width.mean() + 1e-9)
