"""Random forest on lags."""

from __future__ import annotations

from typing import ClassVar

from foresale.arrays import Matrix
from foresale.forecasting.engines.threads import threads_for
from foresale.forecasting.models.on_features import Values
from foresale.forecasting.models.on_trees import OnTrees
from foresale.forecasting.models.tree_arrays import TreeArrays


class RandomForest(OnTrees):
    """The mean of many deep trees, each grown on a part of the rows and columns (Breiman, 2001)."""

    name: ClassVar[str] = "random_forest"
    label: ClassVar[str] = "Random forest on lags"
    row_budget: ClassVar[int] = 60_000
    seconds_per_row: ClassVar[float] = 3e-4

    def grow(self, rows: Matrix, ratio: Values, weight: Values) -> TreeArrays:
        """Grow the forest on both cores."""
        from sklearn.ensemble import RandomForestRegressor

        forest = RandomForestRegressor(
            n_estimators=40,
            min_samples_leaf=max(2, min(10, len(rows) // 200)),
            max_features=0.33,
            max_samples=min(0.7, 15_000 / len(rows)) if len(rows) > 10 else None,
            n_jobs=threads_for(len(rows)),
            random_state=self.seed,
        )
        forest.fit(rows, ratio, sample_weight=weight)
        return TreeArrays.from_trees(forest.estimators_, base=0.0, factor=1 / len(forest.estimators_))
