"""Suppliers that take orders only from a value on: filled up where that pays, else left for the next time."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Array
from foresale.notes import Evidence, Note, Reading
from foresale.planning.pack_values import PackValues
from foresale.planning.supplier_minimums import meet_minimums
from foresale.workflows.ordering.situation import Situation


def reach_minimum_values(
    situation: Situation, values: PackValues, quantity: Array, budget: float, notes: list[Note]
) -> Array:
    """N units with every supplier's order at its minimum value, or without it.

    Args:
        situation: What is ordered of whom.
        values: What each further pack costs and saves.
        quantity: N units as chosen.
        budget: Money to spend at most; infinite without a limit.
        notes: What was done is added here.
    """
    quantity, names = quantity.copy(), np.array(situation.supplier)
    for name in dict.fromkeys(situation.supplier):
        rows = names == name
        needed = float(situation.minimum_value[rows].max(initial=0))
        value = float((quantity[rows] * situation.costs.unit[rows]).sum())
        if needed <= 0 or value <= 0 or value >= needed:
            continue
        blocks = values.take(np.flatnonzero(rows[values.series]))
        one = np.zeros(len(names), dtype=np.intp)
        left = budget - float((quantity * situation.costs.unit).sum()) + value
        filled = meet_minimums(blocks, one, np.array([needed]), left)
        title = name or "The supplier"
        seen = f"the order is worth {value:,.2f}, the minimum is {needed:,.2f}"
        ways = (Reading("fill it up with what is needed next"), Reading("wait for the next order"))
        if filled[rows].any():
            quantity[rows] = filled[rows]
            text = f"{title}: filled up to the minimum order value with what is needed next, as {seen}."
            evidence = Evidence(seen, ways)
        else:
            quantity[rows] = 0
            text = f"{title}: nothing is ordered, as {seen}, and to fill it up isn't worth it or too dear."
            evidence = Evidence(seen, ways[::-1])
        notes.append(Note("minimum_order_value", 1, text, evidence))
    return quantity
