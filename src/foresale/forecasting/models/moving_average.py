"""Moving average: the recent mean goes on."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from foresale.errors import OptionError
from foresale.forecasting.models.base import Mean
from foresale.forecasting.models.history_filling import recent_mean, select_known_demand
from foresale.forecasting.models.local_model import LocalModel
from foresale.frequency import Frequency
from foresale.panel import Panel

WINDOWS = {
    Frequency.DAY: 28,
    Frequency.WEEK: 8,
    Frequency.MONTH: 6,
    Frequency.FORTNIGHT: 6,
    Frequency.FOUR_WEEKS: 6,
    Frequency.QUARTER: 4,
}


class MovingAverage(LocalModel):
    """Forecasts the mean of the last known periods, for every step ahead.

    Attributes:
        window: Known periods in the mean; by default 28 days, 8 weeks or 6 months.

    Examples:
        >>> MovingAverage(window=14).parameters()
        {'window': 14, 'seed': 0}
    """

    name: ClassVar[str] = "moving_average"
    family: ClassVar[str] = "baseline"
    label: ClassVar[str] = "Moving average"
    seconds_per_series: ClassVar[float] = 0.00001

    def __init__(self, *, window: int | None = None, seed: int = 0) -> None:
        super().__init__(seed=seed)
        if window is not None and window < 1:
            raise OptionError(
                f"A window of {window} was asked for.", fix="Give a window of 1 period or more."
            )
        self.window = window

    def estimate(self, panel: Panel, horizon: int) -> Mean:
        """The recent mean, for each step."""
        window = WINDOWS[panel.freq] if self.window is None else self.window
        return np.repeat(recent_mean(select_known_demand(panel), window)[:, None], horizon, axis=1)

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().parameters(), "window": self.window}
