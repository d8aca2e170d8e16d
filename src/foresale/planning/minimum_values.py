"""Suppliers that deliver only from a value on: an order is filled up where that pays, else it waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from foresale.arrays import Array
from foresale.errors import NotReadyError
from foresale.planning.pack_values import PackValues
from foresale.planning.supplier_minimums import meet_minimums

_NEAR = 1e-6


@dataclass(frozen=True)
class MinimumGroup:
    """Items that are ordered together.

    Attributes:
        places: Their places among all items.
        needed: Money below which the supplier doesn't deliver.
    """

    places: tuple[int, ...]
    needed: float


@dataclass(frozen=True)
class MinimumOutcome:
    """What became of an order below its minimum.

    Attributes:
        group: The items that are ordered together.
        action: `filled` up with what is needed next, or it `waits` for the next order.
        value: What the order would have cost.
    """

    group: MinimumGroup
    action: Literal["filled", "waits"]
    value: float


def reach_minimum_values(
    groups: Sequence[MinimumGroup], unit: Array, quantity: Array, values: PackValues, budget: float = np.inf
) -> tuple[Array, list[MinimumOutcome]]:
    """S units with each order at its minimum or empty, and what became of those below.

    The packs that fill an order up are those that save most money. Where none can be found in time, an
    order stays as it is, below its minimum.

    Args:
        groups: Orders with a minimum.
        unit: S unit costs.
        quantity: S units as a policy chose them.
        values: What each further pack costs and saves.
        budget: Money to spend on all orders at most; infinite without a limit.
    """
    quantity, outcomes = quantity.copy(), []
    one = np.zeros(len(unit), dtype=np.intp)
    for group in groups:
        places = np.array(group.places)
        value = float((quantity[places] * unit[places]).sum())
        if value <= 0 or value >= group.needed - _NEAR:
            continue
        blocks = values.take(np.flatnonzero(np.isin(values.series, places)))
        left = budget - float((quantity * unit).sum()) + value
        try:
            filled = meet_minimums(blocks, one, np.array([group.needed]), left)
        except NotReadyError:
            continue
        quantity[places] = filled[places]
        outcomes.append(MinimumOutcome(group, "filled" if filled[places].any() else "waits", value))
    return quantity, outcomes
