"""Orders where a supplier delivers nothing below a sum of money: to fill up, or to wait."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.errors import NotReadyError
from foresale.planning.pack_values import PackValues

SECONDS = 20.0
GAP = 1e-4


def meet_minimums(
    values: PackValues, supplier: NDArray[np.intp], minimum_value: Array, budget: float = np.inf
) -> Array:
    """S units to order so that each supplier gets nothing or at least its minimum, saving the most money.

    A mixed-integer programme, solved by HiGHS: which suppliers to order from, and which packs.

    Args:
        values: From `rank_packs`, with the packs beyond the cheapest quantities: they may fill an order up.
        supplier: S positions of suppliers.
        minimum_value: M sums of money below which a supplier doesn't deliver; 0 without a minimum.
        budget: Money to spend on all of them.

    Raises:
        NotReadyError: No solution was found in time.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array, vstack

    n_blocks, n_suppliers = len(values.series), len(minimum_value)
    if not n_blocks:
        return np.zeros(values.n_series)
    by = supplier[values.series]
    blocks = np.arange(n_blocks)
    shape = (n_blocks, n_blocks + n_suppliers)
    ones = np.ones(n_blocks)
    opens = coo_array(
        (np.concatenate([ones, -ones]), (np.tile(blocks, 2), np.concatenate([blocks, n_blocks + by]))),
        shape=shape,
    )
    ends = np.arange(n_suppliers)
    reaches = coo_array(
        (
            np.concatenate([values.spend, -minimum_value]),
            (np.concatenate([by, ends]), np.concatenate([blocks, n_blocks + ends])),
        ),
        shape=(n_suppliers, shape[1]),
    )
    rows, limits_low, limits_high = (
        [opens, reaches],
        [np.full(n_blocks, -np.inf), np.zeros(n_suppliers)],
        [
            np.zeros(n_blocks),
            np.full(n_suppliers, np.inf),
        ],
    )
    if np.isfinite(budget):
        rows.append(
            coo_array((values.spend, (np.zeros(n_blocks, dtype=np.intp), blocks)), shape=(1, shape[1]))
        )
        limits_low.append(np.array([-np.inf]))
        limits_high.append(np.array([budget]))
    solved = milp(
        np.concatenate([-values.value, np.zeros(n_suppliers)]),
        constraints=LinearConstraint(
            vstack(rows).tocsr(), np.concatenate(limits_low), np.concatenate(limits_high)
        ),
        integrality=np.ones(shape[1]),
        bounds=Bounds(0, 1),
        options={"time_limit": SECONDS, "mip_rel_gap": GAP},
    )
    if solved.x is None:
        raise NotReadyError(
            f"No orders that meet {n_suppliers} suppliers' minimums were found in {SECONDS:g} seconds.",
            fix="Plan fewer suppliers at once, or drop some minimums.",
        )
    return values.take(np.flatnonzero(solved.x[:n_blocks] > 0.5)).quantity()
