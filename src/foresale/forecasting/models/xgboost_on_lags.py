"""XGBoost on lags."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from foresale.arrays import Matrix
from foresale.errors import MissingExtraError
from foresale.forecasting.engines.threads import threads_for, wait_passively
from foresale.forecasting.models.on_features import OnFeatures, Values

wait_passively()
try:
    import xgboost
except ImportError as missing:
    raise MissingExtraError("XGBoost", "xgboost") from missing


class XGBoostOnLags(OnFeatures):
    """XGBoost's histogram trees on the feature table (Chen & Guestrin, 2016)."""

    name: ClassVar[str] = "xgboost"
    label: ClassVar[str] = "XGBoost on lags"
    row_budget: ClassVar[int] = 200_000
    seconds_per_row: ClassVar[float] = 2.5e-5

    def __init__(self, *, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self._booster: Any = None

    def learn(self, rows: Matrix, ratio: Values, weight: Values) -> None:
        """Boost squared error."""
        settings = {
            "objective": "reg:squarederror",
            "eta": 0.06,
            "max_depth": 6,
            "min_child_weight": float(np.clip(len(rows) / 500, 2, 50)),
            "subsample": 0.7,
            "colsample_bynode": 0.5,
            "max_bin": 128,
            "tree_method": "hist",
            "seed": self.seed,
            "nthread": threads_for(len(rows)),
            "verbosity": 0,
        }
        self._booster = xgboost.train(
            settings, xgboost.QuantileDMatrix(rows, ratio, weight=weight, max_bin=128), 150
        )

    def estimate(self, rows: Matrix) -> Values:
        """Demand over level; zero before anything was learned."""
        if self._booster is None:
            return np.zeros(len(rows))
        return np.asarray(self._booster.inplace_predict(rows), dtype=np.float64)

    def save_learner(self, folder: Path) -> None:
        """Write the trees as XGBoost's own JSON."""
        if self._booster is not None:
            self._booster.save_model(folder / "trees.json")

    def load_learner(self, folder: Path) -> None:
        """Read the trees."""
        if (folder / "trees.json").exists():
            self._booster = xgboost.Booster(model_file=str(folder / "trees.json"))
