"""What every model that learns from the feature table shares."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Index, Matrix
from foresale.forecasting.engines.threads import map_unordered
from foresale.forecasting.features.rows_ahead import RowsAhead
from foresale.forecasting.features.sampling import MOST_REPEATS, Sample, sample_history
from foresale.forecasting.features.table import FeatureTable
from foresale.forecasting.models.base import Mean, Model, check_horizon
from foresale.panel import Panel

ROWS_AT_ONCE = 30_000
LARGEST_RATIO = 50.0  # of a series' level: a day beyond it would outweigh all others


class TrainingSample(NamedTuple):
    """A sample to learn from.

    Attributes:
        rows: N × F features.
        ratio: N, demand over level.
        weight: N, how much each row counts.
    """

    rows: Matrix
    ratio: Array
    weight: Array


class OnFeatures(Model):
    """A model of demand over level, learned across all series from `FeatureTable` rows.

    Attributes:
        row_budget: Training rows at most.
        repeats: Training rows of one period at most, each with another step.
        answer_shape: Shape of what is answered for one row; a single number by default.
        seconds_per_row: Rough cost to learn from one row on one core.
        seconds_per_series: Rough cost to forecast one series.
    """

    family: ClassVar[str] = "machine learning"
    uses_covariates: ClassVar[bool] = True
    row_budget: ClassVar[int] = 100_000
    repeats: ClassVar[int] = MOST_REPEATS
    answer_shape: ClassVar[tuple[int, ...]] = ()
    seconds_per_row: ClassVar[float] = 1e-4
    seconds_per_series: ClassVar[float] = 4e-4

    def __init__(self, *, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.columns: tuple[str, ...] = ()
        self.categories: dict[str, tuple[str, ...]] = {}
        self.window: int | None = None
        self.horizon = 0

    @classmethod
    def expected_seconds(cls, n_series: int, n_periods: int) -> float:
        """Grows with the rows learned from, up to the budget, and little with the series forecast."""
        rows = min(cls.row_budget, 4 * n_series * n_periods)
        return cls.seconds_per_row * rows + cls.seconds_per_series * n_series

    @abstractmethod
    def learn(self, rows: Matrix, ratio: Array, weight: Array) -> None:
        """Learn `ratio` (demand over level) from feature rows in the order of `self.columns`."""

    @abstractmethod
    def estimate(self, rows: Matrix) -> Array:
        """Demand over level for feature rows."""

    @abstractmethod
    def save_learner(self, folder: Path) -> None:
        """Write what was learned."""

    @abstractmethod
    def load_learner(self, folder: Path) -> None:
        """Read what `save_learner` wrote."""

    def fit(self, panel: Panel, horizon: int) -> Self:
        """Learn from a sample of past origins and steps, or from several."""
        table = FeatureTable(panel, horizon)
        self.horizon = horizon
        self.categories, self.window = table.categories, table.window
        sample = self.sample(panel, horizon, self.seed)
        if len(sample.series):
            self.columns = tuple(table.rows(sample.series[:1], sample.origin[:1], sample.step[:1]))
            samples = [self._training_sample(table, sample)]
            for place in range(1, self.samples_for(len(sample.series), panel.n_series * horizon)):
                seed = self.seed + place
                samples.append(self._training_sample(table, self.sample(panel, horizon, seed)))
            del table  # which takes more memory than what is learned from
            self.learn_all(samples)
        return self

    def sample(self, panel: Panel, horizon: int, seed: int) -> Sample:
        """Which past origins and steps are learned from."""
        return sample_history(panel, horizon, budget=self.row_budget, seed=seed, repeats=self.repeats)

    def samples_for(self, rows: int, answers: int) -> int:
        """How many samples of so many rows to learn from, for a forecast of so many numbers."""
        return 1

    def learn_all(self, samples: Sequence[TrainingSample]) -> None:
        """Learn from as many samples as `samples_for` asked for."""
        (sample,) = samples
        self.learn(*sample)

    def _training_sample(self, table: FeatureTable, sample: Sample) -> TrainingSample:
        rows = self.matrix_of(table.rows(sample.series, sample.origin, sample.step))
        scale = table.level(sample.series, sample.origin).astype(np.float64)
        ratio = np.clip(sample.actual / scale, -LARGEST_RATIO, LARGEST_RATIO)
        return TrainingSample(rows, ratio, self.weigh(scale))

    def weigh(self, scale: Array) -> Array:
        """How much a row counts, by the level of its series; ones on average."""
        weight = np.sqrt(scale)
        return np.asarray(weight / weight.mean())

    def predict(self, panel: Panel, horizon: int) -> Mean:
        """Mean demand of each series and step."""
        check_horizon(horizon)
        mean = forecast_together([self], panel, horizon)[0]
        return np.maximum(mean, 0.0) if panel.non_negative else mean

    def answer(self, rows: Matrix) -> Array:
        """What is forecast of demand over level, `answer_shape` for each feature row."""
        return self.estimate(rows)

    def table_after(self, panel: Panel, horizon: int) -> FeatureTable:
        """What makes the rows of the steps after a history, with labels and window as learned."""
        return FeatureTable(panel, max(horizon, self.horizon), self.categories, self.window)

    def make_predictor(self, rows: int) -> Callable[[RowsAhead], Array]:
        """What answers the rows of all steps after a history; there are so many of them in all."""
        return lambda ahead: self.answer(ahead.matrix(self.columns))

    def matrix_of(self, columns: dict[str, NDArray[np.floating]]) -> Matrix:
        """The columns side by side, in the order they were learned in; each is dropped once it is there."""
        missing = np.float32(np.nan)
        n = len(next(iter(columns.values())))
        out = np.empty((n, len(self.columns)), dtype=np.float32)
        for i, name in enumerate(self.columns):
            out[:, i] = columns.pop(name, missing)
        return out

    def save(self, folder: Path) -> None:
        """Write parameters, columns and the learner."""
        super().save(folder)
        state: dict[str, Any] = {
            "columns": self.columns,
            "categories": self.categories,
            "window": self.window,
            "horizon": self.horizon,
        }
        (folder / "features.json").write_text(json.dumps(state, indent=2))
        self.save_learner(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a model that `save` wrote."""
        model = super().load(folder)
        state = json.loads((folder / "features.json").read_text())
        model.columns = tuple(state["columns"])
        model.categories = {name: tuple(labels) for name, labels in state["categories"].items()}
        model.window = state["window"]
        model.horizon = state["horizon"]
        model.load_learner(folder)
        return model


def forecast_together(
    models: Sequence[OnFeatures], panel: Panel, horizon: int, table: FeatureTable | None = None
) -> list[Array]:
    """Answers of models, S × horizon × `answer_shape` each; rows are made once if all look at the same.

    Args:
        models: Those that learned from the same history look at the same columns.
        panel: The history.
        horizon: Periods ahead.
        table: From the first model's `table_after`; by default it is made here.
    """
    first = models[0]
    looks = [(model.columns, model.categories, model.window) for model in models]
    if any(look != looks[0] for look in looks):
        return [answers for model in models for answers in forecast_together([model], panel, horizon)]
    found = [np.zeros((panel.n_series, horizon, *model.answer_shape)) for model in models]
    if not first.columns:  # nothing was learned
        return found
    table = table or first.table_after(panel, horizon)
    chunk = max(1, ROWS_AT_ONCE // horizon)
    parts = [
        np.arange(start, min(start + chunk, panel.n_series)) for start in range(0, panel.n_series, chunk)
    ]

    # Some series are answered in the way that all were, so that no digit differs.
    rows = int(panel.pooled("rows", lambda: np.array(panel.n_series * horizon)))
    predictors = [model.make_predictor(rows) for model in models]

    def answer(series: Index) -> None:
        rows = table.rows_after(series, horizon)
        level = rows.level.astype(np.float64)
        for model, answered, answers in zip(models, predictors, found, strict=True):
            ratio = answered(rows).reshape(len(series), horizon, *model.answer_shape)
            answers[series] = ratio * level.reshape(-1, 1, *(1 for _ in model.answer_shape))

    for _ in map_unordered(answer, parts):
        pass
    return found


def categorical_positions(columns: Sequence[str], categories: Mapping[str, tuple[str, ...]]) -> list[int]:
    """Positions of the columns that hold codes, not quantities."""
    coded = {f"is_{name}" for name in categories}
    return [i for i, name in enumerate(columns) if name in coded]
