"""How right forecasts were at every level: single series, groups, the total; by day, week and month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.forecasting.quantiles.calibration import PastForecast, calibrate
from foresale.forecasting.quantiles.whole_units import whole_series
from foresale.forecasting.results import QUANTILES, Fold
from foresale.forecasting.scores import Scale
from foresale.forecasting.sums.coherence import Coherence
from foresale.forecasting.sums.sum_distribution import sum_deviation
from foresale.forecasting.sums.sum_errors import measure_rho, measure_shapes, past_sums
from foresale.forecasting.sums.totals import GRAINS, Level, PartForecast, levels, sum_key, sums_of_level
from foresale.metrics.point import bias, wape
from foresale.metrics.quantile import coverage
from foresale.metrics.scaled import rmsse
from foresale.panel import Panel

SERIES, TOTAL = "series", "total"
FIGURES = ("wape", "rmsse", "bias", "coverage_80", "coverage_95")
_ENDS = {"coverage_80": (0.1, 0.9), "coverage_95": (0.025, 0.975)}
_NOTHING = float("nan")


@dataclass(frozen=True)
class _Windows:
    """The folds, who forecast them, and what is needed to score them."""

    panel: Panel
    folds: Sequence[Fold]
    champion: str
    scales: Sequence[Scale]
    coherence: Coherence


def level_accuracy(
    panel: Panel, folds: Sequence[Fold], champion: str, scales: Sequence[Scale], coherence: Coherence
) -> pl.DataFrame:
    """The table `results.Backtest.by_level`.

    Ranges of sums are made at each cutoff as those of the future are, of what the selection cutoffs
    other than this one taught. Errors count the cells in which demand was seen.

    Args:
        panel: The history.
        folds: Every cutoff; the champion's means are those of the way that was chosen.
        champion: The model.
        scales: Of the series at each cutoff.
        coherence: The ways that competed.
    """
    windows = _Windows(panel, folds, champion, scales, coherence)
    held = [_coverages(windows, i) for i in range(len(folds))]
    rows = []
    for level in _all_levels(panel):
        for method, means in coherence.means.items():
            found = [_errors(windows, level, i, means[i]) for i in range(len(folds))]
            for grain in GRAINS[panel.freq]:
                is_chosen = method == coherence.chosen
                each = [
                    found[i][grain] | (held[i].get(sum_key(level, grain), {}) if is_chosen else {})
                    for i in range(len(folds))
                ]
                selected = _mean(one for one, fold in zip(each, folds, strict=True) if not fold.is_test)
                tested = _mean(one for one, fold in zip(each, folds, strict=True) if fold.is_test)
                rows.append(
                    {"level": level.name, "grain": grain, "method": method, "chosen": is_chosen}
                    | {"members": len(level.members)}
                    | selected
                    | {f"test_{name}": value for name, value in tested.items()}
                )
    return pl.DataFrame(rows)


def _all_levels(panel: Panel) -> list[Level]:
    """Series, groups from many to few, total."""
    order = np.arange(panel.n_series)
    single = Level(SERIES, order, tuple(map(str, order)))
    groups = sorted(levels(panel), key=lambda level: -len(level.members))
    return [single, *groups] if panel.n_series > 1 else groups


def _errors(windows: _Windows, level: Level, cutoff: int, mean: Array) -> dict[str, dict[str, float]]:
    """WAPE, RMSSE and bias of the sums by grain."""
    fold, grains = windows.folds[cutoff], GRAINS[windows.panel.freq]
    forecast = PartForecast(fold.dates, mean, np.zeros_like(mean), fold.actual)
    weigh = windows.scales[cutoff].weigh
    shares = PartForecast(fold.dates, weigh(mean), np.zeros_like(mean), weigh(fold.actual))
    shared = sums_of_level(level, shares, grains)
    found = {}
    for grain, sums in sums_of_level(level, forecast, grains).items():
        scale = _scale(windows, level, cutoff) if grain == grains[0] else None
        found[grain] = {
            "wape": wape(shared[grain].actual, shared[grain].mean),
            "rmsse": _NOTHING if scale is None else rmsse(sums.actual, sums.mean, scale),
            "bias": bias(shared[grain].actual, shared[grain].mean),
            "sums": float(np.count_nonzero(~np.isnan(sums.actual))),
        }
    return found


def _scale(windows: _Windows, level: Level, cutoff: int) -> Array | None:
    if level.name == SERIES:
        return windows.scales[cutoff].squared
    scales = windows.coherence.scales
    return scales[cutoff].get(level.name) if scales else None


def _coverages(windows: _Windows, cutoff: int) -> dict[str, dict[str, float]]:
    """What the ranges held at a cutoff, by level and grain; of single series by period only."""
    panel, folds, champion = windows.panel, windows.folds, windows.champion
    here = folds[cutoff]
    found = {}
    if panel.n_series > 1:
        key = f"{SERIES}|{GRAINS[panel.freq][0]}"
        found[key] = _share_held(here.actual, here.quantiles[champion])
    learning = [i for i, fold in enumerate(folds) if not fold.is_test and i != cutoff]
    if not learning:
        return found
    others = [folds[i] for i in learning]
    calibration = calibrate([PastForecast(fold.means[champion], fold.actual) for fold in others])
    whole = whole_series(panel.target[:, : folds[0].cutoff])

    def parts(fold: Fold) -> PartForecast:
        mean = fold.means[champion]
        return PartForecast(fold.dates, mean, calibration.deviation(mean), fold.actual, whole)

    past = past_sums(panel, [parts(fold) for fold in others])
    rho, shapes = measure_rho(past), measure_shapes(past, non_negative=panel.non_negative)
    for key, (sums,) in past_sums(panel, [parts(here)]).items():
        deviation = sum_deviation(sums.apart, sums.together, rho[key])
        quantiles = sums.quantiles(deviation, shapes.get(key), non_negative=panel.non_negative)
        found[key] = _share_held(sums.actual, quantiles)
    if panel.n_series == 1:
        found[f"{TOTAL}|{GRAINS[panel.freq][0]}"] = _share_held(here.actual, here.quantiles[champion])
    return found


def _share_held(actual: Array, quantiles: Array) -> dict[str, float]:
    return {
        name: coverage(actual, *(quantiles[..., QUANTILES.index(end)] for end in ends))
        for name, ends in _ENDS.items()
    }


def _mean(found: Iterable[dict[str, float]]) -> dict[str, float | None]:
    """The mean of each figure over windows where it could be measured, and how many sums were judged."""
    each = list(found)
    out: dict[str, float | None] = {"sums": sum(one["sums"] for one in each)}
    for name in FIGURES:
        values = [one[name] for one in each if np.isfinite(one.get(name, _NOTHING))]
        out[name] = float(np.mean(values)) if values else None
    return out
