"""Gradient boosting on lags."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from foresale.arrays import Array, Matrix
from foresale.forecasting.models.on_trees import OnTrees
from foresale.forecasting.models.tree_arrays import TreeArrays


class GradientBoosting(OnTrees):
    """Small trees, each grown on what those before it left unexplained (Friedman, 2001)."""

    name: ClassVar[str] = "gradient_boosting"
    label: ClassVar[str] = "Gradient boosting on lags"
    row_budget: ClassVar[int] = 20_000
    seconds_per_row: ClassVar[float] = 3.5e-4

    searched: ClassVar[Mapping[str, tuple[Any, ...]]] = MappingProxyType(
        {"rounds": (60, 300), "learning_rate": (0.02, 0.2), "max_depth": (2, 7)}
    )

    def __init__(
        self, *, seed: int = 0, rounds: int = 120, learning_rate: float = 0.08, max_depth: int = 4
    ) -> None:
        super().__init__(seed=seed)
        self.rounds = rounds
        self.learning_rate = learning_rate
        self.max_depth = max_depth

    def fit_trees(self, rows: Matrix, ratio: Array, weight: Array) -> TreeArrays:
        """Boost squared error, one tree after the other."""
        from sklearn.ensemble import GradientBoostingRegressor

        boosted = GradientBoostingRegressor(
            n_estimators=self.rounds,
            learning_rate=self.learning_rate,
            max_depth=self.max_depth,
            min_samples_leaf=max(1, min(20, len(rows) // 100)),
            max_features=0.3,
            subsample=0.7,
            random_state=self.seed,
        )
        boosted.fit(rows, ratio, sample_weight=weight)
        base = float(boosted.init_.predict(rows[:1])[0])
        return TreeArrays.from_trees(boosted.estimators_[:, 0], base=base, factor=self.learning_rate)
