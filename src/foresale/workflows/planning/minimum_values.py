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
class ReachedMinimum:
    """What a minimum order value did to an item.

    Attributes:
        action: `filled` up with what is needed next, or it `waits` for the next order.
        needed: The minimum.
        value: What the order would have cost.
        without: Units that would have been ordered.
    """

    action: Literal["filled", "waits"]
    needed: float
    value: float
    without: float


def reach_minimum_values(
    groups: Sequence[MinimumGroup], unit: Array, quantity: Array, values: PackValues
) -> tuple[Array, dict[int, ReachedMinimum]]:
    """S units with each order at its minimum or empty, and what that did to the items of those below.

    The packs that fill an order up are those that save most money. Where none can be found in time, an
    order stays as it is, below its minimum.

    Args:
        groups: Orders with a minimum.
        unit: S unit costs.
        quantity: S units as a policy chose them.
        values: What each further pack costs and saves.
    """
    quantity = quantity.copy()
    told: dict[int, ReachedMinimum] = {}
    for group in groups:
        places = np.array(group.places)
        value = float((quantity[places] * unit[places]).sum())
        if value <= 0 or value >= group.needed - _NEAR:
            continue
        blocks = values.take(np.flatnonzero(np.isin(values.series, places)))
        try:
            filled = meet_minimums(blocks, np.zeros(len(unit), dtype=np.intp), np.array([group.needed]))
        except NotReadyError:
            continue
        is_filled = bool(filled[places].any())
        for place in group.places:
            before, after = float(quantity[place]), float(filled[place])
            if before > 0 or after > 0:
                action: Literal["filled", "waits"] = "filled" if is_filled else "waits"
                told[place] = ReachedMinimum(action, group.needed, value, before)
        quantity[places] = filled[places]
    return quantity, told
