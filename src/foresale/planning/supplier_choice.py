"""Several suppliers of one product: from which to order now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Index
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.orders import Orders
from foresale.planning.policies.fixed_quantity import FixedQuantity
from foresale.planning.policies.policy import Policy
from foresale.planning.state import State
from foresale.planning.terms import Terms


@dataclass(frozen=True)
class Offer:
    """What one supplier asks and promises, for every series.

    Attributes:
        costs: Money by unit; `unit` is the supplier's price.
        calendar: When orders from it arrive.
        terms: Its packs, minimum and maximum.
        available: S: whether the supplier has the product at all.
    """

    costs: Costs
    calendar: OrderCalendar
    terms: Terms
    available: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def choose_supplier(
    policy: Policy, state: State, demand: Demand, offers: Sequence[Offer]
) -> tuple[Index, tuple[Orders, ...]]:
    """The supplier whose order leaves the least total cost, and what would be ordered from each.

    A later supplier is cheaper or not by what is lost until its units come, so all are judged over the same
    time, from now until the last of their next orders could arrive: lost sales, holding, waste, and what the
    units cost more than from the cheapest.

    Args:
        policy: How quantities are chosen.
        state: Stock and what is on its way.
        demand: What may be wanted.
        offers: One for each supplier.

    Returns:
        S positions among `offers`, and the orders by offer.
    """
    end = np.max([offer.calendar.next_arrival for offer in offers], axis=0)
    cheapest = np.min([np.where(offer.available, offer.costs.unit, np.inf) for offer in offers], axis=0)
    made, totals = [], []
    for offer in offers:
        orders = policy.order(state, demand, offer.costs, offer.calendar, offer.terms)
        fixed = FixedQuantity(orders.quantity)
        whole = replace(offer.calendar, next_arrival=np.maximum(end, offer.calendar.arrival + 1))
        after = fixed.order(
            state, demand, offer.costs, whole, replace(offer.terms, maximum=np.full(len(end), np.inf))
        )
        dearer = np.where(np.isfinite(cheapest), offer.costs.unit - cheapest, 0) * orders.quantity
        total = after.expected.cost + offer.costs.shortage * after.lost_before + dearer
        totals.append(np.where(offer.available, total, np.inf))
        made.append(orders)
    return np.argmin(totals, axis=0).astype(np.intp), tuple(made)
