"""Trees: a random forest and boosting, both grown and saved by LightGBM."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from foresale.arrays import Array
from foresale.errors import SavedModelError
from foresale.regression.models.base import Regressor

if TYPE_CHECKING:
    from lightgbm import Booster

_FILE, _BASE = "trees.txt", "base.npz"
_QUIET: dict[str, Any] = {
    "objective": "regression",
    "verbosity": -1,
    "num_threads": 1,
    "deterministic": True,
    "force_col_wise": True,
    "feature_pre_filter": False,
}
_FOREST_TREES = 200
_MAX_ROUNDS, _PATIENCE = 400, 30
_KEPT_SHARE = 0.2
"""Of the training rows, to see when boosting has learned enough."""


class Trees(Regressor):
    """Trees of LightGBM, kept in its own text format."""

    def __init__(self) -> None:
        self.booster: Booster | None = None
        self.base = 0.0

    def fit(self, matrix: Array, target: Array, seed: int) -> Self:
        """Grow the trees on what the average leaves: a tree of a forest that finds no question says 0."""
        self.base = float(target.mean())
        self.booster = self.fit_booster(matrix, target - self.base, seed)
        return self

    @abstractmethod
    def fit_booster(self, matrix: Array, target: Array, seed: int) -> Booster:
        """The trees."""

    def predict(self, matrix: Array) -> Array:
        """The trees' answer."""
        if self.booster is None:
            return np.full(len(matrix), self.base)
        return self.base + np.asarray(self.booster.predict(matrix, num_threads=1), dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Write the trees as LightGBM's text."""
        if self.booster is not None:
            (folder / _FILE).write_text(self.booster.model_to_string(), encoding="utf-8")
            np.savez(folder / _BASE, base=self.base)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the trees."""
        import lightgbm

        made = cls()
        text = (folder / _FILE).read_text(encoding="utf-8")
        if not text.startswith("tree"):
            raise SavedModelError(f"{folder / _FILE} holds no trees.", fix="Find the drivers again.")
        with np.load(folder / _BASE, allow_pickle=False) as stored:
            made.base = float(stored["base"])
        made.booster = lightgbm.Booster(model_str=text)
        return made


class RandomForest(Trees):
    """Two hundred trees, each grown on its own sample of rows and columns, averaged."""

    name: ClassVar[str] = "random_forest"
    label: ClassVar[str] = "Random forest"

    def fit_booster(self, matrix: Array, target: Array, seed: int) -> Booster:
        """The trees."""
        import lightgbm

        chosen = _QUIET | {
            "boosting": "rf",
            "bagging_freq": 1,
            "bagging_fraction": 0.632,
            "feature_fraction_bynode": 0.5,
            "num_leaves": 63,
            "min_data_in_leaf": 5,
            "seed": seed,
        }
        return lightgbm.train(chosen, lightgbm.Dataset(matrix, target), num_boost_round=_FOREST_TREES)


class Boosting(Trees):
    """Small trees, each on what those before it left; how many is seen on rows kept back meanwhile."""

    name: ClassVar[str] = "boosting"
    label: ClassVar[str] = "Gradient boosting"

    def fit_booster(self, matrix: Array, target: Array, seed: int) -> Booster:
        """The trees, as many as were good for the rows kept back."""
        import lightgbm

        rows = len(target)
        chosen = _QUIET | {
            "learning_rate": 0.05,
            "num_leaves": 8,
            "min_data_in_leaf": max(5, min(20, rows // 20)),
            "bagging_freq": 1,
            "bagging_fraction": 0.8,
            "feature_fraction": 0.8,
            "lambda_l2": 1.0,
            "seed": seed,
        }
        order = np.random.default_rng(seed).permutation(rows)
        kept, learned = np.split(order, [max(5, int(rows * _KEPT_SHARE))])
        train = lightgbm.Dataset(matrix[learned], target[learned])
        found = lightgbm.train(
            chosen,
            train,
            num_boost_round=_MAX_ROUNDS,
            valid_sets=[lightgbm.Dataset(matrix[kept], target[kept], reference=train)],
            callbacks=[lightgbm.early_stopping(_PATIENCE, verbose=False)],
        )
        rounds = max(found.best_iteration, 1)
        return lightgbm.train(chosen, lightgbm.Dataset(matrix, target), num_boost_round=rounds)
