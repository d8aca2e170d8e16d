"""XGBoost on lags."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from foresale.arrays import Array, Matrix
from foresale.errors import MissingExtraError
from foresale.forecasting.engines.threads import threads_for, wait_passively
from foresale.forecasting.models.on_features import OnFeatures


class XGBoostOnLags(OnFeatures):
    """XGBoost's histogram trees on the feature table (Chen & Guestrin, 2016)."""

    name: ClassVar[str] = "xgboost"
    label: ClassVar[str] = "XGBoost on lags"
    row_budget: ClassVar[int] = 200_000
    seconds_per_row: ClassVar[float] = 2.5e-5

    searched: ClassVar[Mapping[str, tuple[Any, ...]]] = MappingProxyType(
        {"rounds": (60, 400), "learning_rate": (0.02, 0.3), "max_depth": (3, 10)}
    )

    def __init__(
        self, *, seed: int = 0, rounds: int = 150, learning_rate: float = 0.06, max_depth: int = 6
    ) -> None:
        super().__init__(seed=seed)
        self.rounds = rounds
        self.learning_rate = learning_rate
        self.max_depth = max_depth
        self._booster: Any = None

    def learn(self, rows: Matrix, ratio: Array, weight: Array) -> None:
        """Boost squared error."""
        settings = {
            "objective": "reg:squarederror",
            "eta": self.learning_rate,
            "max_depth": self.max_depth,
            "min_child_weight": float(np.clip(len(rows) / 500, 2, 50)),
            "subsample": 0.7,
            "colsample_bynode": 0.5,
            "max_bin": 128,
            "tree_method": "hist",
            "seed": self.seed,
            "nthread": threads_for(len(rows)),
            "verbosity": 0,
        }
        xgboost = _import_xgboost()
        self._booster = xgboost.train(
            settings, xgboost.QuantileDMatrix(rows, ratio, weight=weight, max_bin=128), self.rounds
        )

    def estimate(self, rows: Matrix) -> Array:
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
            self._booster = _import_xgboost().Booster(model_file=str(folder / "trees.json"))


def _import_xgboost() -> Any:
    """The library, which loads longer than a small table takes to forecast, once it is needed.

    Raises:
        MissingExtraError: It can't be loaded.
    """
    wait_passively()
    try:
        import xgboost
    except ImportError as missing:
        raise MissingExtraError("XGBoost", "xgboost") from missing
    return xgboost
