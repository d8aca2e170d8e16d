"""The dynamic optimised Theta method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from foresale.forecasting.models.statsforecast_engine import LONGEST, StatsforecastModel
from foresale.frequency import Frequency


class DynamicTheta(StatsforecastModel):
    """Half a smoothed level, half a slowly learned trend, on top of the season.

    Fiorucci et al. (2016), "Models for optimising the theta method and their relationship to
    state space models". Fast, and hard to beat on short histories.

    Examples:
        >>> DynamicTheta().options(Frequency.DAY)
        {'season_length': 7, 'decomposition_type': 'additive'}
    """

    name: ClassVar[str] = "dynamic_theta"
    label: ClassVar[str] = "Dynamic optimised Theta"
    seconds_per_series: ClassVar[float] = 0.045
    most_points: ClassVar[int | None] = 1092
    method: ClassVar[str] = "DynamicOptimizedTheta"
    longest: ClassVar[Mapping[Frequency, int]] = {**LONGEST, Frequency.DAY: 1092, Frequency.WEEK: 260}

    def options(self, freq: Frequency) -> dict[str, Any]:
        """The season; days may hold a yearly profile below zero, so their season is added, not multiplied."""
        if freq is Frequency.DAY:
            return {"season_length": 7, "decomposition_type": "additive"}
        return {"season_length": 1 if freq is Frequency.WEEK else freq.short_season}
