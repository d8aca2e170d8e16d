"""What a cycle costs by stock or by quantity, and where that is least."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from foresale.arrays import Array
from foresale.planning.costs import Costs


class CycleCurves(Protocol):
    """Units in a cycle, N × C by its stock at the beginning or by the quantity ordered."""

    @property
    def lost(self) -> Array:
        """Sales lost."""
        ...

    @property
    def stock(self) -> Array:
        """Units that lie at the end of each period, added up."""
        ...

    @property
    def left(self) -> Array:
        """Units that lie at the cycle's end."""
        ...

    @property
    def waste(self) -> Array:
        """Units that spoil."""
        ...


def cycle_cost(curves: CycleCurves, costs: Costs, cycle: Array, carry: Array) -> Array:
    """N × C money of a cycle, in which a unit left over at its end counts `carry` cycles' holding.

    Args:
        curves: Units by stock or quantity.
        costs: Money by unit.
        cycle: N periods from one arrival to the next.
        carry: N factors.
    """
    lying = curves.stock + ((carry - 1) * cycle)[:, None] * curves.left
    return np.asarray(
        costs.shortage[:, None] * curves.lost
        + costs.holding[:, None] * lying
        + costs.waste[:, None] * curves.waste
    )


def find_cheapest(cost: Array, step: Array) -> Array:
    """N units with the least cost, the smallest of several; between the cells of a coarse grid.

    Args:
        cost: N × C by quantity.
        step: N units from one quantity to the next.

    Examples:
        >>> find_cheapest(np.array([[3.0, 1.0, 1.0], [4.0, 1.0, 4.0]]), np.array([1.0, 2.0])).tolist()
        [1.0, 2.0]
    """
    slack = 1e-9 * (1 + np.abs(cost).max(axis=1, keepdims=True))
    best = (cost <= cost.min(axis=1, keepdims=True) + slack).argmax(axis=1)
    return np.asarray(_between_cells(cost, best, step > 1) * step)


def _between_cells(cost: Array, best: np.ndarray, coarse: np.ndarray) -> Array:
    """Where the cost's slope is zero, between the cells of a coarse grid."""
    slope = np.diff(cost, axis=1)
    rows = np.arange(len(cost))
    left = slope[rows, np.maximum(best - 1, 0)]
    right = slope[rows, np.minimum(best, slope.shape[1] - 1)]
    inside = (
        coarse & (best > 0) & (best < cost.shape[1] - 1) & (right - left > 1e-12) & (left <= 0) & (right >= 0)
    )
    shift = np.divide(-left, right - left, out=np.full(len(cost), 0.5), where=inside) - 0.5
    return np.asarray(best + np.where(inside, shift, 0))
