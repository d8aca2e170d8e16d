"""What lies in stock and what is on its way."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Array, Index
from foresale.errors import OptionError


@dataclass(frozen=True)
class State:
    """Stock at the moment of an order, before the first period's demand.

    Attributes:
        on_hand: S units that can be sold; below zero where customers wait for units.
        receipts: S × P units on their way, by the period at whose beginning they can be sold; the first
            column is the next period.
        ages: S × A of the units on hand, by how many periods they may still be sold: the first column holds
            those for the next period only; units on hand beyond their sum keep. None where nothing spoils.

    Examples:
        >>> State(np.array([3.0]), np.array([[2.0, 0.0]])).position.tolist()
        [5.0]
    """

    on_hand: Array
    receipts: Array
    ages: Array | None = None

    def __post_init__(self) -> None:
        """Refuse what no stock can be."""
        if self.receipts.ndim != 2 or len(self.receipts) != len(self.on_hand):
            raise OptionError(
                f"Receipts of shape {self.receipts.shape} don't fit {len(self.on_hand)} series.",
                fix="Give receipts as series × periods; without any, as zeros.",
            )
        if not (np.isfinite(self.on_hand).all() and np.isfinite(self.receipts).all()):
            raise OptionError(
                "Stock isn't known for every series.", fix="Give each series its stock, or leave it out."
            )
        if (self.receipts < 0).any():
            raise OptionError("Fewer than no units are on their way.", fix="Give receipts as 0 or more.")

    @classmethod
    def of_stock(cls, on_hand: Array) -> State:
        """Stock with nothing on its way."""
        return cls(np.asarray(on_hand, dtype=np.float64), np.zeros((len(on_hand), 1)))

    @property
    def position(self) -> Array:
        """S units on hand and on their way."""
        return np.asarray(self.on_hand + self.receipts.sum(axis=1))

    def receipt(self, period: int) -> Array:
        """S units that arrive at the beginning of one period."""
        return (
            np.asarray(self.receipts[:, period])
            if period < self.receipts.shape[1]
            else np.zeros(len(self.on_hand))
        )

    def take(self, rows: Index) -> State:
        """The same of some series."""
        ages = None if self.ages is None else self.ages[rows]
        return replace(self, on_hand=self.on_hand[rows], receipts=self.receipts[rows], ages=ages)
