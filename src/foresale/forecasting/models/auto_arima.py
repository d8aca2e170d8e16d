"""AutoARIMA: the ARIMA order that fits best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from foresale.forecasting.models.statsforecast_engine import LONGEST, StatsforecastModel
from foresale.frequency import Frequency


class AutoARIMA(StatsforecastModel):
    """Seasonal ARIMA whose orders are searched step by step for each series.

    The dearest of the classical models, so the search is kept small (approximate likelihood, up
    to three lags and one seasonal lag) and days see one year: two took half as long again for little.

    Examples:
        >>> AutoARIMA().options(Frequency.WEEK)["season_length"]
        1
    """

    name: ClassVar[str] = "auto_arima"
    label: ClassVar[str] = "AutoARIMA"
    seconds_per_series: ClassVar[float] = 0.5
    most_points: ClassVar[int | None] = 364
    method: ClassVar[str] = "AutoARIMA"
    longest: ClassVar[Mapping[Frequency, int]] = {**LONGEST, Frequency.DAY: 364, Frequency.WEEK: 208}

    def options(self, freq: Frequency) -> dict[str, Any]:
        """The season and how far the search goes."""
        season = 1 if freq is Frequency.WEEK else freq.short_season
        return {
            "season_length": season,
            "approximation": True,
            "max_p": 3,
            "max_q": 3,
            "max_P": 1,
            "max_Q": 1,
            "max_order": 4,
        }
