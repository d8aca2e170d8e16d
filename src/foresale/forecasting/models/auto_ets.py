"""AutoETS: exponential smoothing with the level, trend and season that fit best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from foresale.forecasting.models.statsforecast_engine import LONGEST, StatsforecastModel
from foresale.frequency import Frequency


class AutoETS(StatsforecastModel):
    """Exponential smoothing in which error, trend and season are chosen by AICc for each series.

    Days use additive errors and seasons: on real store sales without zeros, trying the
    multiplicative ones as well took three times as long for the same accuracy. Weeks have no
    season of their own here, but the yearly profile around them.

    Examples:
        >>> AutoETS().options(Frequency.MONTH)
        {'season_length': 12, 'model': 'ZZZ'}
    """

    name: ClassVar[str] = "auto_ets"
    label: ClassVar[str] = "AutoETS"
    seconds_per_series: ClassVar[float] = 0.105
    most_points: ClassVar[int | None] = 728
    method: ClassVar[str] = "AutoETS"
    longest: ClassVar[Mapping[Frequency, int]] = {**LONGEST, Frequency.DAY: 728, Frequency.WEEK: 260}

    def options(self, freq: Frequency) -> dict[str, Any]:
        """The season and the forms tried."""
        if freq is Frequency.DAY:
            return {"season_length": 7, "model": "AZA"}
        if freq.short_season == 1:
            return {"season_length": 1, "model": "ZZN"}
        return {"season_length": freq.short_season, "model": "ZZZ"}
