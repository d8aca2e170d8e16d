"""Which way of making series and sums agree is used: they compete on the past, as models do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.results import BaseErrors, Reconciliation
from foresale.forecasting.scores import Scale, history_scale
from foresale.forecasting.sums.hierarchy import Hierarchy, hierarchy_of, smooth_sums, sum_history
from foresale.forecasting.sums.reconciliation import (
    METHODS,
    BaseForecasts,
    reconcile,
    side_by_side_errors,
    unbegun_part,
)
from foresale.forecasting.sums.totals import GRAINS, grain_periods
from foresale.metrics.point import wape
from foresale.metrics.scaled import rmsse
from foresale.notes import Note, percent
from foresale.panel import Panel

MARGIN = 0.02  # by which errors of sums have to fall
SERIES_MARGIN = 0.005  # by which errors of series may rise on average, and twice that in a window
WORDS = {
    "top_down": "top-down",
    "middle_out": "middle-out",
    "mint_variance": "MinT with variances",
    "mint_shrink": "MinT with covariances",
}


@dataclass(frozen=True)
class PastChampion:
    """The champion's forecasts at every cutoff, the selection ones first.

    Attributes:
        histories: Cleaned, as they were then.
        means: S × H each.
        actuals: S × H each; NaN where not scored.
        scales: What a series' error is measured against.
        n_selection: How many cutoffs may choose.
    """

    histories: Sequence[Panel]
    means: Sequence[Array]
    actuals: Sequence[Array]
    scales: Sequence[Scale]
    n_selection: int


@dataclass(frozen=True)
class Coherence:
    """What the competition found.

    Attributes:
        means: Method → S × H means at every cutoff; nothing but `bottom_up` where there is no choice.
        chosen: One of `means`.
        note: Why, in a sentence.
        recipe: What makes the future's forecasts agree; None for `bottom_up`.
        scales: At every cutoff what an error of each sum is measured against, by level.
    """

    means: Mapping[str, Sequence[Array]]
    chosen: str
    note: Note
    recipe: Reconciliation | None = None
    scales: Sequence[Mapping[str, Array]] = field(default_factory=tuple)


def compete(past: PastChampion) -> Coherence:
    """Try every way on the selection cutoffs, and keep bottom-up unless another is clearly better.

    A way has to lower the errors of the total and of the groups by `MARGIN` on average and somewhat in
    every window, and may hardly raise those of the series. What it weighs by at a selection cutoff
    comes from the other ones. Nothing of the test cutoff takes part.
    """
    hierarchy = hierarchy_of(past.histories[0])
    bottom_up = {"bottom_up": past.means}
    if hierarchy is None:
        return Coherence(bottom_up, "bottom_up", Note("coherence", 0, "One series: nothing to add up."))
    aside = [unbegun_part(*each) for each in zip(past.histories, past.means, strict=True)]
    begun = [mean - other for mean, other in zip(past.means, aside, strict=True)]
    trial = _Trial(replace(past, means=begun), hierarchy)
    if past.n_selection < 2:
        text = "Totals are the sums of the series' forecasts; one past window can't tell of a better way."
        return Coherence(bottom_up, "bottom_up", Note("coherence", 1, text), scales=trial.scales)
    names = [name for name in METHODS if name != "middle_out" or len(hierarchy.levels) > 1]
    found = {name: [trial.forecast(name, i) for i in range(len(begun))] for name in names}
    gains = {name: trial.gain(found[name]) for name in names if name != "bottom_up"}
    allowed = [name for name, gain in gains.items() if gain.is_clear]
    chosen = min(allowed, key=lambda name: gains[name].sums, default="bottom_up")
    recipe = trial.recipe(chosen) if chosen != "bottom_up" else None
    means = {name: [mean + other for mean, other in zip(found[name], aside, strict=True)] for name in names}
    return Coherence(means, chosen, _note(chosen, gains, past.n_selection), recipe, trial.scales)


@dataclass(frozen=True)
class _Gain:
    """Errors over bottom-up's, on average and in the worst window; of series the worse of RMSSE and WAPE."""

    sums: float
    worst_sums: float
    series: float
    worst_series: float

    @property
    def is_clear(self) -> bool:
        """Whether sums gained in every window and series lost next to nothing."""
        gained = self.sums < 1 - MARGIN and self.worst_sums < 1
        return gained and self.series <= 1 + SERIES_MARGIN and self.worst_series <= 1 + 2 * SERIES_MARGIN


class _Trial:
    """Every way at every cutoff."""

    def __init__(self, past: PastChampion, hierarchy: Hierarchy) -> None:
        self._past, self._hierarchy = past, hierarchy
        horizon = past.means[0].shape[1]
        summed = [sum_history(history, hierarchy) for history in past.histories]
        self._sums = [smooth_sums(each, horizon) for each in summed]
        self._errors = [self._error(i) for i in range(len(past.means))]
        self.scales = [self._by_name(history_scale(each).squared) for each in summed]

    def forecast(self, method: str, cutoff: int) -> Array:
        """S × H means, with what the selection cutoffs other than this one taught."""
        others = self._others(cutoff)
        base = BaseForecasts(
            self._past.means[cutoff],
            self._sums[cutoff],
            non_negative=self._past.histories[cutoff].non_negative,
        )
        level = self._best_level(others) if method == "middle_out" else ""
        errors = side_by_side_errors([self._errors[k] for k in others])
        return reconcile(base, self._hierarchy, method, level=level, errors=errors)

    def gain(self, means: Sequence[Array]) -> _Gain:
        """How the selection cutoffs speak of forecasts."""
        windows = range(self._past.n_selection)
        logs = [self._log_ratio(means[i], i) for i in windows]
        series: list[float] = []
        shares: list[float] = []
        for i in windows:
            actual, scale = self._past.actuals[i], self._past.scales[i].squared
            usual = rmsse(actual, self._past.means[i], scale)
            series.append(rmsse(actual, means[i], scale) / usual if usual > 0 else np.nan)
            weigh = self._past.scales[i].weigh
            sold = weigh(actual)
            usual = wape(sold, weigh(self._past.means[i]))
            shares.append(wape(sold, weigh(means[i])) / usual if usual > 0 else np.nan)
        sums = np.exp([np.mean(logs), np.max(logs)])
        average, worst = max(np.mean(series), np.mean(shares)), max(*series, *shares)
        return _Gain(float(sums[0]), float(sums[1]), float(average), float(worst))

    def recipe(self, method: str) -> Reconciliation:
        """What makes the future's forecasts agree, with the errors of all cutoffs."""
        level = self._best_level(range(self._past.n_selection)) if method == "middle_out" else ""
        errors = side_by_side_errors(self._errors)
        return Reconciliation(method, level, self._hierarchy.nodes, errors)

    def _others(self, cutoff: int) -> list[int]:
        return [k for k in range(self._past.n_selection) if k != cutoff]

    def _error(self, cutoff: int) -> BaseErrors:
        """Where an actual isn't known, the series' forecast stands for it in the sums."""
        actual, mean = self._past.actuals[cutoff], self._past.means[cutoff]
        known = ~np.isnan(actual)
        filled = np.where(known, actual, mean)
        return BaseErrors(filled - mean, self._hierarchy.sums(filled) - self._sums[cutoff])

    def _by_name(self, values: Array) -> dict[str, Array]:
        return {level.name: values[rows] for level, rows in self._hierarchy.rows()}

    def _best_level(self, cutoffs: Sequence[int] | range) -> str:
        """The level between total and series whose forecasts did best."""
        found = {}
        for level in self._hierarchy.levels[1:]:
            logs = []
            for k in cutoffs:
                history = self._past.histories[k]
                base = BaseForecasts(self._past.means[k], self._sums[k], non_negative=history.non_negative)
                mean = reconcile(base, self._hierarchy, "middle_out", level=level.name)
                logs.append(self._log_ratio(mean, k))
            found[level.name] = float(np.mean(logs))
        return min(found, key=lambda name: found[name])

    def _log_ratio(self, mean: Array, cutoff: int) -> float:
        """Logarithm of the sums' error over bottom-up's: half the total's, half the groups' mean."""
        mine, usual = (self._by_level(each, cutoff) for each in (mean, self._past.means[cutoff]))
        logs = {name: mine[name] - usual[name] for name in mine}
        total = logs.pop("total")
        return 0.5 * total + 0.5 * float(np.mean(list(logs.values()))) if logs else total

    def _by_level(self, mean: Array, cutoff: int) -> dict[str, float]:
        """Logarithms of root mean squared scaled errors by level.

        A mean over the two shortest grains, each weighing as much as it has periods to tell by.
        """
        history, actual = self._past.histories[cutoff], self._past.actuals[cutoff]
        horizon = mean.shape[1]
        errors = self._hierarchy.sums(np.where(np.isnan(actual), 0.0, mean - actual))
        found = dict.fromkeys((level.name for level in self._hierarchy.levels), 0.0)
        weight = 0
        for grain in GRAINS[history.freq][:2]:
            starts, place = grain_periods(history.future_dates(horizon), grain)
            weight += len(starts)
            summed = np.add.reduceat(errors, np.searchsorted(place, np.arange(len(starts))), axis=1)
            for level, rows in self._hierarchy.rows():
                scale = self.scales[cutoff][level.name]
                told = scale > 0
                scaled = summed[rows][told] / scale[told, None]
                usual = float(np.sqrt(np.mean(scaled**2))) if told.any() else 0.0
                found[level.name] += len(starts) * math.log(max(usual, 1e-12))
        return {name: value / weight for name, value in found.items()}


def _note(chosen: str, gains: Mapping[str, _Gain], windows: int) -> Note:
    if chosen == "bottom_up":
        best = min(gains, key=lambda name: gains[name].sums)
        text = (
            f"Totals are the sums of the series' forecasts (bottom-up). Of top-down, middle-out and MinT "
            f"none was clearly better on {windows} past windows; the best, {WORDS[best]}, had "
            f"{_more(gains[best].sums)} error in sums and {_more(gains[best].series)} in series."
        )
        return Note("coherence", 1, text)
    gain = gains[chosen]
    text = (
        f"The series' forecasts are brought in line with forecasts of their sums ({WORDS[chosen]}), "
        f"which had {_more(gain.sums)} error in sums and {_more(gain.series)} in series "
        f"on {windows} past windows."
    )
    return Note("coherence", 1, text)


def _more(ratio: float) -> str:
    if not np.isfinite(ratio):
        return "as much"
    return f"{percent(abs(ratio - 1), digits=1)} {'more' if ratio > 1 else 'less'}"
