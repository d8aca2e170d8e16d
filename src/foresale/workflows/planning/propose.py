"""Proposes orders: a quantity for each product in each place, with what it was chosen by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from foresale.arrays import Array, Index
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.minimum_values import MinimumGroup, reach_minimum_values
from foresale.planning.order_calendar import MAX_PERIODS_AHEAD, OrderCalendar
from foresale.planning.pack_values import PackValues, rank_packs
from foresale.planning.policies.by_name import make_policy
from foresale.planning.policies.cost_optimal import CostOptimal
from foresale.planning.policies.fixed_quantity import FixedQuantity
from foresale.planning.state import State
from foresale.planning.terms import Terms
from foresale.workflows.planning.explain_line import explain_line, explain_minimum
from foresale.workflows.planning.order_days import late_chances
from foresale.workflows.planning.planned_item import PlannedItem

DAYS_A_YEAR = 365
SEASON = 7


@dataclass(frozen=True)
class OrderRules:
    """How orders are proposed.

    Attributes:
        policy: Name of a policy.
        parameters: Its parameters.
        stock_cost_a_year: What a year in stock costs, as a share of the unit cost.
        usual_margin: Share of the price that is earned where cost or price isn't known.
    """

    policy: str = "cost_optimal"
    parameters: Mapping[str, float] = field(default_factory=dict)
    stock_cost_a_year: float = 0.25
    usual_margin: float = 0.3


@dataclass(frozen=True)
class DemandAhead:
    """What may be sold of items, by day.

    Attributes:
        first: The first day.
        levels: Q levels of the quantiles.
        mean: S × H units.
        quantiles: S × H × Q units.
    """

    first: date
    levels: Sequence[float]
    mean: Array
    quantiles: Array

    def take(self, rows: Index) -> DemandAhead:
        """The same of some items."""
        return replace(self, mean=self.mean[rows], quantiles=self.quantiles[rows])


@dataclass(frozen=True)
class ProposedLine:
    """What to order of an item.

    Attributes:
        item: Which.
        quantity: Units, in whole packs.
        unit_cost: What a unit is bought for, or is assumed to be.
        saves: Money that the order is expected to save until the next one arrives.
        why: What it was chosen by, as data.
    """

    item: PlannedItem
    quantity: float
    unit_cost: float
    saves: float
    why: Mapping[str, Any]


def propose_orders(items: Sequence[PlannedItem], ahead: DemandAhead, rules: OrderRules) -> list[ProposedLine]:
    """What to order of each item now; items of which nothing is to be ordered are left out.

    Args:
        items: S products in places.
        ahead: Their demand.
        rules: Policy and costs.
    """
    if not items:
        return []
    given = weigh_items(items, ahead, rules)
    unit = given[2].unit
    policy = make_policy(rules.policy, **rules.parameters).prepare(given)
    orders = policy.order(*given)
    weighing = policy if isinstance(policy, CostOptimal) else CostOptimal()
    values = rank_packs(weighing, *given)
    quantity, outcomes = reach_minimum_values(groups_of(items), unit, orders.quantity, values)
    minimums = {
        place: outcome
        for outcome in outcomes
        for place in outcome.group.places
        if orders.quantity[place] > 0 or quantity[place] > 0
    }
    chosen = orders.quantity
    if outcomes:
        orders = replace(FixedQuantity(quantity).order(*given), reasons=orders.reasons)
    packs = _packs_by_item(values)
    return [
        ProposedLine(
            item, float(orders.quantity[place]), float(unit[place]), float(orders.saves[place]),
            {
                **explain_line(orders, place, item, ahead.first),
                **explain_minimum(minimums.get(place), float(chosen[place])),
                "packs": share_saving(packs.get(place, []), float(orders.quantity[place])),
            },
        )
        for place, item in enumerate(items)
        if orders.quantity[place] > 0 or place in minimums
    ]  # fmt: skip


def weigh_items(
    items: Sequence[PlannedItem], ahead: DemandAhead, rules: OrderRules
) -> tuple[State, Demand, Costs, OrderCalendar, Terms]:
    """All that a policy looks at.

    Args:
        items: S products in places.
        ahead: Their demand.
        rules: Policy and costs.
    """
    demand = Demand.from_quantiles(ahead.levels, ahead.quantiles, ahead.mean, SEASON)
    price, unit = assume_prices(items, rules.usual_margin)
    costs = Costs.of_prices(price, unit, holding_share=rules.stock_cost_a_year, periods_a_year=DAYS_A_YEAR)
    return state_of(items), demand, costs, _calendar(items, ahead.first), _terms(items)


def groups_of(items: Sequence[PlannedItem]) -> list[MinimumGroup]:
    """The orders that a supplier delivers only from a value on, with the places of their items.

    Args:
        items: S products in places.
    """
    found: dict[tuple[int | None, int | None, date], list[int]] = {}
    for place, item in enumerate(items):
        if item.minimum_order_value > 0:
            found.setdefault((item.supplier_id, item.store_id, item.order_on), []).append(place)
    return [
        MinimumGroup(tuple(places), max(items[place].minimum_order_value for place in places))
        for places in found.values()
    ]


def digest_inputs(items: Sequence[PlannedItem], ahead: DemandAhead, rules: OrderRules) -> str:
    """A digest of all that the orders depend on: equal inputs give equal orders.

    Args:
        items: S products in places.
        ahead: Their demand.
        rules: Policy and costs.
    """
    digest = hashlib.blake2b(digest_size=16)
    digest.update(repr((rules, ahead.first, tuple(ahead.levels))).encode())
    for item in items:
        digest.update(repr(item).encode())
    digest.update(np.ascontiguousarray(ahead.mean).tobytes())
    digest.update(np.ascontiguousarray(ahead.quantiles).tobytes())
    return digest.hexdigest()


def state_of(items: Sequence[PlannedItem]) -> State:
    """Stock and what is on its way; less than no units, by sales of what was never counted, count as none.

    Args:
        items: S products in places.
    """
    width = max((day for item in items for day in item.receipts), default=0) + 1
    receipts = np.zeros((len(items), width))
    for place, item in enumerate(items):
        for day, units in item.receipts.items():
            receipts[place, day] += max(units, 0.0)
    return State(np.array([max(item.on_hand, 0.0) for item in items]), receipts)


def assume_prices(items: Sequence[PlannedItem], margin: float) -> tuple[Array, Array]:
    """S prices and S unit costs; what isn't known by the usual margin, both at worst as if a unit cost 1.

    Examples:
        >>> from datetime import date
        >>> days = (date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 9))
        >>> item = PlannedItem(1, 1, None, 0.0, {}, *days, price=10.0)
        >>> [each.tolist() for each in assume_prices([item], 0.3)]
        [[10.0], [7.0]]
    """
    price = np.array([np.nan if item.price is None else item.price for item in items])
    unit = np.array([np.nan if item.unit_cost is None else item.unit_cost for item in items])
    unit = np.where(np.isnan(unit), np.where(np.isnan(price), 1.0, price * (1 - margin)), unit)
    return np.where(np.isnan(price), unit / (1 - margin), price), unit


def share_saving(blocks: Sequence[tuple[float, float]], quantity: float) -> list[list[float]]:
    """Units, and the share of a line's saving, of its packs; the first are worth most.

    Args:
        blocks: Units and worth of packs, in the order in which they are to be bought.
        quantity: Units of the line.

    Examples:
        >>> share_saving([(4, 9.0), (4, 3.0), (4, 1.0)], 8)
        [[4, 0.75], [4, 0.25]]
        >>> share_saving([], 6)
        [[6, 1.0]]
    """
    found: list[tuple[float, float]] = []
    left = quantity
    for units, worth in blocks:
        taken = min(units, left)
        if taken > 0:
            found.append((taken, max(worth, 0.0) * taken / units))
            left -= taken
    total = sum(worth for _, worth in found)
    if total <= 0:
        return [[quantity, 1.0]]
    if left > 0:
        found.append((left, 0.0))
    return [[units, round(worth / total, 6)] for units, worth in found]


def _packs_by_item(values: PackValues) -> dict[int, list[tuple[float, float]]]:
    found: dict[int, list[tuple[float, float]]] = {}
    rows = zip(values.series.tolist(), values.units.tolist(), values.value.tolist(), strict=True)
    for place, units, worth in rows:
        found.setdefault(place, []).append((units, worth))
    return found


def _calendar(items: Sequence[PlannedItem], first: date) -> OrderCalendar:
    arrival = np.array([(item.arrives_on - first).days for item in items])
    following = np.array([(item.next_arrives_on - first).days for item in items])
    arrival = np.clip(arrival, 0, MAX_PERIODS_AHEAD - 1).astype(np.intp)
    following = np.clip(following, arrival + 1, MAX_PERIODS_AHEAD).astype(np.intp)
    spreads = [item.lead_time_spread_days for item in items]
    if not any(spreads):
        return OrderCalendar(arrival, following)
    by_spread = {spread: late_chances(spread) for spread in set(spreads)}
    chances = np.zeros((len(items), max(map(len, by_spread.values()))))
    for place, spread in enumerate(spreads):
        chances[place, : len(by_spread[spread])] = by_spread[spread]
    return OrderCalendar(arrival, following, chances)


def _terms(items: Sequence[PlannedItem]) -> Terms:
    return Terms.of(
        len(items),
        pack=np.array([item.pack_size for item in items]),
        minimum=np.array([item.minimum for item in items]),
        maximum=np.array([item.maximum for item in items]),
        shelf_life=np.array([item.shelf_life_days for item in items]),
    )
