"""Judging a trial at every cutoff, with quantiles that the cutoff itself taught nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Bools
from foresale.forecasting.backtesting.trials import Trial
from foresale.forecasting.quantiles.calibration import PastForecast, calibrate
from foresale.forecasting.quantiles.sharpening import OtherSources, PastQuantiles, sharpen
from foresale.forecasting.quantiles.whole_units import to_whole
from foresale.forecasting.results import QUANTILES, QuantileRecipe
from foresale.forecasting.scores import Scale, score_fold
from foresale.metrics.quantile import wql

TAUGHT_BY_ITSELF = 0.005  # what a single cutoff, joined as it taught itself, gains by chance


@dataclass(frozen=True)
class Judge:
    """Scores a trial at every cutoff, with quantiles from the selection cutoffs other than itself.

    Attributes:
        actuals: S × H at each cutoff, the selection ones first; NaN where not scored.
        scales: What errors are measured against at each cutoff.
        n_selection: How many cutoffs choose.
        non_negative: Whether demand can't be negative.
        whole: Which of the S series sell whole units.
    """

    actuals: Sequence[Array]
    scales: Sequence[Scale]
    n_selection: int
    non_negative: bool
    whole: Bools

    def quantiles(self, trial: Trial) -> list[Array]:
        """S × H × Q at each cutoff, not yet in whole units; the test cutoff never calibrates.

        With a single selection cutoff it has to be judged on itself.
        """
        return [self._quantiles(trial, i) for i in range(len(self.actuals))]

    def score(self, trial: Trial) -> list[dict[str, float]]:
        """Every metric at each cutoff."""
        return self.rescore(trial, (self._quantiles(trial, i) for i in range(len(self.actuals))))

    def rescore(self, trial: Trial, quantiles: Iterable[Array]) -> list[dict[str, float]]:
        """Every metric at each cutoff, with other quantiles; in whole units, as they are given out."""
        outcomes = zip(self.actuals, trial.means, quantiles, self.scales, strict=True)
        return [
            score_fold(actual, mean, to_whole(found, self.whole), scale)
            for actual, mean, found, scale in outcomes
        ]

    def sharpest(
        self, trial: Trial, conformal: list[Array], others: Sequence[OtherSources]
    ) -> tuple[list[Array], QuantileRecipe | None]:
        """The trial's quantiles at each cutoff, and what joins them with other sources for the future.

        The future learns from every cutoff, the test cutoff too, as its conformal quantiles do.

        Args:
            trial: The champion.
            conformal: Its own quantiles at each cutoff, from `quantiles`.
            others: What the other sources say at each cutoff.

        Returns:
            The conformal quantiles and no recipe, where the others don't make them sharper.
        """
        past = [
            PastQuantiles(PastForecast(mean, actual), found)
            for mean, actual, found in zip(trial.means, self.actuals, others, strict=True)
        ]
        joined = self._sharpen(past)
        chance = TAUGHT_BY_ITSELF if self.n_selection == 1 else 0.0
        if not self._loss(joined) < (1 - chance) * self._loss(conformal):
            return conformal, None
        return joined, sharpen(past, non_negative=self.non_negative).recipe

    def _sharpen(self, past: Sequence[PastQuantiles]) -> list[Array]:
        """S × H × Q at each cutoff, joined as other selection cutoffs taught."""
        found = []
        for i, fold in enumerate(past):
            taught_by = [past[k] for k in range(self.n_selection) if k != i] or past[: self.n_selection]
            sharpening = sharpen(taught_by, non_negative=self.non_negative)
            found.append(
                sharpening.quantiles(fold.forecast.mean, fold.others, non_negative=self.non_negative)
            )
        return found

    def _loss(self, quantiles: Sequence[Array]) -> float:
        """The weighted quantile loss on the selection cutoffs that sold anything."""
        given_out = [to_whole(quantiles[i], self.whole) for i in range(self.n_selection)]
        losses = [
            wql(self.scales[i].weigh(self.actuals[i]), self.scales[i].weigh(found), QUANTILES)
            for i, found in enumerate(given_out)
        ]
        sold = [loss for loss in losses if np.isfinite(loss)]
        return float(np.mean(sold)) if sold else np.nan

    def _quantiles(self, trial: Trial, cutoff: int) -> Array:
        past = [PastForecast(trial.means[i], self.actuals[i]) for i in range(self.n_selection)]
        others = [fold for i, fold in enumerate(past) if i != cutoff] or past
        return calibrate(others).quantiles(trial.means[cutoff], non_negative=self.non_negative)
