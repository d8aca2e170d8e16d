"""What one period does to stock: receipts come in, the oldest units are sold first, some spoil."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Array, Index
from foresale.planning.state import State
from foresale.planning.terms import Terms


@dataclass(frozen=True)
class Movement:
    """One period's units of S series: opening + received = sold + wasted + closing.

    Attributes:
        opening: S units on hand before anything came in; what customers wait for isn't among them.
        received: S units that came in.
        sold: S units handed to customers, those who had waited included.
        lost: S units of sales lost; where customers wait, the units they wait for at the period's end.
        wasted: S units that spoiled.
        closing: S units on hand at the period's end.
    """

    opening: Array
    received: Array
    sold: Array
    lost: Array
    wasted: Array
    closing: Array


def place_order(state: State, quantity: Array, arrival: Index) -> State:
    """The state with an order on its way.

    Args:
        state: Stock and what is on its way.
        quantity: S units.
        arrival: S periods until they can be sold; 0 for the next period.
    """
    periods = max(state.receipts.shape[1], int(arrival.max(initial=0)) + 1)
    receipts = np.zeros((len(quantity), periods))
    receipts[:, : state.receipts.shape[1]] = state.receipts
    np.add.at(receipts, (np.arange(len(quantity)), arrival), quantity)
    return replace(state, receipts=receipts)


def pass_period(state: State, demand: Array, terms: Terms) -> tuple[State, Movement]:
    """One period: what arrives, what is sold oldest first, what spoils; the state after it.

    Args:
        state: Before the period.
        demand: S units wanted.
        terms: Shelf lives, and whether customers wait.

    Examples:
        >>> state = State(np.array([3.0]), np.array([[2.0, 4.0]]))
        >>> after, moved = pass_period(state, np.array([7.0]), Terms.of(1))
        >>> moved.sold.tolist(), moved.lost.tolist(), after.receipts.tolist()
        ([5.0], [2.0], [[4.0]])
    """
    received = state.receipts[:, 0]
    opening, waiting = np.maximum(state.on_hand, 0), np.maximum(-state.on_hand, 0)
    wanted = demand + waiting
    sold = np.minimum(opening + received, wanted)
    left, missing = opening + received - sold, wanted - sold
    ages, wasted = _age(state, terms.shelf_life, received, sold)
    closing = left - wasted
    on_hand = closing - missing if terms.backorders else closing
    later = state.receipts[:, 1:]
    receipts = later if later.shape[1] else np.zeros((len(demand), 1))
    return State(on_hand, receipts, ages), Movement(opening, received, sold, missing, wasted, closing)


def _age(state: State, shelf_life: Array, received: Array, sold: Array) -> tuple[Array | None, Array]:
    """Units by the periods they still keep after this one, and what spoiled."""
    life = shelf_life.astype(np.intp)
    if not (life > 0).any() and state.ages is None:
        return None, np.zeros(len(sold))
    known = np.zeros((len(sold), 1)) if state.ages is None else state.ages
    width = max(int(life.max(initial=1)), known.shape[1], 1)
    ages = np.zeros((len(sold), width))
    ages[:, : known.shape[1]] = known
    rows = np.flatnonzero(life > 0)
    fresh = np.maximum(np.maximum(state.on_hand, 0) - known.sum(axis=1), 0)
    ages[rows, life[rows] - 1] += (fresh + received)[rows]
    before = np.cumsum(ages, axis=1) - ages
    ages = ages - np.clip(sold[:, None] - before, 0, ages)
    wasted = ages[:, 0].copy()
    return np.concatenate([ages[:, 1:], np.zeros((len(sold), 1))], axis=1), wasted
