"""A network of two hidden layers, by Keras: learned by it, saved in its format, answered by arithmetic."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from foresale.arrays import Array, Index
from foresale.errors import MissingExtraError
from foresale.regression.models.base import Regressor

SIZES = (32, 16)
"""Neurons of the hidden layers."""
_FILE, _SCALES = "network.keras", "scales.npz"
_MAX_EPOCHS, _PATIENCE = 150, 12
_BATCH_ROWS = 32
_MIN_BATCHES = 4
_KEPT_SHARE = 0.2
"""Of the training rows, to see when the network has learned enough."""
_WIDEST = 5.0
"""Standard deviations; beyond it a value is taken back to it."""


def is_installed() -> bool:
    """Whether Keras and its backend are there."""
    return find_spec("keras") is not None and find_spec(_backend()) is not None


def _backend() -> str:
    return os.environ.get("KERAS_BACKEND", "jax")


def _keras() -> Any:
    # Keras picks its backend when it is first imported; JAX is what the extra brings.
    os.environ.setdefault("KERAS_BACKEND", "jax")
    try:
        import keras
    except ModuleNotFoundError as error:
        raise MissingExtraError("keras", "deep") from error
    return keras


class Network(Regressor):
    """Dense layers with rectifiers, trained by Adam and stopped when rows kept back get no better.

    Args:
        sizes: Neurons of each hidden layer.
    """

    name: ClassVar[str] = "network"
    label: ClassVar[str] = "Neural network"

    def __init__(self, sizes: tuple[int, ...] = SIZES) -> None:
        self.sizes = sizes
        self._layers: list[tuple[Array, Array]] = []
        self._centre: Array = np.empty(0)
        self._spread: Array = np.empty(0)
        self._target = (0.0, 1.0)

    def fit(self, matrix: Array, target: Array, seed: int) -> Self:
        """Train on four fifths of the rows, and keep the weights that were best on the rest."""
        keras = _keras()
        self._centre = np.asarray(matrix.mean(axis=0))
        spread = matrix.std(axis=0)
        self._spread = np.where(spread > 0, spread, np.inf)
        self._target = float(target.mean()), float(target.std()) or 1.0
        x = self._standard(matrix).astype(np.float32)
        y = ((target - self._target[0]) / self._target[1]).astype(np.float32)
        random = np.random.default_rng(seed)
        kept, learned, batch = _part(len(y), random)
        network, fresh = _compile(x.shape[1], self.sizes)
        network.set_weights(_first_weights((x.shape[1], *self.sizes, 1), random))
        for variable, value in zip(network.optimizer.variables, fresh, strict=True):
            variable.assign(value)
        stop = keras.callbacks.EarlyStopping(
            monitor="val_loss", patience=_PATIENCE, restore_best_weights=True
        )
        network.fit(
            x[learned],
            y[learned],
            validation_data=(x[kept], y[kept]),
            validation_batch_size=len(kept),
            epochs=_MAX_EPOCHS,
            batch_size=batch,
            callbacks=[stop],
            shuffle=False,  # the rows are in random order, drawn by the seed
            verbose=0,
        )
        self._take_weights(_values(network.weights))
        return self

    def predict(self, matrix: Array) -> Array:
        """The layers' answer, worked out without Keras, which takes long to begin."""
        values = self._standard(matrix)
        for weights, offset in self._layers[:-1]:
            values = np.maximum(values @ weights + offset, 0.0)
        weights, offset = self._layers[-1]
        centre, spread = self._target
        return np.asarray((values @ weights + offset)[:, 0] * spread + centre)

    def save(self, folder: Path) -> None:
        """Write the layers in Keras's own format, and the scales beside it."""
        keras = _keras()
        network = _build(keras, len(self._centre), self.sizes)
        network.set_weights([part for layer in self._layers for part in layer])
        network.save(folder / _FILE)
        np.savez(folder / _SCALES, centre=self._centre, spread=self._spread, target=np.array(self._target))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read them; refuses code and pickled content."""
        keras = _keras()
        network = keras.saving.load_model(folder / _FILE, compile=False, safe_mode=True)
        weights = _values(network.weights)
        made = cls(tuple(part.shape[1] for part in weights[::2][:-1]))
        made._take_weights(weights)
        with np.load(folder / _SCALES, allow_pickle=False) as stored:
            made._centre, made._spread = stored["centre"], stored["spread"]
            made._target = float(stored["target"][0]), float(stored["target"][1])
        return made

    def _take_weights(self, weights: list[Any]) -> None:
        arrays = [np.asarray(part, dtype=np.float64) for part in weights]
        self._layers = list(zip(arrays[::2], arrays[1::2], strict=True))

    def _standard(self, matrix: Array) -> Array:
        return np.clip((matrix - self._centre) / self._spread, -_WIDEST, _WIDEST)


def _build(keras: Any, columns: int, sizes: tuple[int, ...]) -> Any:
    layers = [keras.layers.Dense(size, activation="relu") for size in sizes]
    return keras.Sequential([keras.layers.Input((columns,)), *layers, keras.layers.Dense(1)])


def _values(variables: Iterable[Any]) -> list[Any]:
    return [np.asarray(variable.value) for variable in variables]


@lru_cache(maxsize=2)
def _compile(columns: int, sizes: tuple[int, ...]) -> tuple[Any, list[Any]]:
    """A network that is compiled once and trained often, and its optimizer's first state."""
    keras = _keras()
    network = _build(keras, columns, sizes)
    network.compile(optimizer=keras.optimizers.Adam(2e-3), loss="mse")
    network.optimizer.build(network.trainable_variables)
    return network, _values(network.optimizer.variables)


def _part(rows: int, random: np.random.Generator) -> tuple[Index, Index, int]:
    """Rows kept back, rows to learn from in whole batches, and the size of a batch.

    Equal shapes let folds that differ by a row share what was compiled.
    """
    kept_rows = max(5, int(rows * _KEPT_SHARE) // 8 * 8)
    batch = max(1, min(_BATCH_ROWS, (rows - kept_rows) // _MIN_BATCHES))
    order = random.permutation(rows)
    learned = (rows - kept_rows) // batch * batch
    return order[:kept_rows], order[kept_rows : kept_rows + learned], batch


def _first_weights(sizes: tuple[int, ...], random: np.random.Generator) -> list[Any]:
    """Weights to begin with (Glorot and Bengio 2010), and offsets of zero."""
    weights: list[Any] = []
    for before, after in pairwise(sizes):
        reach = np.sqrt(6 / (before + after))
        weights += [
            random.uniform(-reach, reach, (before, after)).astype(np.float32),
            np.zeros(after, np.float32),
        ]
    return weights
