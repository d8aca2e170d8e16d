"""One network of dense layers over all series."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, ClassVar

from foresale.forecasting.models.network_model import NetworkModel


class GlobalMLP(NetworkModel):
    """A multilayer perceptron on the feature table: two layers of 64 and 32 units by default.

    Args:
        seed: Same seed, same network.
        rounds: Passes over the training rows at most.
        loss: "mean", or "quantile", see `NetworkModel`.
        units: Of each layer, from the input on.
    """

    name: ClassVar[str] = "mlp"
    label: ClassVar[str] = "Neural network over all series"
    row_budget: ClassVar[int] = 100_000
    seconds_per_row: ClassVar[float] = 2e-4
    seconds_per_series: ClassVar[float] = 1e-3

    def __init__(
        self, *, seed: int = 0, rounds: int = 25, loss: str = "mean", units: tuple[int, ...] = (64, 32)
    ) -> None:
        super().__init__(seed=seed, rounds=rounds, loss=loss)
        self.units = tuple(units)

    def parameters(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().parameters(), "units": list(self.units)}

    def shape(self) -> Hashable:
        """The units of each layer."""
        return self.units

    def build(self, keras: Any, width: int, *, negative: bool) -> Any:
        """Dense layers, and answers that begin as a constant."""
        given = keras.Input((width,), dtype="float32")
        layer = given
        for place, units in enumerate(self.units):
            start = keras.initializers.GlorotUniform(seed=self.seed + place)
            layer = keras.layers.Dense(units, "relu", kernel_initializer=start, dtype="float32")(layer)
        last = keras.layers.Dense(
            self.outputs, "linear" if negative else "exponential", kernel_initializer="zeros", dtype="float32"
        )
        return keras.Model(given, last(layer))
