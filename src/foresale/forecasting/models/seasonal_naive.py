"""Seasonal naive: the same again as one season ago."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from foresale.forecasting.models.base import Mean
from foresale.forecasting.models.history_filling import (
    by_season,
    last_known,
    recent_mean,
    select_known_demand,
)
from foresale.forecasting.models.local_model import LocalModel
from foresale.frequency import Frequency
from foresale.panel import Panel

SEASONS_BACK = {
    Frequency.DAY: 4,
    Frequency.WEEK: 2,
    Frequency.MONTH: 3,
    Frequency.FORTNIGHT: 2,
    Frequency.FOUR_WEEKS: 3,
    Frequency.QUARTER: 3,
}
RECENT = {
    Frequency.DAY: 7,
    Frequency.WEEK: 4,
    Frequency.MONTH: 3,
    Frequency.FORTNIGHT: 3,
    Frequency.FOUR_WEEKS: 3,
    Frequency.QUARTER: 2,
}


class SeasonalNaive(LocalModel):
    """Repeats the last season: the same weekday last week, or the same week or month last year.

    The yardstick that every other model has to beat. Where that period isn't known it looks one
    more season back, up to `SEASONS_BACK`; where none is known it takes the mean of the last
    `RECENT` known periods. A weekly series younger than a year has no last year's week, so
    there it is that mean.

    Examples:
        >>> SeasonalNaive().label
        'Seasonal naive'
    """

    name: ClassVar[str] = "seasonal_naive"
    always_tried: ClassVar[bool] = True
    family: ClassVar[str] = "baseline"
    label: ClassVar[str] = "Seasonal naive"
    seconds_per_series: ClassVar[float] = 0.00001

    def estimate(self, panel: Panel, horizon: int) -> Mean:
        """Last season's value for each step."""
        season = panel.freq.season_length
        demand = select_known_demand(panel)
        seasons = by_season(demand[:, -season * SEASONS_BACK[panel.freq] :], season)
        latest = last_known(~np.isnan(seasons), 1)[:, -1:, :]
        last = np.take_along_axis(seasons, np.maximum(latest, 0), axis=1)[:, 0, :]
        level = recent_mean(demand, RECENT[panel.freq])[:, None]
        profile = np.where(latest[:, 0, :] >= 0, last, level)
        return np.asarray(profile[:, np.arange(horizon) % season])
