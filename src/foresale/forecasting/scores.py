"""Scores of forecasts on what followed, by fold, by step ahead and by class of series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.data.profile.demand_classes import demand_classes
from foresale.forecasting.results import QUANTILES, Fold
from foresale.frequency import Frequency
from foresale.metrics.scaled import naive_scale
from foresale.metrics.summary import METRICS, score
from foresale.panel import Panel

LAUNCH = "launch"


@dataclass(frozen=True)
class Scale:
    """What MASE and RMSSE divide by: S errors of the naive forecast within a history.

    Attributes:
        absolute: Of absolute errors.
        squared: Of squared ones.
        weight: What one of each series' currency or unit counts, so that kilograms and pieces can be added:
            one over what a series of that unit sells on average. None where all is in one.
    """

    absolute: Array
    squared: Array
    weight: Array | None = None

    def select(self, rows: NDArray[np.integer]) -> Scale:
        """The scale of the series at `rows`."""
        weight = None if self.weight is None else self.weight[rows]
        return Scale(self.absolute[rows], self.squared[rows], weight)

    def weigh(self, values: Array) -> Array:
        """S × … values on a scale on which series of all units may be added up."""
        if self.weight is None:
            return values
        return np.asarray(values * self.weight.reshape(-1, *[1] * (values.ndim - 1)))


def history_scale(history: Panel) -> Scale:
    """The scale of a history: last week's day for days, the period before for weeks and months."""
    season = 7 if history.freq is Frequency.DAY and history.n_periods > 14 else 1
    return Scale(*naive_scale(history.target, season), weight=unit_weights(history))


def unit_weights(history: Panel) -> Array | None:
    """S weights, one over what a series of the same currency or unit sells in a period on average.

    Args:
        history: None is the answer where all of it is in one unit.
    """
    if len(history.units) < 2:
        return None
    labels = history.unit_labels().to_numpy()
    weight = np.ones(history.n_series)
    for unit in history.units:
        known = np.abs(history.target[labels == unit])
        mean = float(np.nanmean(known)) if np.isfinite(known).any() else 0.0
        weight[labels == unit] = 1 / mean if mean > 0 else 1.0
    return weight


def score_fold(actual: Array, mean: Array, quantiles: Array, scale: Scale) -> dict[str, float]:
    """Every metric of one forecast, scaled by the history it was made from."""
    if scale.weight is None:
        return score(actual, mean, quantiles, QUANTILES, scale.absolute, scale.squared)
    weigh = scale.weigh
    errors = weigh(scale.absolute), weigh(scale.squared)
    return score(weigh(actual), weigh(mean), weigh(quantiles), QUANTILES, *errors)


def score_mean(found: Iterable[dict[str, float]]) -> dict[str, float]:
    """The mean of each metric over folds, of those where it could be measured."""
    rows = list(found)
    out = {}
    for name in METRICS:
        values = np.array([row[name] for row in rows])
        values = values[np.isfinite(values)]
        out[name] = float(values.mean()) if len(values) else float("nan")
    return out


def score_by_step(models: Sequence[str], folds: Sequence[Fold], scales: Sequence[Scale]) -> pl.DataFrame:
    """Metrics of each model at each step ahead, the mean over folds."""
    rows: list[dict[str, object]] = []
    for model in models:
        for step in range(len(folds[0].dates)):
            found = [
                score_fold(
                    fold.actual[:, step : step + 1],
                    fold.means[model][:, step : step + 1],
                    fold.quantiles[model][:, step : step + 1],
                    scale,
                )
                for fold, scale in zip(folds, scales, strict=True)
            ]
            rows.append({"model": model, "step": step + 1, **score_mean(found)})
    return pl.DataFrame(rows)


def score_by_class(
    models: Sequence[str], folds: Sequence[Fold], scales: Sequence[Scale], histories: Sequence[Panel]
) -> pl.DataFrame:
    """Metrics of each model on each class of series, classed by what was known at each cutoff.

    `n_series` counts the series that were judged in the class at some cutoff; one that changes its class,
    such as a new one that grows old, counts in both.
    """
    judged = [np.isfinite(fold.actual).any(axis=1) for fold in folds]
    classes = [
        np.where(known, demand_classes(history)["class"].to_numpy(), "")
        for known, history in zip(judged, histories, strict=True)
    ]
    rows: list[dict[str, object]] = []
    for model in models:
        for name in np.unique(np.concatenate(classes)):
            if not name:
                continue
            found = []
            for fold, scale, of_series in zip(folds, scales, classes, strict=True):
                members = np.flatnonzero(of_series == name)
                if len(members):
                    found.append(
                        score_fold(
                            fold.actual[members],
                            fold.means[model][members],
                            fold.quantiles[model][members],
                            scale.select(members),
                        )
                    )
            ever = np.logical_or.reduce([of_series == name for of_series in classes])
            size = int(np.count_nonzero(ever))
            rows.append({"model": model, "class": str(name), "n_series": size, **score_mean(found)})
        rows += _launches(model, folds, scales)
    return pl.DataFrame(rows)


def _launches(model: str, folds: Sequence[Fold], scales: Sequence[Scale]) -> list[dict[str, object]]:
    """The class of series that began after the cutoff; no row where none did."""
    found, ever = [], np.zeros(len(folds[0].actual), dtype=bool)
    for fold, scale in zip(folds, scales, strict=True):
        if fold.launched is None:
            continue
        members = np.flatnonzero(np.isfinite(fold.launched).any(axis=1))
        if not len(members):
            continue
        ever[members] = True
        mean, quantiles = fold.means[model][members], fold.quantiles[model][members]
        found.append(score_fold(fold.launched[members], mean, quantiles, scale.select(members)))
    size = int(np.count_nonzero(ever))
    return [{"model": model, "class": LAUNCH, "n_series": size, **score_mean(found)}] if size else []
