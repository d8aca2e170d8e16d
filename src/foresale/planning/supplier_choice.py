"""Several suppliers of one product: from which to order now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Array, Index
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.orders import Orders
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

    All are judged over the same time, from now until the last of their next orders could arrive: lost sales,
    holding, waste, and what the units cost more than from the cheapest. Whoever can be ordered from more
    often is judged by one order that lasts so long, or, where that costs less (units that spoil), by what
    a cycle of its own costs, again and again.

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
    margin = np.max([np.where(offer.available, offer.costs.shortage, 0) for offer in offers], axis=0)
    made, totals = [], []
    for offer in offers:
        calendar = offer.calendar
        whole = replace(calendar, next_arrival=np.maximum(end, calendar.arrival + 1))
        orders = policy.order(state, demand, offer.costs, calendar, offer.terms)
        lasting = policy.order(
            state, demand, offer.costs, whole, replace(offer.terms, maximum=np.full(len(end), np.inf))
        )
        cycles = (whole.next_arrival - whole.arrival) / (calendar.next_arrival - calendar.arrival)
        dearer = np.where(np.isfinite(cheapest), offer.costs.unit - cheapest, 0)
        total = _before(orders, offer.costs, margin) + np.minimum(
            _expected(lasting, offer.costs, margin) + dearer * lasting.quantity,
            cycles * _expected(orders, offer.costs, margin) + dearer * _bought(orders, cycles),
        )
        totals.append(np.where(offer.available, total, np.inf))
        made.append(orders)
    return np.argmin(totals, axis=0).astype(np.intp), tuple(made)


def _before(orders: Orders, costs: Costs, margin: Array) -> Array:
    """S: what is lost, lies and spoils before the order arrives, in money."""
    lying, spoilt = orders.before.stock, orders.before.waste
    return np.asarray(margin * orders.lost_before + costs.holding * lying + costs.waste * spoilt)


def _expected(orders: Orders, costs: Costs, margin: Array) -> Array:
    """S: the same from then until the next order arrives."""
    found = orders.expected
    return np.asarray(margin * found.lost + costs.holding * found.stock + costs.waste * found.waste)


def _bought(orders: Orders, cycles: Array) -> Array:
    """S units bought over several cycles: this order's, and after it what each cycle sells and spoils."""
    used = orders.reasons.demand_in_cycle - orders.expected.lost + orders.expected.waste
    spare = np.where(orders.quantity > 0, 0, np.maximum(orders.reasons.stock_at_arrival - used, 0))
    return np.asarray(orders.quantity + np.maximum((cycles - 1) * used - spare, 0))
