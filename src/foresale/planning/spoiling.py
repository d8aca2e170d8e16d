"""Units that spoil: which of those on hand and on their way can still be sold later."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Array
from foresale.planning.state import State


def keeping(state: State, shelf_life: Array, period: int) -> Array | None:
    """S units at most that can be left after a period's end; infinite for units that keep, None if all do.

    Customers take the oldest units first, so that what is left are the youngest: of those that don't spoil
    at the period's end no more can be there than arrived. Units on hand whose age isn't known count as just
    arrived.

    Args:
        state: Units by age and by arrival.
        shelf_life: S periods that a unit can be sold; 0 where it keeps.
        period: Periods ahead.

    Examples:
        >>> state = State(np.array([5.0]), np.array([[0.0, 2.0]]), ages=np.array([[3.0, 2.0]]))
        >>> [keeping(state, np.array([4.0]), period).tolist() for period in range(2)]
        [[2.0], [2.0]]
    """
    spoils = shelf_life > 0
    if not spoils.any():
        return None
    on_hand = np.maximum(state.on_hand, 0)
    ages = np.zeros((len(on_hand), 1)) if state.ages is None else state.ages
    fresh = np.maximum(on_hand - ages.sum(axis=1), 0)
    kept = ages[:, period + 1 :].sum(axis=1) + np.where(shelf_life - 1 > period, fresh, 0)
    for arrival in range(min(period + 1, state.receipts.shape[1])):
        kept = kept + np.where(arrival + shelf_life - 1 > period, state.receipts[:, arrival], 0)
    return np.where(spoils, kept, np.inf)
