"""Teunter–Syntetos–Babai: intermittent demand that may die out."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from foresale.forecasting.models.base import Mean
from foresale.forecasting.models.history_filling import select_known_demand
from foresale.forecasting.models.intermittent_demand import tsb_rate
from foresale.forecasting.models.local_model import LocalModel, check_share
from foresale.panel import Panel


class TSB(LocalModel):
    """Smooths the size of a demand and the chance of one, so a product that stops selling fades out.

    The forecast is the same for every step.

    Attributes:
        size_alpha: Weight of the newest demand in its size.
        chance_alpha: Weight of the newest period in the chance of a demand.

    Examples:
        >>> TSB().parameters()
        {'size_alpha': 0.1, 'chance_alpha': 0.1, 'seed': 0}
    """

    name: ClassVar[str] = "tsb"
    family: ClassVar[str] = "intermittent"
    label: ClassVar[str] = "Teunter–Syntetos–Babai (TSB)"
    seconds_per_series: ClassVar[float] = 0.000025

    def __init__(self, *, size_alpha: float = 0.1, chance_alpha: float = 0.1, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.size_alpha = check_share("size_alpha", size_alpha)
        self.chance_alpha = check_share("chance_alpha", chance_alpha)

    def estimate(self, panel: Panel, horizon: int) -> Mean:
        """Size times chance, for each step."""
        rate = tsb_rate(select_known_demand(panel), self.size_alpha, self.chance_alpha)
        return np.repeat(rate[:, None], horizon, axis=1)

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().parameters(), "size_alpha": self.size_alpha, "chance_alpha": self.chance_alpha}
