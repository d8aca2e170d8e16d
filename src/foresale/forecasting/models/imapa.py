"""IMAPA: smooth at every level of aggregation, and average."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from foresale.forecasting.models.base import Mean
from foresale.forecasting.models.history_filling import select_known_demand
from foresale.forecasting.models.intermittent_demand import KnownHistory, mean_level
from foresale.forecasting.models.local_model import LocalModel
from foresale.panel import Panel


class IMAPA(LocalModel):
    """Averages the forecasts made from sums over 1, 2, 3 … periods, up to the mean interval of demand.

    Petropoulos & Kourentzes (2015), "Forecast combinations for intermittent demand". Where
    `ADIDA` bets on one level, this hedges. The forecast is the same for every step.

    Examples:
        >>> IMAPA().label
        'IMAPA'
    """

    name: ClassVar[str] = "imapa"
    family: ClassVar[str] = "intermittent"
    label: ClassVar[str] = "IMAPA"
    seconds_per_series: ClassVar[float] = 0.0003

    def estimate(self, panel: Panel, horizon: int) -> Mean:
        """The mean of all levels' forecasts, for each step."""
        demand = select_known_demand(panel)
        highest = mean_level(demand)
        levels = range(1, int(highest.max(initial=0)) + 1)
        rate = KnownHistory(demand).mean_rate(highest, levels)
        return np.repeat(rate[:, None], horizon, axis=1)
