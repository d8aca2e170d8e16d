"""ADIDA: sum up until demand is no longer intermittent, then smooth."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from foresale.forecasting.models.base import Mean
from foresale.forecasting.models.history_filling import select_known_demand
from foresale.forecasting.models.intermittent_demand import KnownHistory, mean_level
from foresale.forecasting.models.local_model import LocalModel
from foresale.panel import Panel


class ADIDA(LocalModel):
    """Sums demand over its mean interval, smooths the sums, and spreads the result evenly.

    Nikolopoulos et al. (2011), "An aggregate–disaggregate intermittent demand approach
    (ADIDA) to forecasting". The forecast is the same for every step.

    Examples:
        >>> ADIDA().label
        'ADIDA'
    """

    name: ClassVar[str] = "adida"
    family: ClassVar[str] = "intermittent"
    label: ClassVar[str] = "ADIDA"
    seconds_per_series: ClassVar[float] = 0.0002

    def estimate(self, panel: Panel, horizon: int) -> Mean:
        """The smoothed sum over the period's share of it, for each step."""
        demand = select_known_demand(panel)
        history, levels = KnownHistory(demand), mean_level(demand)
        rate = np.zeros(len(demand))
        for level in np.unique(levels[levels > 0]).tolist():
            rows = np.flatnonzero(levels == level)
            rate[rows] = history.rate_at_level(rows, level)
        return np.repeat(rate[:, None], horizon, axis=1)
