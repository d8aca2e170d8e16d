"""A second model of another kind, whose errors tell the champion's quantiles something."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from foresale.forecasting.calibration import Calibration
from foresale.forecasting.models.base import Mean, Model
from foresale.forecasting.models.profile_smoothing import ProfileSmoothing
from foresale.forecasting.new_products import Newcomers, lean_on_like
from foresale.panel import Panel

COMPANION: type[Model] = ProfileSmoothing  # always tried, quick, and nothing like trees


@dataclass(frozen=True)
class Companion:
    """A fitted companion.

    Attributes:
        model: The model.
        calibration: Its errors on the past.
    """

    model: Model
    calibration: Calibration

    def mean(self, history: Panel, steps: int, newcomers: Newcomers | None) -> Mean:
        """S × steps means after a cleaned history."""
        return lean_on_like(self.model.predict(history, steps), newcomers, self.model.family)

    def save(self, folder: Path) -> None:
        """Write model and calibration."""
        self.model.save(folder)
        self.calibration.save(folder / "calibration.npz")

    @classmethod
    def load(cls, folder: Path) -> Companion:
        """Read what `save` wrote."""
        return cls(COMPANION.load(folder), Calibration.load(folder / "calibration.npz"))
