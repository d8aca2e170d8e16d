"""What the network models share: rows of the feature table, a time split, weights saved as `.keras`."""

from __future__ import annotations

import json
import threading
from abc import abstractmethod
from collections.abc import Hashable
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from foresale.arrays import Array, Index, Matrix
from foresale.errors import OptionError
from foresale.forecasting.features.sampling import sample_history
from foresale.forecasting.models.base import check_horizon
from foresale.forecasting.models.compiled_network import (
    LEVELS,
    CompiledNetwork,
    LearningRows,
    TrainedNetwork,
    Training,
    Weights,
    load_network,
    read_weights,
)
from foresale.forecasting.models.keras_backend import import_keras
from foresale.forecasting.models.network_rows import RowScaler
from foresale.forecasting.models.on_features import LARGEST_RATIO, OnFeatures
from foresale.panel import Panel

HELD_OUT_SHARE = 0.15  # of the rows: those of the newest periods
MIN_ROWS_TO_HOLD_OUT = 200
LARGEST_ANSWER = LARGEST_RATIO
MAX_CORRECTION = 1.25
DATES = ("weekday", "month")
LOSSES = ("mean", "quantile")

_TRAINED: dict[Hashable, TrainedNetwork] = {}
_BUILDING = threading.Lock()


class NetworkModel(OnFeatures):
    """A network that answers demand over level for feature rows, learned across all series.

    Where demand can't be negative it learns by the Poisson loss, whose best answer is the mean; else by
    squares. By the quantile loss it learns ten quantiles at once, and answers their mean: single days out of
    all proportion then pull less. One factor brings the sum back to the units sold. The newest periods of the
    history it is given end the learning and are then learned from as well.

    Args:
        seed: Same seed, same network.
        rounds: Passes over the training rows at most.
        loss: "mean", or "quantile".
    """

    training: ClassVar[Training] = Training()
    uses_processes: ClassVar[bool] = True

    def __init__(self, *, seed: int = 0, rounds: int = 25, loss: str = "mean") -> None:
        super().__init__(seed=seed)
        if rounds < 1:
            raise OptionError(f"rounds is {rounds}.", fix="Give rounds of 1 or more.")
        if loss not in LOSSES:
            raise OptionError(f"The loss {loss!r} is unknown.", fix=f"Give one of: {', '.join(LOSSES)}.")
        self.rounds, self.loss = rounds, loss
        self._network: CompiledNetwork | None = None
        self._weights: Weights = []
        self._scaler: RowScaler | None = None
        self._correction = 1.0

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().parameters(), "rounds": self.rounds, "loss": self.loss}

    @property
    def outputs(self) -> int:
        """How many numbers the network answers for a row, whose mean is the forecast."""
        return len(LEVELS) if self.loss == "quantile" else 1

    @abstractmethod
    def build(self, keras: Any, width: int, *, negative: bool) -> Any:
        """A fresh network with initial weights by the seed.

        Args:
            keras: The library.
            width: Columns of its input.
            negative: Whether demand can be below zero.
        """

    @abstractmethod
    def shape(self) -> Hashable:
        """What tells networks apart that can't share what is compiled, besides their input's width."""

    def fit(self, panel: Panel, horizon: int) -> Self:
        """Learn from a sample of past origins and steps; the newest periods say when to stop."""
        check_horizon(horizon)
        self.horizon, self.categories, self.window = horizon, {}, None
        table = self.table_after(panel, horizon)
        self.categories, self.window = table.categories, table.window
        sample = sample_history(panel, horizon, budget=self.row_budget, seed=self.seed)
        if not len(sample.series):
            return self
        self.columns = tuple(table.rows(sample.series[:1], sample.origin[:1], sample.step[:1]))
        learned = self._training_sample(table, sample)
        del table
        self._learn_split(LearningRows(*learned), sample.target)
        return self

    def learn(self, rows: Matrix, ratio: Array, weight: Array) -> None:
        """Learn from rows in the order of time."""
        self._learn_split(LearningRows(rows, ratio, weight), np.arange(len(rows)))

    def _learn_split(self, lot: LearningRows, target: Index) -> None:
        """Learn from the older rows until the newest say to stop.

        A row belongs to the newest by the period it forecasts, so no older row has seen what they are
        judged on.
        """
        keras = import_keras()
        newest = np.zeros(len(target), dtype=bool)
        if len(target) >= MIN_ROWS_TO_HOLD_OUT:
            newest = target > np.quantile(target, 1 - HELD_OUT_SHARE)
        plain, coded = self._kinds()
        scaler = self._scaler = RowScaler.learn(lot.inputs[~newest], plain, coded)
        scaled = LearningRows(self._inputs(lot.inputs, scaler), lot.ratio, lot.weight)
        older, newer = scaled.rows(~newest), scaled.rows(newest)
        negative = bool(lot.ratio.min() < 0)
        width = scaled.inputs.shape[1]
        fresh = self.build(keras, width, negative=negative)
        start = read_weights(fresh)
        mean = float(np.average(older.ratio, weights=older.weight))
        start[-1][:] = mean if negative else np.log(max(mean, 1e-6))  # the last bias: begins as a constant
        by_mean = "mean_squared_error" if negative else "poisson"
        loss = "quantile" if self.loss == "quantile" else by_mean
        key = (type(self), self.shape(), width, negative, loss)
        with _BUILDING:
            if key not in _TRAINED:
                _TRAINED[key] = TrainedNetwork(fresh, loss)
        training = Training(
            self.rounds, self.training.patience, self.training.learning_rate, self.training.last_rounds
        )
        network = _TRAINED[key]
        self._weights = network.fit(start, older, newer, training, self.seed)
        self._network, self._correction = network, 1.0
        if not negative:
            answer = self.estimate(lot.inputs)
            units = lot.weight**2  # the square of `weigh`: rows count by their level
            factor = float((units * lot.ratio).sum() / max((units * answer).sum(), 1e-9))
            self._correction = float(np.clip(factor, 1 / MAX_CORRECTION, MAX_CORRECTION))

    def _kinds(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Positions of quantities and of codes among the columns; a date's parts are codes."""
        codes = {f"is_{name}" for name in self.categories} | set(DATES)
        coded = tuple(i for i, name in enumerate(self.columns) if name in codes)
        return tuple(i for i in range(len(self.columns)) if i not in coded), coded

    def _inputs(self, rows: Matrix, scaler: RowScaler) -> Matrix:
        """What the network takes for feature rows."""
        return scaler.scale(rows)

    def estimate(self, rows: Matrix) -> Array:
        """Demand over level; zero before anything was learned."""
        if self._network is None or self._scaler is None:
            return np.zeros(len(rows))
        answer = self._network.answer(self._weights, self._inputs(rows, self._scaler)) * self._correction
        return np.clip(np.nan_to_num(answer), -LARGEST_ANSWER, LARGEST_ANSWER)

    def save_learner(self, folder: Path) -> None:
        """Write the network as Keras's own file, and how its input is made as text."""
        if self._network is None or self._scaler is None:
            return
        self._network.save(self._weights, folder / "network.keras")
        state = {"correction": self._correction, "scaler": self._scaler.to_json()}
        (folder / "network.json").write_text(json.dumps(state, indent=2))

    def load_learner(self, folder: Path) -> None:
        """Read both; a file that could run code is refused."""
        if not (folder / "network.keras").exists():
            return
        self._network, self._weights = load_network(folder / "network.keras")
        state = json.loads((folder / "network.json").read_text())
        self._correction = float(state["correction"])
        self._scaler = RowScaler.from_json(state["scaler"])
