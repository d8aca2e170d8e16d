"""Quantiles of every model at every cutoff of a backtest, also of those that weren't chosen."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.quantiles.calibration import PastForecast, calibrate
from foresale.forecasting.quantiles.whole_units import to_whole, whole_series
from foresale.forecasting.results import Backtest


def past_quantiles(backtest: Backtest, model: str) -> list[Array]:
    """S × H × Q at each cutoff, from the model's errors at the other cutoffs that chose; never from its own.

    The test cutoff calibrates nothing. With a single selection cutoff that one has to calibrate itself.

    Args:
        backtest: How the models did.
        model: One of those on its leaderboard.
    """
    folds = backtest.folds
    if model in folds[0].quantiles:
        return [np.asarray(fold.quantiles[model]) for fold in folds]
    chosen = [fold for fold in folds if not fold.is_test]
    whole = whole_series(backtest.panel.target[:, : min(fold.cutoff for fold in folds)])
    found = []
    for fold in folds:
        others = [other for other in chosen if other is not fold] or chosen
        past = [PastForecast(other.means[model], other.actual) for other in others]
        quantiles = calibrate(past).quantiles(fold.means[model], non_negative=backtest.panel.non_negative)
        found.append(to_whole(quantiles, whole))
    return found
