"""Suppliers that take orders only from a value on: filled up where that pays, else left for the next time."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Array
from foresale.notes import Evidence, Note, Reading
from foresale.planning.minimum_values import MinimumGroup, MinimumOutcome, reach_minimum_values
from foresale.planning.pack_values import PackValues
from foresale.workflows.ordering.situation import Situation


def fill_up_orders(
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
    groups = _groups_of(situation)
    quantity, outcomes = reach_minimum_values(groups, situation.costs.unit, quantity, values, budget)
    notes.extend(_note_of(outcome, situation) for outcome in outcomes)
    return quantity


def _groups_of(situation: Situation) -> list[MinimumGroup]:
    """The suppliers that take orders only from a value on."""
    names = np.array(situation.supplier)
    groups = []
    for name in dict.fromkeys(situation.supplier):
        places = np.flatnonzero(names == name)
        needed = float(situation.minimum_value[places].max(initial=0))
        if needed > 0:
            groups.append(MinimumGroup(tuple(places.tolist()), needed))
    return groups


def _note_of(outcome: MinimumOutcome, situation: Situation) -> Note:
    title = situation.supplier[outcome.group.places[0]] or "The supplier"
    seen = f"the order is worth {outcome.value:,.2f}, the minimum is {outcome.group.needed:,.2f}"
    ways = (Reading("fill it up with what is needed next"), Reading("wait for the next order"))
    if outcome.action == "filled":
        text = f"{title}: filled up to the minimum order value with what is needed next, as {seen}."
        return Note("minimum_order_value", 1, text, Evidence(seen, ways))
    text = f"{title}: nothing is ordered, as {seen}, and to fill it up isn't worth it or too dear."
    return Note("minimum_order_value", 1, text, Evidence(seen, ways[::-1]))
