"""Orders within a sum of money: the most valuable packs first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.planning.pack_values import PackValues

MAX_LAST_STEPS = 200


def spend_budget(values: PackValues, budget: float) -> Array:
    """S units to order for at most so much money: packs by the money they save for each unit of money.

    Right to the last pack where no series has a minimum order; else off by less than one block.

    Args:
        values: From `rank_packs`.
        budget: Money to spend.

    Examples:
        >>> ones = np.ones(3)
        >>> values = PackValues(np.array([0, 1, 0]), ones, 4 * ones, np.array([3.0, 2.0, 1.0]), ones, 2)
        >>> spend_budget(values, 9.0).tolist()
        [1.0, 1.0]
    """
    best = values.worth_buying()
    taken = np.cumsum(best.spend) <= budget + 1e-9
    taken &= np.cumprod(taken).astype(bool)
    left = budget - float(best.spend[taken].sum())
    for _ in range(MAX_LAST_STEPS):
        at = _next_block(best, taken, left)
        if at is None:
            break
        taken[at] = True
        left -= float(best.spend[at])
    return best.take(np.flatnonzero(taken)).quantity()


def _next_block(values: PackValues, taken: NDArray[np.bool_], left: float) -> int | None:
    """The most valuable block that the rest still buys and whose forerunners are bought."""
    waiting = np.flatnonzero(~taken)
    first = waiting[np.unique(values.series[waiting], return_index=True)[1]]
    affordable = first[values.spend[first] <= left + 1e-9]
    return int(affordable.min()) if len(affordable) else None
