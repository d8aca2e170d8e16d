"""Quantiles learned over all series: one set of boosted trees for each of a few levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from foresale.arrays import Array, Matrix
from foresale.forecasting.engines.threads import threads_for, wait_passively
from foresale.forecasting.features.rows_ahead import RowsAhead
from foresale.forecasting.models.boosting import boosting_data, boosting_settings
from foresale.forecasting.models.forests import Forests
from foresale.forecasting.models.on_features import TrainingSample, categorical_positions, forecast_together
from foresale.forecasting.models.tree_tables import MANY, TreeTables
from foresale.forecasting.results import QUANTILES
from foresale.panel import Panel

LEVELS: tuple[float, ...] = (0.025, 0.1, 0.5, 0.9, 0.975)
ROUNDS = 50
LEARNING_RATE = 0.15


class QuantileLightGBM(Forests[list[Any]]):
    """Trees on the pinball loss (Koenker and Bassett, 1978), which learn what makes demand uncertain.

    They see the whole history, where conformal quantiles see a few windows, but promise no
    coverage; `forecasting.quantiles.sharpening` joins the two with a third.
    """

    name: ClassVar[str] = "quantile_lightgbm"
    label: ClassVar[str] = "Quantiles by LightGBM over all series"
    row_budget: ClassVar[int] = 60_000
    repeats: ClassVar[int] = 2  # with four it took twice as long, and was no better
    last_fit: ClassVar[Mapping[str, Any]] = {"forests": 2}
    answer_shape: ClassVar[tuple[int, ...]] = (len(QUANTILES),)
    seconds_per_row: ClassVar[float] = 1e-4

    def weigh(self, scale: Array) -> Array:
        """Rows count by their level, as the weighted quantile loss has it."""
        return np.asarray(scale / scale.mean())

    def fit_forest(self, sample: TrainingSample, seed: int, *, negative: bool) -> list[Any]:
        """Boost once a level."""
        settings = boosting_settings(len(sample.ratio), seed=seed, most_leaves=15, largest_leaf=100)
        settings |= {"objective": "quantile", "learning_rate": LEARNING_RATE}
        coded = categorical_positions(self.columns, self.categories)
        data = boosting_data(*sample, coded, settings)
        import lightgbm

        return [
            lightgbm.train({**settings, "alpha": level}, data, num_boost_round=ROUNDS) for level in LEVELS
        ]

    def estimate(self, rows: Matrix) -> Array:
        """Median demand over level."""
        return self.answer(rows)[:, QUANTILES.index(0.5)]

    def answer(self, rows: Matrix) -> Array:
        """N × Q quantiles at `QUANTILES`: between the learned levels, straight in normal scores."""
        if not self._forests:
            return np.zeros((len(rows), len(QUANTILES)))
        threads = threads_for(len(rows))
        learned = [booster.predict(rows, num_threads=threads) for booster in self._boosters()]
        return _at_all_levels(np.stack(learned, axis=-1))

    def make_predictor(self, rows: int) -> Callable[[RowsAhead], Array]:
        """Many rows are answered by table."""
        if self._forests and rows >= MANY and self._tables is None:
            self._tables = TreeTables.of(self._boosters(), self.columns)
        tables = self._tables
        if tables is None or rows < MANY:
            return super().make_predictor(rows)
        return lambda ahead: _at_all_levels(tables.sums(ahead))

    def _boosters(self) -> list[Any]:
        """Those of every forest, level by level within each."""
        return [booster for forest in self._forests for booster in forest]

    def quantiles(self, panel: Panel, horizon: int) -> Array:
        """S × horizon × Q quantiles at `QUANTILES`, never crossing."""
        return in_order(forecast_together([self], panel, horizon)[0], panel)

    def save_learner(self, folder: Path) -> None:
        """Write the trees of each level as LightGBM's own text."""
        for number, forest in enumerate(self._forests, start=1):
            for level, booster in zip(LEVELS, forest, strict=True):
                booster.save_model(folder / f"trees_{number}_{level:g}.txt")

    def load_learner(self, folder: Path) -> None:
        """Read the trees of each level."""
        wait_passively()
        import lightgbm

        for number in range(1, self.forests + 1):
            files = [folder / f"trees_{number}_{level:g}.txt" for level in LEVELS]
            if files[0].exists():
                self._forests.append([lightgbm.Booster(model_file=file) for file in files])


def in_order(quantiles: Array, panel: Panel) -> Array:
    """Quantiles that never cross, and never fall below nothing where demand can't."""
    if panel.non_negative:
        np.maximum(quantiles, 0.0, out=quantiles)
    return np.asarray(np.maximum.accumulate(quantiles, axis=-1, out=quantiles))


def _at_all_levels(learned: Array) -> Array:
    """N × Q quantiles at `QUANTILES`, of what each forest says of the learned levels (N × forests · L)."""
    from scipy.special import ndtri

    wanted, known = ndtri(QUANTILES), ndtri(LEVELS)
    right = np.clip(np.searchsorted(known, wanted), 1, len(known) - 1)
    share = (wanted - known[right - 1]) / (known[right] - known[right - 1])
    rising = np.sort(learned.reshape(len(learned), -1, len(LEVELS)).mean(axis=1), axis=-1)
    return np.asarray(rising[:, right - 1] * (1 - share) + rising[:, right] * share)
