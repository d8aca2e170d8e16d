"""What every policy is: a choice by what may happen, made for all series chunk by chunk."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from foresale.arrays import Array, Index
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.orders import BeforeOrder, Expectation, Orders, Reasons
from foresale.planning.outlook import Outlook
from foresale.planning.outlooks import outlooks_of_states
from foresale.planning.packs import find_limits, round_to_best, round_up
from foresale.planning.state import State
from foresale.planning.terms import Terms


@dataclass(frozen=True)
class View:
    """All that a policy may look at, of N series.

    Attributes:
        rows: N positions among all series, for a policy's own parameters.
        state: Stock and what is on its way.
        demand: What may be wanted.
        costs: Money by unit.
        calendar: When orders arrive.
        terms: Packs, limits, shelf lives.
        outlook: What may happen by quantity.
    """

    rows: Index
    state: State
    demand: Demand
    costs: Costs
    calendar: OrderCalendar
    terms: Terms
    outlook: Outlook

    def parameter(self, value: ArrayLike) -> Array:
        """N values of a policy's parameter that is one number, or one for each of all series."""
        known = np.asarray(value, dtype=np.float64)
        return np.broadcast_to(known, (len(self.rows),)) if known.ndim == 0 else np.asarray(known[self.rows])

    def mean_demand(self, periods: Array) -> Array:
        """N units of mean demand of the next N periods each, parts of a period as such."""
        count = int(np.ceil(periods.max(initial=1)))
        share = np.clip(periods[:, None] - np.arange(count)[None, :], 0, 1)
        return np.asarray((self.demand.means(count) * share).sum(axis=1))


@dataclass(frozen=True)
class Choice:
    """What a policy wants.

    Attributes:
        wanted: N units, before packs and limits.
        target: N: what it aimed at.
        cost: N × C costs by quantity, where whole packs are chosen by cost; else packs are filled up.
    """

    wanted: Array
    target: Array
    cost: Array | None = None


class Policy(ABC):
    """A rule that turns stock and a distribution of demand into an order."""

    name: ClassVar[str]

    @abstractmethod
    def choose(self, view: View) -> Choice:
        """How much is wanted of each series, before packs and limits."""

    def prepare(self, view_of_all: tuple[State, Demand, Costs, OrderCalendar, Terms]) -> Policy:
        """The policy with what it must find out of all series first; most have nothing to find."""
        del view_of_all
        return self

    def order(
        self, state: State, demand: Demand, costs: Costs, calendar: OrderCalendar, terms: Terms | None = None
    ) -> Orders:
        """What to order of each series now, what is expected of it, and why.

        Args:
            state: Stock and what is on its way.
            demand: What may be wanted; beyond the last period it repeats.
            costs: Money by unit.
            calendar: When this order and the next one can be sold.
            terms: Packs, limits, shelf lives; by default single units that keep, and lost sales.
        """
        known = terms if terms is not None else Terms.of(len(state.on_hand))
        ready = self.prepare((state, demand, costs, calendar, known))
        (orders,) = ready.order_each([state], (demand, costs, calendar, known))
        return orders

    def order_each(
        self,
        states: Sequence[State],
        given: tuple[Demand, Costs, OrderCalendar, Terms],
        rows: Index | None = None,
    ) -> list[Orders]:
        """What to order with each of several stocks, by a policy that is prepared.

        Args:
            states: Stock and what is on its way, each of all series.
            given: Demand, costs, arrivals and terms of all series.
            rows: N series, of which the orders are; by default all.
        """
        demand, costs, calendar, terms = given
        if rows is not None:
            states = [state.take(rows) for state in states]
            demand, costs, calendar, terms = (
                demand.take(rows), costs.take(rows), calendar.take(rows), terms.take(rows),
            )  # fmt: skip
        found: list[list[Orders]] = [[] for _ in states]
        places = []
        for grid, of_states in outlooks_of_states(states, demand, calendar, terms):
            at = grid.rows
            parts = (demand.take(at), costs.take(at), calendar.take(at), terms.take(at))
            own = at if rows is None else rows[at]
            for decided, state, outlook in zip(found, states, of_states, strict=True):
                decided.append(_decide(self, View(own, state.take(at), *parts, outlook)))
            places.append(at)
        if not places:
            return [_no_orders(self.name) for _ in states]
        return [_join(decided, np.concatenate(places)) for decided in found]


def _decide(policy: Policy, view: View) -> Orders:
    choice, outlook = policy.choose(view), view.outlook
    wanted = np.maximum(choice.wanted, 0)
    if choice.cost is None:
        quantity = round_up(wanted, view.terms)
    else:
        curve = choice.cost
        quantity = round_to_best(wanted, view.terms, lambda units: outlook.at(curve, units))
    return expect(policy.name, view, choice, quantity)


def expect(policy: str, view: View, choice: Choice, quantity: Array) -> Orders:
    """What is expected of given quantities.

    Args:
        policy: Name of who chose them.
        view: What may happen.
        choice: What was wanted.
        quantity: N units.
    """
    outlook = view.outlook
    reasons = Reasons(
        policy=policy,
        wanted=np.maximum(choice.wanted, 0),
        target=choice.target,
        limit=find_limits(np.maximum(choice.wanted, 0), quantity, view.terms),
        stock_at_arrival=outlook.stock_at_arrival,
        demand_before=outlook.demand_before,
        demand_in_cycle=outlook.demand_in_cycle,
        arrival=view.calendar.arrival,
        next_arrival=view.calendar.next_arrival,
    )
    return Orders(
        quantity=quantity,
        expected=_expectation(view, quantity),
        without=_expectation(view, np.zeros_like(quantity)),
        lost_before=outlook.lost_before,
        runs_out_before=1 - outlook.safe_before,
        before=BeforeOrder(outlook.stock_before, outlook.waste_before),
        cover=_cover(view, quantity),
        cover_without=_cover(view, np.zeros_like(quantity)),
        spend=quantity * view.costs.unit,
        reasons=reasons,
    )


def _expectation(view: View, quantity: Array) -> Expectation:
    outlook, costs = view.outlook, view.costs
    lost, stock, waste = (
        np.maximum(outlook.at(curve, quantity), 0) for curve in (outlook.lost, outlook.stock, outlook.waste)
    )
    runs_out = np.clip(1 - outlook.at(outlook.safe, quantity), 0, 1)
    cost = costs.shortage * lost + costs.holding * stock + costs.waste * waste
    return Expectation(lost, stock, waste, runs_out, cost)


def _cover(view: View, quantity: Array) -> Array:
    """Periods until mean demand has used all up; beyond the forecast at the pace of its last season."""
    units = np.maximum(view.state.position + quantity, 0)
    known = view.demand.n_periods
    total = np.cumsum(view.demand.mean, axis=1)
    season = max(1, min(view.demand.season, known))
    pace = view.demand.mean[:, -season:].mean(axis=1)
    full = (total <= units[:, None]).sum(axis=1)
    before = np.where(full > 0, np.take_along_axis(total, np.maximum(full - 1, 0)[:, None], axis=1)[:, 0], 0)
    current = np.where(
        full < known, view.demand.mean[np.arange(len(units)), np.minimum(full, known - 1)], pace
    )
    rest = units - before
    return np.asarray(full + np.divide(rest, current, out=np.full_like(rest, np.inf), where=current > 1e-12))


def _join(parts: list[Orders], rows: Index) -> Orders:
    """Chunks as one, in the order of the series."""
    back = np.argsort(rows)
    joined: Orders = _merge(parts, back)
    return joined


def _merge(parts: list[Any], back: Index) -> Any:
    first = parts[0]
    merged: dict[str, Any] = {}
    for field in fields(first):
        values = [getattr(part, field.name) for part in parts]
        if isinstance(values[0], str):
            merged[field.name] = values[0]
        elif isinstance(values[0], np.ndarray):
            merged[field.name] = np.concatenate(values)[back]
        else:
            merged[field.name] = _merge(values, back)
    return type(first)(**merged)


def _no_orders(policy: str) -> Orders:
    none, places = np.zeros(0), np.zeros(0, dtype=np.intp)
    nothing = Expectation(none, none, none, none, none)
    reasons = Reasons(policy, none, none, np.zeros(0, dtype=np.str_), none, none, none, places, places)
    return Orders(none, nothing, nothing, none, none, BeforeOrder(none, none), none, none, none, reasons)
