"""Random forest on lags."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from foresale.arrays import Array, Matrix
from foresale.forecasting.engines.threads import threads_for
from foresale.forecasting.models.on_trees import OnTrees
from foresale.forecasting.models.tree_arrays import TreeArrays


class RandomForest(OnTrees):
    """The mean of many deep trees, each grown on a part of the rows and columns (Breiman, 2001)."""

    name: ClassVar[str] = "random_forest"
    label: ClassVar[str] = "Random forest on lags"
    row_budget: ClassVar[int] = 60_000
    seconds_per_row: ClassVar[float] = 3e-4

    searched: ClassVar[Mapping[str, tuple[Any, ...]]] = MappingProxyType(
        {"trees": (20, 120), "min_samples_leaf": (1, 30), "max_features": (0.1, 0.8)}
    )

    def __init__(
        self,
        *,
        seed: int = 0,
        trees: int = 40,
        min_samples_leaf: int | None = None,
        max_features: float = 0.33,
    ) -> None:
        super().__init__(seed=seed)
        self.trees = trees
        self.min_samples_leaf = min_samples_leaf
        self.max_features = max_features

    def fit_trees(self, rows: Matrix, ratio: Array, weight: Array) -> TreeArrays:
        """Grow the forest on both cores."""
        from sklearn.ensemble import RandomForestRegressor

        forest = RandomForestRegressor(
            n_estimators=self.trees,
            min_samples_leaf=self.min_samples_leaf or max(2, min(10, len(rows) // 200)),
            max_features=self.max_features,
            max_samples=min(0.7, 15_000 / len(rows)) if len(rows) > 10 else None,
            n_jobs=threads_for(len(rows)),
            random_state=self.seed,
        )
        forest.fit(rows, ratio, sample_weight=weight)
        return TreeArrays.from_trees(forest.estimators_, base=0.0, factor=1 / len(forest.estimators_))
