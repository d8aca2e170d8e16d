"""Stock played period by period under a rule of ordering, every unit accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Index
from foresale.planning.costs import Costs
from foresale.planning.state import State
from foresale.planning.stock_flow import Movement, pass_period, place_order
from foresale.planning.terms import Terms

OrderRule = Callable[[int, State], Array]
"""Answers S units to order at the beginning of a period, given the state before it."""


@dataclass(frozen=True)
class Ledger:
    """S series over T periods, in units.

    Attributes:
        ordered: S × T units ordered at the beginning of each period.
        opening: S × T units on hand before anything came in.
        received: S × T.
        sold: S × T.
        lost: S × T sales lost; where customers wait, units waited for at the period's end.
        wasted: S × T units that spoiled.
        closing: S × T units on hand at the end.
    """

    ordered: Array
    opening: Array
    received: Array
    sold: Array
    lost: Array
    wasted: Array
    closing: Array

    def money(self, costs: Costs) -> Array:
        """S × T costs of lost sales, of units that lie and of units that spoil."""
        shortage, holding, waste = (each[:, None] for each in (costs.shortage, costs.holding, costs.waste))
        return np.asarray(shortage * self.lost + holding * self.closing + waste * self.wasted)

    def imbalance(self) -> float:
        """By how much opening + received differs from sold + wasted + closing at most; 0 if all adds up."""
        gap = self.opening + self.received - self.sold - self.wasted - self.closing
        return float(np.abs(gap).max(initial=0))


def play(state: State, actual: Array, rule: OrderRule, lead_time: Index, terms: Terms) -> Ledger:
    """Play a rule of ordering against what was really wanted.

    Args:
        state: Stock and what is on its way at the beginning.
        actual: S × T units wanted.
        rule: Orders at the beginning of each period; it sees the state, not what comes.
        lead_time: S periods until an order can be sold; 0 for the same period.
        terms: Shelf lives, and whether customers wait.

    Examples:
        >>> from foresale.planning.terms import Terms
        >>> ledger = play(
        ...     State.of_stock(np.array([2.0])),
        ...     np.array([[1.0, 3.0]]),
        ...     lambda period, state: np.array([1.0]),
        ...     np.array([1]),
        ...     Terms.of(1),
        ... )
        >>> ledger.lost.tolist(), ledger.imbalance()
        ([[0.0, 1.0]], 0.0)
    """
    movements: list[Movement] = []
    ordered = np.zeros_like(actual)
    for period in range(actual.shape[1]):
        quantity = rule(period, state)
        ordered[:, period] = quantity
        state, moved = pass_period(place_order(state, quantity, lead_time), actual[:, period], terms)
        movements.append(moved)
    names = ("opening", "received", "sold", "lost", "wasted", "closing")
    columns = {name: np.stack([getattr(moved, name) for moved in movements], axis=1) for name in names}
    return Ledger(ordered=ordered, **columns)
