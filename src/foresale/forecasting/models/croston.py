"""Croston's method: size of a demand over the wait for it."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from foresale.forecasting.models.base import Mean
from foresale.forecasting.models.history_filling import select_known_demand
from foresale.forecasting.models.intermittent_demand import croston_rate
from foresale.forecasting.models.local_model import LocalModel, check_share
from foresale.panel import Panel


class Croston(LocalModel):
    """Smooths how much is sold when something is sold, and how long that takes, and divides.

    Good for slow movers that go on; it forecasts too much on average (see `SBA`), and doesn't
    notice when sales stop (see `TSB`). The forecast is the same for every step.

    Attributes:
        alpha: Weight of the newest size and interval; 0.1 is Croston's.

    Examples:
        >>> Croston().parameters()
        {'alpha': 0.1, 'seed': 0}
    """

    name: ClassVar[str] = "croston"
    family: ClassVar[str] = "intermittent"
    label: ClassVar[str] = "Croston"
    seconds_per_series: ClassVar[float] = 0.000025

    def __init__(self, *, alpha: float = 0.1, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.alpha = check_share("alpha", alpha)

    def estimate(self, panel: Panel, horizon: int) -> Mean:
        """Size over interval, for each step."""
        rate = croston_rate(select_known_demand(panel), self.alpha)
        return np.repeat((rate.size / rate.interval)[:, None], horizon, axis=1)

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().parameters(), "alpha": self.alpha}
