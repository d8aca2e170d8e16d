"""The mean of several models' forecasts: often better than each, seldom worse than the best."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from foresale.forecasting.models.base import Mean, Model
from foresale.forecasting.models.catalog import load_model_class
from foresale.panel import Panel


class Blend(Model):
    """Several models with equal weights (Clemen, 1989: hard to beat with learned ones on few folds)."""

    name: ClassVar[str] = "blend"
    family: ClassVar[str] = "blend"
    label: ClassVar[str] = "Mean of the best models"

    def __init__(self, members: Sequence[Model], *, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.members = tuple(members)

    def fit(self, panel: Panel, horizon: int) -> Self:
        """Fit every member."""
        self.members = tuple(member.fit(panel, horizon) for member in self.members)
        return self

    def predict(self, panel: Panel, horizon: int) -> Mean:
        """The members' mean."""
        return np.asarray(np.mean([member.predict(panel, horizon) for member in self.members], axis=0))

    def parameters(self) -> dict[str, Any]:
        """The members' names; each is saved in a folder of its own."""
        return {"seed": self.seed, "members": [member.name for member in self.members]}

    def save(self, folder: Path) -> None:
        """Write the list of members, and each member in its folder."""
        super().save(folder)
        for member in self.members:
            member.save(folder / member.name)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a blend that `save` wrote."""
        stored = json.loads((folder / "model.json").read_text())
        members = [load_model_class(name).load(folder / name) for name in stored["members"]]
        return cls(members, seed=stored["seed"])
