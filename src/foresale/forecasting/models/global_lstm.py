"""One recurrent network over all series."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, ClassVar

import numpy as np

from foresale.arrays import Matrix
from foresale.forecasting.features.recent_sales import PREFIX, RecentSales
from foresale.forecasting.models.network_model import NetworkModel
from foresale.forecasting.models.network_rows import RowScaler
from foresale.panel import Panel

LENGTH = RecentSales.n_recent
CHANNELS = 2  # what was sold, and whether it is known


class GlobalLSTM(NetworkModel):
    """Long short-term memory (Hochreiter & Schmidhuber, 1997) that reads the newest 28 periods in order.

    What it remembers of them stands beside the feature row of the step ahead, with its calendar,
    known-ahead and static columns, before dense layers answer.

    Args:
        seed: Same seed, same network.
        rounds: Passes over the training rows at most.
        loss: "mean", or "quantile", see `NetworkModel`.
        memory: Units of the LSTM.
        units: Of the dense layer after it.
    """

    name: ClassVar[str] = "lstm"
    label: ClassVar[str] = "LSTM over all series"
    row_budget: ClassVar[int] = 40_000
    seconds_per_row: ClassVar[float] = 1e-3
    seconds_per_series: ClassVar[float] = 3e-3

    def __init__(
        self, *, seed: int = 0, rounds: int = 25, loss: str = "mean", memory: int = 24, units: int = 48
    ) -> None:
        super().__init__(seed=seed, rounds=rounds, loss=loss)
        self.memory, self.units = memory, units

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().parameters(), "memory": self.memory, "units": self.units}

    def shape(self) -> Hashable:
        """Sizes of its layers."""
        return self.memory, self.units

    def table_after(self, panel: Panel, horizon: int) -> RecentSales:
        """The feature table with the newest periods one by one."""
        return RecentSales(panel, max(horizon, self.horizon), self.categories or None, self.window)

    def _kinds(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The same without the periods read in order, which no other column stands beside."""
        plain, coded = super()._kinds()
        return tuple(i for i in plain if not self.columns[i].startswith(PREFIX)), coded

    def _inputs(self, rows: Matrix, scaler: RowScaler) -> Matrix:
        """The feature row, then what was sold and whether it is known, period by period."""
        recent = rows[:, [i for i, name in enumerate(self.columns) if name.startswith(PREFIX)]]
        known = np.isfinite(recent)
        sold = np.where(known, np.sign(recent) * np.log1p(np.abs(recent)), 0.0)
        pairs = np.stack([sold, known], axis=2, dtype=np.float32, casting="same_kind")
        return np.concatenate([super()._inputs(rows, scaler), pairs.reshape(len(rows), -1)], axis=1)

    def build(self, keras: Any, width: int, *, negative: bool) -> Any:
        """An LSTM beside the feature row, a dense layer, and answers that begin as a constant."""
        layers, features = keras.layers, width - LENGTH * CHANNELS
        starts = [keras.initializers.GlorotUniform(seed=self.seed + place) for place in range(2)]
        given = keras.Input((width,), dtype="float32")
        long = layers.Reshape((width, 1), dtype="float32")(given)
        recent = layers.Cropping1D((features, 0), dtype="float32")(long)
        recent = layers.Reshape((LENGTH, CHANNELS), dtype="float32")(recent)
        remembered = layers.LSTM(
            self.memory,
            kernel_initializer=starts[0],
            recurrent_initializer=keras.initializers.Orthogonal(seed=self.seed + 2),
            dtype="float32",
        )(recent)
        row = layers.Cropping1D((0, LENGTH * CHANNELS), dtype="float32")(long)
        row = layers.Reshape((features,), dtype="float32")(row)
        joined = layers.Concatenate(dtype="float32")([remembered, row])
        dense = layers.Dense(self.units, "relu", kernel_initializer=starts[1], dtype="float32")(joined)
        last = layers.Dense(
            self.outputs, "linear" if negative else "exponential", kernel_initializer="zeros", dtype="float32"
        )
        return keras.Model(given, last(dense))
