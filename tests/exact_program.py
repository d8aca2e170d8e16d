"""The best orders of all, by dynamic programming over every state of a small pipeline: a tests' oracle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Index
from foresale.planning.state import State

MAX_ROUNDS = 4_000
NEAR = 1e-9


@dataclass(frozen=True)
class Pipeline:
    """One product whose order can be sold `lead` periods later, and all states that it may be in.

    Attributes:
        chances: Chances of 0, 1, … units wanted in a period.
        shortage: What a lost sale costs; where customers wait, a unit they wait for, each period.
        holding: What a unit costs that lies at a period's end.
        lead: Periods until an order can be sold: 0, 1 or 2.
        backorders: Whether customers wait.
        fixed: What an order costs, whatever its size.
        most: The largest order.
        highest: The most units on hand; more are not looked at.
        lowest: The most units that customers wait for, below zero.
    """

    chances: Array
    shortage: float
    holding: float
    lead: int = 0
    backorders: bool = False
    fixed: float = 0.0
    most: int = 8
    highest: int = 20
    lowest: int = 0

    @property
    def levels(self) -> Index:
        """Units that can be sold in the next period, what arrives at its beginning included."""
        return np.arange(self.lowest, self.highest + 1)

    @property
    def states(self) -> State:
        """Every state, as planning takes it: levels, and with two periods of lead the order before."""
        before = np.arange(self.most + 1) if self.lead == 2 else np.zeros(1, dtype=np.intp)
        on_hand, coming = (each.ravel() for each in np.meshgrid(self.levels, before, indexing="ij"))
        receipts = np.stack([np.zeros(len(coming)), coming.astype(np.float64)], axis=1)
        return State(on_hand.astype(np.float64), receipts)

    def average_cost(self, quantity: Array) -> float:
        """What a period costs in the long run, by a rule.

        Args:
            quantity: Units ordered in every state.
        """
        values = np.zeros(len(quantity))
        for _ in range(MAX_ROUNDS):
            after = self._values(values, quantity.astype(np.intp))
            change, values = after - values, after - after.min()
            if np.ptp(change) < NEAR:
                break
        return float(change.mean())

    def solve(self) -> tuple[float, Array]:
        """The least cost of a period in the long run, and the best order of every state."""
        count = len(self.states.on_hand)
        values = np.zeros(count)
        for _ in range(MAX_ROUNDS):
            choices = np.stack(
                [self._values(values, np.full(count, units)) for units in range(self.most + 1)]
            )
            after = choices.min(axis=0)
            change, values = after - values, after - after.min()
            if np.ptp(change) < NEAR:
                break
        best = (choices <= after + 1e-7).argmax(axis=0)
        return float(change.mean()), best.astype(np.float64)

    def _values(self, values: Array, quantity: Index) -> Array:
        """Expected cost of a period and what follows, in every state with its order."""
        states = self.states
        table = values.reshape(len(self.levels), -1)
        sold_from = states.on_hand.astype(np.intp) + (quantity if self.lead == 0 else 0)
        arriving = {0: np.zeros_like(quantity), 1: quantity, 2: states.receipts[:, 1].astype(np.intp)}
        total = self.fixed * (quantity > 0)
        for units, chance in enumerate(self.chances):
            left = sold_from - units
            short, lying = np.maximum(-left, 0), np.maximum(left, 0)
            after = (left if self.backorders else lying) + arriving[self.lead]
            row = np.clip(after, self.lowest, self.highest) - self.lowest
            column = quantity if self.lead == 2 else np.zeros_like(quantity)
            total = total + chance * (self.shortage * short + self.holding * lying + table[row, column])
        return np.asarray(total)
