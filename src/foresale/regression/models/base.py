"""What every regression promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from foresale.arrays import Array


class Regressor(ABC):
    """Learns a number from the encoded columns of a row; saves without pickle.

    Attributes:
        name: What it is called in options.
        label: What people read.
    """

    name: ClassVar[str]
    label: ClassVar[str]

    @abstractmethod
    def fit(self, matrix: Array, target: Array, seed: int) -> Self:
        """Learn from training rows.

        Args:
            matrix: Rows × encoded columns, without holes.
            target: What each row comes to.
            seed: Same seed, same model.
        """

    @abstractmethod
    def predict(self, matrix: Array) -> Array:
        """What each row comes to, by the model."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write what was learned into a folder that is there."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
