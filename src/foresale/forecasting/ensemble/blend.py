"""A weighted mean of several models' forecasts: often better than each, seldom worse than the best."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.ensemble.blend_weights import blend_means, class_codes
from foresale.forecasting.lifecycle.new_products import find_new_series, pool_with_similar
from foresale.forecasting.models.base import Mean, Model
from foresale.forecasting.models.catalog import load_saved_class
from foresale.panel import Panel


class Blend(Model):
    """Several models, weighted by class of series.

    Args:
        members: The models, fitted or to be fitted.
        weights: Classes × members, from `learn_weights`.
        seed: Same seed, same answer.
    """

    name: ClassVar[str] = "blend"
    family: ClassVar[str] = "blend"
    label: ClassVar[str] = "Blend of the best models"

    def __init__(self, members: Sequence[Model], weights: Array, *, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.members = tuple(members)
        self.weights = np.asarray(weights, dtype=np.float64)

    def fit(self, panel: Panel, horizon: int) -> Self:
        """Fit every member."""
        self.members = tuple(member.fit(panel, horizon) for member in self.members)
        return self

    def predict(self, panel: Panel, horizon: int) -> Mean:
        """The members' mean, weighted by what kind of history each series has by now."""
        return self.combine_means([member.predict(panel, horizon) for member in self.members], panel)

    def combine_means(self, means: Sequence[Mean], panel: Panel) -> Mean:
        """The blend of what its members forecast, wherever that was done.

        Args:
            means: S × H of each member.
            panel: The history they forecast from.
        """
        new_series = find_new_series(panel, means[0].shape[1])
        leaning = [
            pool_with_similar(mean, new_series, member.family)
            for mean, member in zip(means, self.members, strict=True)
        ]
        return blend_means(np.stack(leaning), self.weights, class_codes(panel))

    def parameters(self) -> dict[str, Any]:
        """Names of the members and their weights; each member is saved in a folder of its own."""
        names = [member.name for member in self.members]
        return {
            "seed": self.seed,
            "members": names,
            "folders": self._folders(),
            "weights": self.weights.tolist(),
        }

    def _folders(self) -> list[str]:
        """Where each member is saved; two of one kind have folders of their own."""
        names = [member.name for member in self.members]
        return [name if name not in names[:i] else f"{name}_{i + 1}" for i, name in enumerate(names)]

    def save(self, folder: Path) -> None:
        """Write the list of members, and each member in its folder."""
        super().save(folder)
        for member, name in zip(self.members, self._folders(), strict=True):
            member.save(folder / name)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a blend that `save` wrote."""
        stored = json.loads((folder / "model.json").read_text())
        folders = stored.get("folders", stored["members"])
        members = [
            load_saved_class(name).load(folder / place)
            for name, place in zip(stored["members"], folders, strict=True)
        ]
        weights = np.array(stored["weights"], dtype=np.float64)
        if weights.ndim != 2 or weights.shape[1] != len(members):
            raise ValueError("the blend's weights don't fit its members")
        return cls(members, weights, seed=stored["seed"])


def parameters_of(model: Model) -> dict[str, Any]:
    """A model's parameters, and of a blend those of each member by its folder's name."""
    if not isinstance(model, Blend):
        return model.parameters()
    return {
        name: member.parameters()
        for name, member in zip(model.parameters()["folders"], model.members, strict=True)
    }
