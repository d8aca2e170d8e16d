"""Days without trade and series without a future: where a forecast is zero whatever a model says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Bools
from foresale.data.panel.series_life import find_ended_series
from foresale.forecasting.lifecycle.expected_closures import predict_closures
from foresale.forecasting.lifecycle.new_products import before_launch
from foresale.forecasting.models.base import Mean
from foresale.panel import Panel


def without_trade(panel: Panel, horizon: int) -> Bools:
    """S × horizon: periods forecast as zero: the shop is closed, the product is gone, or not out yet."""
    closed = predict_closures(panel, horizon)
    return closed | find_ended_series(panel)[:, None] | before_launch(panel, horizon)


def apply_lifecycle(mean: Mean, panel: Panel) -> Mean:
    """The mean with zeros where no trade is expected."""
    return np.where(without_trade(panel, mean.shape[1]), 0.0, mean)


def select_observed_demand(panel: Panel, cutoff: int, horizon: int) -> NDArray[np.float64]:
    """S × H actuals after a cutoff, NaN where demand wasn't seen or nothing was known before.

    Stock-outs hide demand, so they aren't scored; a series that had not begun at the cutoff
    can't be known to begin.
    """
    actual, unsold = _mask_unseen(panel, cutoff, horizon)
    actual[unsold] = np.nan
    return actual


def select_launched_demand(panel: Panel, cutoff: int, horizon: int) -> NDArray[np.float64]:
    """S × H actuals of series that began after a cutoff, from their first period on; else NaN.

    They are judged as a class of their own: that they began is taken as announced.
    """
    actual, unsold = _mask_unseen(panel, cutoff, horizon)
    actual[~unsold] = np.nan
    return actual


def _mask_unseen(panel: Panel, cutoff: int, horizon: int) -> tuple[NDArray[np.float64], Bools]:
    actual = panel.target[:, cutoff : cutoff + horizon].astype(np.float64)
    actual[panel.censored[:, cutoff : cutoff + horizon]] = np.nan
    return actual, np.asarray(np.isnan(panel.target[:, :cutoff]).all(axis=1))
