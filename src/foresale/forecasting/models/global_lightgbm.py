"""One LightGBM over all series: gradient-boosted trees on the feature table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from foresale.forecasting.features.rows_ahead import RowsAhead
from foresale.forecasting.models.boosting import boosting_data, boosting_settings
from foresale.forecasting.models.on_features import Matrix, OnFeatures, Values, categorical_positions
from foresale.forecasting.models.tree_tables import MANY, TreeTables
from foresale.forecasting.threads import threads_for, wait_passively

MOST_CORRECTION = 1.25


class GlobalLightGBM(OnFeatures):
    """Boosted trees that learn from every series at once, with the step ahead as a feature.

    The Tweedie loss cares for relative errors, so its trees follow the many small demands closely
    and fall short of the few large ones; one factor brings their sum back to the units sold.
    """

    name: ClassVar[str] = "lightgbm"
    label: ClassVar[str] = "LightGBM over all series"
    always_tried: ClassVar[bool] = True
    row_budget: ClassVar[int] = 300_000
    seconds_per_row: ClassVar[float] = 3e-5

    def __init__(self, *, seed: int = 0, rounds: int = 120, learning_rate: float = 0.1) -> None:
        super().__init__(seed=seed)
        self.rounds = rounds
        self.learning_rate = learning_rate
        self._booster: Any = None
        self._correction = 1.0
        self._tables: TreeTables | None = None

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {"seed": self.seed, "rounds": self.rounds, "learning_rate": self.learning_rate}

    def learn(self, rows: Matrix, ratio: Values, weight: Values) -> None:
        """Boost on the Tweedie loss, which suits many zeros; on squares where demand can be negative."""
        settings = self.settings(len(ratio), negative=bool(ratio.min() < 0))
        coded = categorical_positions(self.columns, self.categories)
        data = boosting_data(rows, ratio, weight, coded, settings)
        import lightgbm

        self._booster, self._tables = lightgbm.train(settings, data, num_boost_round=self.rounds), None
        if settings["objective"] == "tweedie":
            units = weight**2  # the square of `weigh`: rows count by their level
            short = float((units * ratio).sum() / max((units * self._booster.predict(rows)).sum(), 1e-9))
            self._correction = float(np.clip(short, 1 / MOST_CORRECTION, MOST_CORRECTION))

    def settings(self, rows: int, *, negative: bool) -> dict[str, Any]:
        """LightGBM's parameters for so many rows."""
        return {
            **boosting_settings(rows, seed=self.seed, most_leaves=63, largest_leaf=50),
            "objective": "regression" if negative else "tweedie",
            "tweedie_variance_power": 1.4,
            "learning_rate": self.learning_rate,
        }

    def estimate(self, rows: Matrix) -> Values:
        """Demand over level; zero before anything was learned."""
        if self._booster is None:
            return np.zeros(len(rows))
        answer = self._booster.predict(rows, num_threads=threads_for(len(rows)))
        return np.asarray(answer * self._correction)

    def answering(self, rows: int) -> Callable[[RowsAhead], Values]:
        """Many rows are answered by table."""
        if self._booster is not None and rows >= MANY and self._tables is None:
            self._tables = TreeTables.of([self._booster], self.columns)
        tables, multiplies, correction = self._tables, self.multiplies, self._correction
        if tables is None or rows < MANY:
            return super().answering(rows)

        def answer(ahead: RowsAhead) -> Values:
            total = tables.sums(ahead)[:, 0]
            return np.asarray((np.exp(total) if multiplies else total) * correction)

        return answer

    @property
    def multiplies(self) -> bool:
        """Whether contributions are logs of factors, as with the Tweedie loss; else they are added."""
        if self._booster is None:
            return False
        head = self._booster.model_to_string(num_iteration=1).partition("feature_names=")[0]
        return "objective=tweedie" in head

    def contributions(self, rows: Matrix) -> Values:
        """N × (F + 1): what each column adds to the log of demand over level, and where they start."""
        parts = np.asarray(self._booster.predict(rows, pred_contrib=True), dtype=np.float64)
        if self.multiplies:
            parts[:, -1] += np.log(self._correction)
        return parts

    def gain(self) -> Values:
        """Each column's share of what all splits gained."""
        gain = np.asarray(self._booster.feature_importance("gain"), dtype=np.float64)
        return gain / max(float(gain.sum()), float(np.finfo(np.float64).tiny))

    def save_learner(self, folder: Path) -> None:
        """Write the trees as LightGBM's own text."""
        if self._booster is not None:
            self._booster.save_model(folder / "trees.txt")
            (folder / "correction.json").write_text(json.dumps(self._correction))

    def load_learner(self, folder: Path) -> None:
        """Read the trees."""
        wait_passively()
        import lightgbm

        if (folder / "trees.txt").exists():
            self._booster = lightgbm.Booster(model_file=folder / "trees.txt")
            self._correction = float(json.loads((folder / "correction.json").read_text()))
