"""What the scikit-learn tree models share: filled rows in, plain arrays kept."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path

import numpy as np

from foresale.arrays import Array, Matrix
from foresale.forecasting.models.on_features import OnFeatures
from foresale.forecasting.models.tree_arrays import TreeArrays

UNKNOWN = np.float32(-1.0)  # beyond what demand, shares and codes take, so that a tree can split it off


class OnTrees(OnFeatures):
    """Trees of scikit-learn on the feature table, kept as arrays once grown."""

    def __init__(self, *, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self._trees: TreeArrays | None = None

    @abstractmethod
    def fit_trees(self, rows: Matrix, ratio: Array, weight: Array) -> TreeArrays:
        """Fit on rows without NaN."""

    def learn(self, rows: Matrix, ratio: Array, weight: Array) -> None:
        """Grow the trees."""
        self._trees = self.fit_trees(_fill(rows), ratio, weight)

    def estimate(self, rows: Matrix) -> Array:
        """Demand over level; zero before anything was learned."""
        return np.zeros(len(rows)) if self._trees is None else self._trees.predict(_fill(rows))

    def save_learner(self, folder: Path) -> None:
        """Write the trees' arrays."""
        if self._trees is not None:
            self._trees.save(folder / "trees.npz")

    def load_learner(self, folder: Path) -> None:
        """Read the trees' arrays."""
        if (folder / "trees.npz").exists():
            self._trees = TreeArrays.load(folder / "trees.npz")


def _fill(rows: Matrix) -> Matrix:
    return np.where(np.isfinite(rows), rows, UNKNOWN)
