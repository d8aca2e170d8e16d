"""The single forecasts that each model hit best and missed most, on the window it is judged on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.forecasting.results import Backtest
from foresale.reports import wording
from foresale.reports.accuracy import select_scored_folds
from foresale.reports.series_labels import series_labels

ROWS_SHOWN = 3


@dataclass(frozen=True)
class JudgedRow:
    """One series in one period: what was forecast, and what was sold."""

    series: str
    period: str
    forecast: float
    sold: float


@dataclass(frozen=True)
class ModelRows:
    """A model's best and worst forecasts of single series and periods."""

    label: str
    best: list[JudgedRow]
    worst: list[JudgedRow]


def best_and_worst(backtest: Backtest) -> list[ModelRows]:
    """For every model that was tried, in the leaderboard's order; nothing where none could be judged.

    The worst are furthest from what sold, in units; the best are the closest among the cells that sold
    at least as much as an average one, since a zero is easily hit.
    """
    folds = select_scored_folds(backtest)
    if not folds:
        return []
    actual = np.concatenate([fold.actual for fold in folds], axis=1)
    dates = np.concatenate([fold.dates for fold in folds])
    known = np.isfinite(actual)
    if not known.any():
        return []
    names, freq = series_labels(backtest.panel), backtest.panel.freq
    sells = known & (actual >= max(float(actual[known].mean()), 1e-12))

    def rows(cells: NDArray[np.intp], mean: Array) -> list[JudgedRow]:
        at = zip(*np.unravel_index(cells, actual.shape), strict=True)
        return [
            JudgedRow(names[s], wording.period(dates[h], freq), float(mean[s, h]), float(actual[s, h]))
            for s, h in at
        ]

    found = []
    for model, label in backtest.leaderboard.select("model", "label").iter_rows():
        if any(model not in fold.means for fold in folds):
            continue
        mean = np.concatenate([fold.means[model] for fold in folds], axis=1)
        missed = np.abs(mean - actual)
        worst = _smallest(np.where(known, -missed, np.inf), known)
        best = _smallest(missed / np.where(sells, actual, np.nan), sells)
        found.append(ModelRows(label, rows(best, mean), rows(worst, mean)))
    return found


def _smallest(values: Array, allowed: Sequence[bool] | NDArray[np.bool_]) -> NDArray[np.intp]:
    """Positions of the smallest allowed values, in order, in the flattened table."""
    flat = np.where(np.ravel(allowed), np.ravel(values), np.inf)
    count = min(ROWS_SHOWN, int(np.isfinite(flat).sum()))
    picked = np.argpartition(flat, count - 1)[:count] if count else np.empty(0, dtype=np.intp)
    return picked[np.argsort(flat[picked], kind="stable")]
