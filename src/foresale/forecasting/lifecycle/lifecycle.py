"""Days without trade and series without a future: where a forecast is zero whatever a model says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foresale.data.profile.demand_classes import ended_series
from foresale.forecasting.lifecycle.new_products import before_launch
from foresale.forecasting.models.base import Mean
from foresale.frequency import Frequency
from foresale.panel import Bools, Panel

WEEKS_CLOSED = 8


def expected_closed(panel: Panel, horizon: int) -> Bools:
    """S × horizon: days of the week on which the shop was closed each of the last eight weeks."""
    closed = np.zeros((panel.n_series, horizon), dtype=bool)
    if panel.freq is not Frequency.DAY or panel.n_periods < 7 * WEEKS_CLOSED:
        return closed
    recent = panel.closed[:, -7 * WEEKS_CLOSED :].reshape(panel.n_series, WEEKS_CLOSED, 7)
    always: Bools = np.asarray(recent.all(axis=1))
    return np.asarray(always[:, np.arange(horizon) % 7])


def without_trade(panel: Panel, horizon: int) -> Bools:
    """S × horizon: periods forecast as zero: the shop is closed, the product is gone, or not out yet.

    Series of shops that were closed on every day looked at are left to the model.
    """
    closed = expected_closed(panel, max(horizon, 7))
    closed &= ~closed.all(axis=1, keepdims=True)
    return closed[:, :horizon] | ended_series(panel)[:, None] | before_launch(panel, horizon)


def apply_lifecycle(mean: Mean, panel: Panel) -> Mean:
    """The mean with zeros where no trade is expected."""
    return np.where(without_trade(panel, mean.shape[1]), 0.0, mean)


def observed_demand(panel: Panel, cutoff: int, horizon: int) -> NDArray[np.float64]:
    """S × H actuals after a cutoff, NaN where demand wasn't seen or nothing was known before.

    Stock-outs hide demand, so they aren't scored; a series that had not begun at the cutoff
    can't be known to begin.
    """
    actual, unsold = _seen(panel, cutoff, horizon)
    actual[unsold] = np.nan
    return actual


def launched_demand(panel: Panel, cutoff: int, horizon: int) -> NDArray[np.float64]:
    """S × H actuals of series that began after a cutoff, from their first period on; else NaN.

    They are judged as a class of their own: that they began is taken as announced.
    """
    actual, unsold = _seen(panel, cutoff, horizon)
    actual[~unsold] = np.nan
    return actual


def _seen(panel: Panel, cutoff: int, horizon: int) -> tuple[NDArray[np.float64], Bools]:
    actual = panel.target[:, cutoff : cutoff + horizon].astype(np.float64)
    actual[panel.censored[:, cutoff : cutoff + horizon]] = np.nan
    return actual, np.asarray(np.isnan(panel.target[:, :cutoff]).all(axis=1))
