"""A network compiled once a process, that many fits and forecasts share."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Matrix
from foresale.errors import UnreadableFileError
from foresale.forecasting.models.keras_backend import import_keras

Weights = list[NDArray[np.float32]]

ROWS_TOGETHER = 512
FEW_ROWS = 20_000
FEW_TOGETHER = 128
LEVELS = tuple((2 * place + 1) / 20 for place in range(10))
"""Quantiles of a network that learns by their loss: evenly spread, so that their mean is the mean's."""
HELD_OUT_ROWS = 20_000  # at most looked at after each round of training


def read_weights(model: Any) -> Weights:
    """A copy of a model's weights."""
    keras = import_keras()
    return [np.array(keras.ops.convert_to_numpy(variable.value)) for variable in model.weights]


@contextmanager
def _without_numpy_warning() -> Iterator[None]:
    """Keras asks its variables for arrays in a way that NumPy 2 warns of."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        yield


@dataclass
class CompiledNetwork:
    """A Keras model, and the lock of whoever uses it with weights of their own.

    Attributes:
        model: What takes rows and answers demand over level.
        weights: Those of whoever used it last.
    """

    model: Any
    lock: threading.RLock = field(default_factory=threading.RLock)
    weights: Weights | None = None

    def use(self, weights: Weights) -> None:
        """Put in weights, where others are in."""
        if self.weights is not weights:
            self.model.set_weights(weights)
            self.weights = weights

    def answer(self, weights: Weights, inputs: Matrix) -> Array:
        """Demand over level, one for each row of the inputs: the mean of what the network answers."""
        found: Array = self.answers(weights, inputs).mean(axis=1)
        return found

    def answers(self, weights: Weights, inputs: Matrix) -> Array:
        """All that the network answers, N × K.

        Rows go through in equal lots, the last filled up, so that nothing is compiled anew.
        """
        out = np.empty((len(inputs), int(self.model.output_shape[-1])))
        with self.lock:
            self.use(weights)
            for start in range(0, len(inputs), ROWS_TOGETHER):
                part = inputs[start : start + ROWS_TOGETHER]
                lot = np.zeros((ROWS_TOGETHER, inputs.shape[1]), dtype=np.float32)
                lot[: len(part)] = part
                answer = np.asarray(self.model.predict_on_batch(lot), dtype=np.float64)
                out[start : start + len(part)] = answer[: len(part)]
        return out

    def save(self, weights: Weights, path: Path) -> None:
        """Write a `.keras` file."""
        with self.lock:
            self.use(weights)
            with _without_numpy_warning():
                self.model.save(path)


def load_network(path: Path) -> tuple[CompiledNetwork, Weights]:
    """Read what `CompiledNetwork.save` wrote; no code in a file is run.

    Raises:
        UnreadableFileError: It isn't one, or holds something that could run code.
    """
    keras = import_keras()
    try:
        with _without_numpy_warning():
            model = keras.saving.load_model(path, compile=False, safe_mode=True)
    except (ValueError, TypeError, OSError, KeyError) as error:
        raise UnreadableFileError(
            f"{path.name} isn't a network that can be loaded safely: {str(error).splitlines()[0]}",
            fix="Train the model again.",
        ) from error
    weights = read_weights(model)
    return CompiledNetwork(model, weights=weights), weights


@dataclass(frozen=True)
class LearningRows:
    """Rows to learn from or to judge by.

    Attributes:
        inputs: N × F.
        ratio: N, demand over level.
        weight: N, how much each row counts.
    """

    inputs: Matrix
    ratio: Array
    weight: Array

    def rows(self, at: NDArray[np.intp] | NDArray[np.bool_]) -> LearningRows:
        """The rows at these positions."""
        return LearningRows(self.inputs[at], self.ratio[at], self.weight[at])


@dataclass(frozen=True)
class Training:
    """How long and how fast to learn.

    Attributes:
        rounds: Passes over the rows at most.
        patience: Rounds without a smaller loss on the held-out rows, after which learning ends.
        learning_rate: Size of a step.
        last_rounds: Passes over all rows, held-out ones too, with small steps, once the best weights are
            found.
    """

    rounds: int = 25
    patience: int = 3
    learning_rate: float = 2e-3
    last_rounds: int = 2


class TrainedNetwork(CompiledNetwork):
    """A network that can learn: compiled for the loss, and set back before each fit."""

    def __init__(self, model: Any, loss: str) -> None:
        super().__init__(model)
        keras = import_keras()
        self._loss = loss
        self._trainer = keras.Model(model.inputs, model.outputs)
        optimizer = keras.optimizers.AdamW(learning_rate=1e-3, weight_decay=0.05, clipnorm=1.0)
        optimizer.build(model.trainable_variables)
        self._trainer.compile(optimizer=optimizer, loss=_quantile_loss if loss == "quantile" else loss)
        self._fresh = [np.array(keras.ops.convert_to_numpy(each.value)) for each in optimizer.variables]

    def fit(
        self, start: Weights, lot: LearningRows, held_out: LearningRows, training: Training, seed: int
    ) -> Weights:
        """The weights that do best on the held-out rows, then drawn a little towards all rows.

        Args:
            start: Weights to begin with.
            lot: Rows to learn from.
            held_out: Rows of later periods, by whose loss learning ends.
            training: How long and how fast.
            seed: Of the order in which rows are seen.
        """
        random = np.random.default_rng(seed)
        with self.lock:
            self.weights = None
            self.model.set_weights(start)
            self._set_back(training.learning_rate)
            best, least, waited = start, self._loss_of(held_out), 0
            for _ in range(training.rounds):
                self._learn_once(lot, random)
                loss = self._loss_of(held_out)
                if loss < least:
                    best, least, waited = read_weights(self.model), loss, 0
                else:
                    waited += 1
                if waited >= training.patience:
                    break
            if training.last_rounds and len(held_out.inputs):
                self.model.set_weights(best)
                self._set_back(training.learning_rate / 4)
                every = LearningRows(
                    *(np.concatenate(pair) for pair in zip(_parts(lot), _parts(held_out), strict=True))
                )
                for _ in range(training.last_rounds):
                    self._learn_once(every, random)
                best = read_weights(self.model)
            return best

    def _set_back(self, learning_rate: float) -> None:
        optimizer = self._trainer.optimizer
        for variable, value in zip(optimizer.variables, self._fresh, strict=True):
            variable.assign(value)
        optimizer.learning_rate = learning_rate

    def _learn_once(self, lot: LearningRows, random: np.random.Generator) -> None:
        """One pass in an order of chance; rows that count 0 fill up the last lot."""
        together = FEW_TOGETHER if len(lot.inputs) < FEW_ROWS else ROWS_TOGETHER
        order = random.permutation(len(lot.inputs))
        missing = -len(order) % together
        order = np.concatenate([order, np.zeros(missing, dtype=np.intp)])
        weight = lot.weight[order]
        weight[len(order) - missing :] = 0.0
        self._trainer.fit(
            lot.inputs[order],
            lot.ratio[order, None].astype(np.float32),
            sample_weight=weight.astype(np.float32),
            batch_size=together,
            epochs=1,
            shuffle=False,
            verbose=0,
        )

    def _loss_of(self, lot: LearningRows) -> float:
        """The mean loss of rows, as the network is now."""
        if not len(lot.inputs):
            return float("inf")
        chosen = lot.rows(np.unique(np.linspace(0, len(lot.inputs) - 1, HELD_OUT_ROWS).astype(np.intp)))
        answers = self.answers(read_weights(self.model), chosen.inputs)
        answer = answers.mean(axis=1)
        if self._loss == "quantile":
            short = chosen.ratio[:, None] - answers
            losses = np.maximum(short * LEVELS, short * (np.array(LEVELS) - 1)).mean(axis=1)
        elif self._loss == "poisson":
            losses = answer - chosen.ratio * np.log(np.maximum(answer, 1e-7))
        else:
            losses = (answer - chosen.ratio) ** 2
        loss = float(np.average(losses, weights=chosen.weight))
        return loss if np.isfinite(loss) else float("inf")


def _quantile_loss(actual: Any, answers: Any) -> Any:
    """The loss of Koenker and Bassett (1978), by row the mean over the levels."""
    ops = import_keras().ops
    levels = np.array(LEVELS, dtype=np.float32)
    short = actual - answers
    return ops.mean(ops.maximum(short * levels, short * (levels - 1)), axis=-1)


def _parts(lot: LearningRows) -> Sequence[NDArray[Any]]:
    return lot.inputs, lot.ratio, lot.weight
