"""One LightGBM over all series: gradient-boosted trees on the feature table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from foresale.arrays import Array, Matrix
from foresale.errors import OptionError, did_you_mean
from foresale.forecasting.engines.threads import threads_for, wait_passively
from foresale.forecasting.features.rows_ahead import RowsAhead
from foresale.forecasting.models.boosting import boosting_data, boosting_settings
from foresale.forecasting.models.forests import Forests
from foresale.forecasting.models.on_features import TrainingSample, categorical_positions
from foresale.forecasting.models.tree_contributions import add_up_contributions
from foresale.forecasting.models.tree_tables import MANY, TreeTables

MOST_CORRECTION = 1.25
_TREES = (
    *("num_leaves", "min_data_in_leaf", "max_depth", "feature_fraction", "bagging_fraction"),
    *("lambda_l1", "lambda_l2", "min_gain_to_split"),
)


@dataclass(frozen=True)
class Forest:
    """Boosted trees, and the factor that brings their sum back to the units sold."""

    booster: Any
    correction: float = 1.0


class GlobalLightGBM(Forests[Forest]):
    """Boosted trees that learn from every series at once, with the step ahead as a feature.

    The Tweedie loss cares for relative errors, so its trees follow the many small demands closely
    and fall short of the few large ones; one factor brings their sum back to the units sold.

    Args:
        seed: Same seed, same trees.
        forests: At most so many, see `Forests`.
        rounds: Trees of each.
        learning_rate: How much of what is left each tree takes on.
        trees: LightGBM's own `num_leaves`, `min_data_in_leaf`, `max_depth`, `feature_fraction`,
            `bagging_fraction`, `lambda_l1`, `lambda_l2`, `min_gain_to_split`; by default what suits the rows.
    """

    name: ClassVar[str] = "lightgbm"
    label: ClassVar[str] = "LightGBM over all series"
    always_tried: ClassVar[bool] = True
    row_budget: ClassVar[int] = 300_000
    seconds_per_row: ClassVar[float] = 3e-5

    searched: ClassVar[Mapping[str, tuple[Any, ...]]] = MappingProxyType(
        {
            "rounds": (60, 400),
            "learning_rate": (0.02, 0.2),
            "num_leaves": (7, 127),
            "min_data_in_leaf": (10, 200),
            "feature_fraction": (0.2, 1.0),
            "lambda_l2": (0.01, 30.0),
        }
    )

    def __init__(
        self,
        *,
        seed: int = 0,
        forests: int = 1,
        rounds: int = 120,
        learning_rate: float = 0.1,
        **trees: Any,
    ) -> None:
        super().__init__(seed=seed, forests=forests)
        self.rounds = rounds
        self.learning_rate = learning_rate
        unknown = sorted(set(trees) - set(_TREES))
        if unknown:
            known = ("rounds", "learning_rate", "forests", "seed", *_TREES)
            raise OptionError(
                f"LightGBM has no argument {unknown[0]!r} here.",
                fix=did_you_mean(unknown[0], known, f"It has: {', '.join(known)}."),
            )
        self.trees = {name: value for name, value in trees.items() if value is not None}

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        own = {"seed": self.seed, "forests": self.forests}
        return {**own, "rounds": self.rounds, "learning_rate": self.learning_rate, **self.trees}

    def fit_forest(self, sample: TrainingSample, seed: int, *, negative: bool) -> Forest:
        """Boost on the Tweedie loss, which suits many zeros; on squares where demand can be negative."""
        rows, ratio, weight = sample
        settings = self.settings(len(ratio), seed=seed, negative=negative)
        coded = categorical_positions(self.columns, self.categories)
        data = boosting_data(rows, ratio, weight, coded, settings)
        import lightgbm

        try:
            booster = lightgbm.train(settings, data, num_boost_round=self.rounds, keep_training_booster=True)
        except lightgbm.basic.LightGBMError as error:
            told = ", ".join(f"{name}={value}" for name, value in self.parameters().items())
            raise OptionError(
                f"LightGBM can't learn with {told}: {str(error).partition(' at ')[0]}.",
                fix="Give it values that its documentation allows.",
            ) from None
        correction = 1.0
        if not negative:
            units = weight**2  # the square of `weigh`: rows count by their level
            short = float((units * ratio).sum() / max((units * _fitted(booster)).sum(), 1e-9))
            correction = float(np.clip(short, 1 / MOST_CORRECTION, MOST_CORRECTION))
        return Forest(booster.model_from_string(booster.model_to_string()).free_dataset(), correction)

    def settings(self, rows: int, *, seed: int, negative: bool) -> dict[str, Any]:
        """LightGBM's parameters for so many rows."""
        return {
            **boosting_settings(rows, seed=seed, most_leaves=63, largest_leaf=50),
            "objective": "regression" if negative else "tweedie",
            "tweedie_variance_power": 1.4,
            "learning_rate": self.learning_rate,
            **self.trees,
        }

    def estimate(self, rows: Matrix) -> Array:
        """Demand over level; zero before anything was learned."""
        if not self._forests:
            return np.zeros(len(rows))
        threads = threads_for(len(rows))
        found = [each.booster.predict(rows, raw_score=True, num_threads=threads) for each in self._forests]
        return self._average(np.stack(found, axis=1))

    def make_predictor(self, rows: int) -> Callable[[RowsAhead], Array]:
        """Many rows are answered by table."""
        if self._forests and rows >= MANY and self._tables is None:
            self._tables = TreeTables.of([each.booster for each in self._forests], self.columns)
        tables = self._tables
        if tables is None or rows < MANY:
            return super().make_predictor(rows)
        return lambda ahead: self._average(tables.sums(ahead))

    def _average(self, totals: Array) -> Array:
        """Demand over level, from what the trees of each forest add up to (N × forests).

        Averages are taken before the exponential, so that contributions add up to them.
        """
        total = totals.mean(axis=1)
        return np.asarray(np.exp(total + self._log_correction) if self.multiplies else total)

    @property
    def _log_correction(self) -> float:
        return float(np.mean([np.log(forest.correction) for forest in self._forests]))

    @property
    def multiplies(self) -> bool:
        """Whether contributions are logs of factors, as with the Tweedie loss; else they are added."""
        if not self._forests:
            return False
        text = self._forests[0].booster.model_to_string(num_iteration=1)
        return "objective=tweedie" in text.partition("feature_names=")[0]

    def contributions(self, rows: Matrix) -> Array:
        """N × (F + 1): what each column adds to the log of demand over level, and where they start."""
        found = [add_up_contributions(forest.booster, rows) for forest in self._forests]
        parts = np.asarray(np.mean(found, axis=0, dtype=np.float64))
        if self.multiplies:
            parts[:, -1] += self._log_correction
        return parts

    def gain(self) -> Array:
        """Each column's share of what all splits gained."""
        found = [forest.booster.feature_importance("gain") for forest in self._forests]
        gain = np.sum(found, axis=0, dtype=np.float64)
        return np.asarray(gain / max(float(gain.sum()), float(np.finfo(np.float64).tiny)))

    def save_learner(self, folder: Path) -> None:
        """Write the trees as LightGBM's own text."""
        for number, forest in enumerate(self._forests, start=1):
            forest.booster.save_model(folder / f"trees_{number}.txt")
        corrections = [forest.correction for forest in self._forests]
        (folder / "corrections.json").write_text(json.dumps(corrections))

    def load_learner(self, folder: Path) -> None:
        """Read the trees."""
        wait_passively()
        import lightgbm

        self._forests = [
            Forest(lightgbm.Booster(model_file=folder / f"trees_{number}.txt"), float(correction))
            for number, correction in enumerate(
                json.loads((folder / "corrections.json").read_text()), start=1
            )
        ]


def _fitted(booster: Any) -> Array:
    """What a booster that still has its training rows says of them, as it knows from boosting.

    Walking them down all trees again would take a third as long as growing these.
    """
    found: list[Array] = []

    def keep(fitted: Array, _data: Any) -> tuple[str, float, bool]:
        found.append(fitted.copy())
        return "kept", 0.0, False

    booster.eval_train(feval=keep)
    return found[0]
