"""One LightGBM over all series: gradient-boosted trees on the feature table."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from foresale.forecasting.models.on_features import Matrix, OnFeatures, Values, categorical_positions
from foresale.forecasting.threads import threads_for, wait_passively


class GlobalLightGBM(OnFeatures):
    """Boosted trees that learn from every series at once, with the step ahead as a feature."""

    name: ClassVar[str] = "lightgbm"
    label: ClassVar[str] = "LightGBM over all series"
    always_tried: ClassVar[bool] = True
    row_budget: ClassVar[int] = 300_000
    seconds_per_row: ClassVar[float] = 4e-5

    def __init__(self, *, seed: int = 0, rounds: int = 300, learning_rate: float = 0.04) -> None:
        super().__init__(seed=seed)
        self.rounds = rounds
        self.learning_rate = learning_rate
        self._booster: Any = None

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {"seed": self.seed, "rounds": self.rounds, "learning_rate": self.learning_rate}

    def learn(self, rows: Matrix, ratio: Values, weight: Values) -> None:
        """Boost on the Tweedie loss, which suits demand with many zeros."""
        wait_passively()
        import lightgbm

        n = len(ratio)
        settings = {
            "objective": "tweedie" if ratio.min() >= 0 else "regression",
            "tweedie_variance_power": 1.5,
            "learning_rate": self.learning_rate,
            "num_leaves": int(np.clip(n // 500, 7, 63)),
            "min_data_in_leaf": int(np.clip(n // 100, 20, 50)),
            "feature_fraction": 0.4,
            "bagging_fraction": 0.7,
            "bagging_freq": 1,
            "lambda_l2": 1.0,
            "cat_smooth": 50,
            "max_bin": 63,
            "num_threads": threads_for(n),
            "seed": self.seed,
            "deterministic": True,
            "force_col_wise": True,
            "verbosity": -1,
        }
        data = lightgbm.Dataset(
            rows,
            ratio,
            weight=weight,
            feature_name=[f"f{i}" for i in range(rows.shape[1])],
            categorical_feature=categorical_positions(self.columns, self.categories),
            params=settings,
            free_raw_data=True,
        )
        self._booster = lightgbm.train(settings, data, num_boost_round=self.rounds)

    def estimate(self, rows: Matrix) -> Values:
        """Demand over level; zero before anything was learned."""
        if self._booster is None:
            return np.zeros(len(rows))
        return np.asarray(self._booster.predict(rows))

    def save_learner(self, folder: Path) -> None:
        """Write the trees as LightGBM's own text."""
        if self._booster is not None:
            self._booster.save_model(folder / "trees.txt")

    def load_learner(self, folder: Path) -> None:
        """Read the trees."""
        wait_passively()
        import lightgbm

        if (folder / "trees.txt").exists():
            self._booster = lightgbm.Booster(model_file=folder / "trees.txt")
