"""Gradient boosting on lags."""

from __future__ import annotations

from typing import ClassVar

from foresale.arrays import Matrix
from foresale.forecasting.models.on_features import Values
from foresale.forecasting.models.on_trees import OnTrees
from foresale.forecasting.models.tree_arrays import TreeArrays


class GradientBoosting(OnTrees):
    """Small trees, each grown on what those before it left unexplained (Friedman, 2001)."""

    name: ClassVar[str] = "gradient_boosting"
    label: ClassVar[str] = "Gradient boosting on lags"
    row_budget: ClassVar[int] = 20_000
    seconds_per_row: ClassVar[float] = 3.5e-4

    def grow(self, rows: Matrix, ratio: Values, weight: Values) -> TreeArrays:
        """Boost squared error, one tree after the other."""
        from sklearn.ensemble import GradientBoostingRegressor

        rate = 0.08
        boosted = GradientBoostingRegressor(
            n_estimators=120,
            learning_rate=rate,
            max_depth=4,
            min_samples_leaf=max(1, min(20, len(rows) // 100)),
            max_features=0.3,
            subsample=0.7,
            random_state=self.seed,
        )
        boosted.fit(rows, ratio, sample_weight=weight)
        base = float(boosted.init_.predict(rows[:1])[0])
        return TreeArrays.from_trees(boosted.estimators_[:, 0], base=base, factor=rate)
