"""Weeks and months of single series: sums of their days, with quantiles that fit how such sums went.

The same way as totals over series (`totals`, `sum_errors`): how far errors of one series' days go
together, and what shape the sums' errors have, is measured on the backtest. A day's deviation is taken
from its quantiles, which hold all that is known of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from foresale.arrays import Array
from foresale.errors import SavedModelError
from foresale.forecasting.quantiles.whole_units import whole_series
from foresale.forecasting.results import QUANTILES, Fold
from foresale.forecasting.sums.stored_errors import read_sum_errors, sum_errors_as_json
from foresale.forecasting.sums.sum_distribution import ErrorShape, sum_deviation
from foresale.forecasting.sums.sum_errors import measure_rho, measure_shapes
from foresale.forecasting.sums.totals import Level, PartForecast, Sums, sum_key, sums_of_level
from foresale.frequency import Dates
from foresale.panel import Panel

GRAINS = ("week", "month")
FILE = "series_sums.json"
LEVEL = "series"


@dataclass(frozen=True)
class SeriesSums:
    """What is known of the errors of a single series' sums, by grain.

    Attributes:
        rho: How far errors of a series' days go together.
        shapes: The shapes of the sums' errors; a grain without one has plain quantiles.
    """

    rho: Mapping[str, float]
    shapes: Mapping[str, ErrorShape]

    def save(self, folder: Path) -> None:
        """Write it beside the forecaster's files."""
        stored = sum_errors_as_json(self.rho, self.shapes)
        (folder / FILE).write_text(json.dumps(stored, indent=2), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> SeriesSums:
        """Read what `save` wrote.

        Raises:
            SavedModelError: The file is missing or damaged.
        """
        try:
            stored: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return cls(*read_sum_errors(stored))
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise SavedModelError(
                f"{folder / FILE} can't be read ({type(error).__name__}).", fix="Train the model again."
            ) from error


@dataclass(frozen=True)
class PeriodForecast:
    """Sums of a grain: P period starts and numbers of days in each, means S × P, quantiles S × P × Q."""

    starts: Dates
    days: Array
    mean: Array
    quantiles: Array


def learn_series_sums(panel: Panel, folds: Sequence[Fold], model: str) -> SeriesSums:
    """Measure how sums of single series' days went wrong on the backtest.

    Args:
        panel: The history.
        folds: Its backtest's folds.
        model: The champion, whose quantiles the folds hold.
    """
    level = _level(panel.n_series)
    found: dict[str, list[Sums]] = {}
    for fold in folds:
        mean = fold.means[model]
        part = PartForecast(
            fold.dates, mean, deviation(mean, fold.quantiles[model]), fold.actual, whole_series(panel.target)
        )
        for grain, sums in sums_of_level(level, part, GRAINS).items():
            found.setdefault(sum_key(level, grain), []).append(sums)
    return SeriesSums(measure_rho(found), measure_shapes(found, non_negative=panel.non_negative))


def sum_by_period(
    learned: SeriesSums, forecast: PartForecast, *, non_negative: bool
) -> dict[str, PeriodForecast]:
    """The weeks and months that the forecast's days fall in, whole or in part.

    Args:
        learned: From `learn_series_sums`.
        forecast: Days of S series.
        non_negative: Whether demand can't fall below zero.
    """
    level = _level(len(forecast.mean))
    found = {}
    for grain, sums in sums_of_level(level, forecast, GRAINS).items():
        key = sum_key(level, grain)
        spread = sum_deviation(sums.apart, sums.together, learned.rho.get(key, 0.0))
        quantiles = sums.quantiles(spread, learned.shapes.get(key), non_negative=non_negative)
        np.maximum.accumulate(quantiles, axis=-1, out=quantiles)
        found[grain] = PeriodForecast(sums.starts, sums.periods.astype(np.float64), sums.mean, quantiles)
    return found


def deviation(mean: Array, quantiles: Array) -> Array:
    """Standard deviations from quantiles: the mean square of their distance from the mean.

    Each quantile stands for the levels nearer to it than to its neighbours.

    Args:
        mean: S × H.
        quantiles: S × H × Q at `QUANTILES`.
    """
    levels = np.array(QUANTILES)
    borders = np.concatenate([[0.0], (levels[1:] + levels[:-1]) / 2, [1.0]])
    square = (quantiles - mean[..., None]) ** 2 @ np.diff(borders)
    return np.asarray(np.sqrt(square))


def _level(series: int) -> Level:
    return Level(LEVEL, np.arange(series, dtype=np.intp), tuple(map(str, range(series))))
