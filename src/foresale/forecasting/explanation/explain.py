"""Everything that explains a forecast, for a report: drivers, two days in words, and effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.forecasting.explanation.drivers import Drivers, find_drivers
from foresale.forecasting.explanation.effects import Effects, find_effects
from foresale.forecasting.explanation.explainable import ExplanationInputs, decompose_forecast
from foresale.forecasting.explanation.reasons import Reasons, find_reasons
from foresale.forecasting.results import Forecast
from foresale.forecasting.trained.forecaster import Forecaster

SERIES_TOLD = 40  # the biggest sellers have their highest period explained
WORTH_TELLING = 0.1  # of the usual level
BIG_SELLERS = 20  # examples come from these at most, as readers know them


@dataclass(frozen=True)
class Example:
    """One forecast in words.

    Attributes:
        series: Position of the series.
        step: Periods ahead, 1 for the first.
        reasons: Why its forecast is what it is.
    """

    series: int
    step: int
    reasons: Reasons


@dataclass(frozen=True)
class Explanation:
    """What drives a forecast, with examples, and what price and promotion do to it.

    `of_series` tells of the biggest sellers, each by its highest period ahead.
    """

    drivers: Drivers
    effects: Effects
    examples: tuple[Example, ...]
    of_series: tuple[Example, ...] = ()


def explain(forecaster: Forecaster, forecast: Forecast) -> Explanation:
    """Explain a forecast by the forecaster that made it.

    The examples are, among the biggest sellers, the forecast furthest above its series' usual level
    and the one of another series furthest below.
    """
    scene = decompose_forecast(forecaster)
    return Explanation(
        drivers=find_drivers(scene, forecast.mean),
        effects=find_effects(scene, forecast),
        examples=_examples(scene, forecast),
        of_series=_of_series(scene, forecast),
    )


def _of_series(scene: ExplanationInputs, forecast: Forecast) -> tuple[Example, ...]:
    mean = forecast.mean
    if not scene.parts or not all(part.model.multiplies for part in scene.parts) or not mean.size:
        return ()
    biggest = np.argsort(-mean.sum(axis=1), kind="stable")[:SERIES_TOLD]
    cells = [(int(series), int(mean[series].argmax()) + 1) for series in biggest]
    return tuple(Example(s, h, find_reasons(scene, mean, s, h)) for s, h in cells)


def _examples(scene: ExplanationInputs, forecast: Forecast) -> tuple[Example, ...]:
    mean = forecast.mean
    if not scene.parts or not all(part.model.multiplies for part in scene.parts) or not mean.size:
        return ()
    count = min(BIG_SELLERS, max(3, len(mean) // 3))
    biggest = np.argsort(-mean.sum(axis=1), kind="stable")[:count]
    biggest = biggest[mean[biggest].sum(axis=1) > 0]
    if not len(biggest):
        return ()
    usual = scene.parts[0].table.level(biggest, np.full(len(biggest), scene.panel.n_periods))
    ratio = mean[biggest] / usual[:, None]
    ratio[mean[biggest] <= 0] = np.nan
    if (ratio >= WORTH_TELLING).any():
        ratio[ratio < WORTH_TELLING] = np.nan  # all but closed: no news to anybody
    first, step = np.unravel_index(int(np.nanargmax(ratio)), ratio.shape)
    cells = [(int(biggest[first]), int(step) + 1)]
    ratio[first] = np.nan
    if not np.isnan(ratio).all():
        second, step = np.unravel_index(int(np.nanargmin(ratio)), ratio.shape)
        cells.append((int(biggest[second]), int(step) + 1))
    return tuple(Example(s, h, find_reasons(scene, mean, s, h)) for s, h in cells)
