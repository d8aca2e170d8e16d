"""What models that look at one series at a time share."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Self

import numpy as np

from foresale.errors import OptionError
from foresale.forecasting.models.base import Mean, Model, check_horizon
from foresale.panel import Panel


class LocalModel(Model):
    """A model that learns nothing across series: each forecast comes from that series' own past.

    So `fit` has nothing to learn, and `predict` estimates each series of the panel it is given.

    Attributes:
        most_points: Newest points of a series that cost time; None where all do.
        horizon: Periods ahead it was fitted for; 0 before.
        fallbacks: Series of the last `predict` that got their recent mean, because the method
            failed on them.
        fallback_reason: Why the first of them failed, in the method's words.
    """

    most_points: ClassVar[int | None] = None

    def __init__(self, *, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.horizon = 0
        self.fallbacks = 0
        self.fallback_reason = ""

    @classmethod
    def expected_seconds(cls, n_series: int, n_periods: int) -> float:
        """Grows with series and points, and no longer with points that the model never sees."""
        points = n_periods if cls.most_points is None else min(n_periods, cls.most_points)
        return super().expected_seconds(n_series, points)

    def fit(self, panel: Panel, horizon: int) -> Self:
        """Remember the horizon; there is nothing to learn across series."""
        check_horizon(horizon)
        self.horizon = horizon
        return self

    def predict(self, panel: Panel, horizon: int) -> Mean:
        """Mean demand of each series and step, from that series' own past."""
        check_horizon(horizon)
        self.fallbacks, self.fallback_reason = 0, ""
        if panel.n_series == 0 or panel.n_periods == 0:
            return np.zeros((panel.n_series, horizon))
        mean = self.estimate(panel, horizon)
        return np.maximum(mean, 0.0) if panel.non_negative else mean

    @abstractmethod
    def estimate(self, panel: Panel, horizon: int) -> Mean:
        """Finite demand of each series and step (S × horizon) for a panel with at least one period."""


def check_share(name: str, value: float) -> float:
    """Give back a smoothing weight that lies above 0 and at most at 1, or say what is wrong with it."""
    if not 0 < value <= 1:
        raise OptionError(f"{name} is {value:g}.", fix=f"Give {name} above 0 and up to 1.")
    return float(value)
