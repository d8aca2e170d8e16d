"""Units that one store has too many of and another lacks: what to move before anything is bought."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Index
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.moved_units import Amounts, cost_amounts
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.orders import Orders
from foresale.planning.policies.policy import Policy
from foresale.planning.state import State
from foresale.planning.stock_flow import place_order
from foresale.planning.terms import Terms
from foresale.planning.transport import NEAR, Side, share_by_units, ship

MAX_STEPS = 24
"""Steps in which a store's units are weighed; more units go in steps of several."""


@dataclass(frozen=True)
class Move:
    """What moving units takes.

    Attributes:
        periods: Periods until they can be sold where they go.
        cost: Money for each unit.
        fixed: Money for each product that goes from one store to another, however many units of it do.
        least: Units of a product that go from one store to another, at least.
        least_saving: Money that all products going from one store to another save together, at least.
    """

    periods: int = 1
    cost: float = 0.0
    fixed: float = 0.0
    least: float = 1.0
    least_saving: float = 0.0


@dataclass(frozen=True)
class Transfers:
    """Units to move between series of the same product.

    Attributes:
        giver: N positions of series.
        taker: N positions of series.
        units: N units.
        saves: N: the money that each saves, what moving costs taken off. What movements of one product save
            together is shared by their units.
    """

    giver: Index
    taker: Index
    units: Array
    saves: Array

    def take(self, rows: Index) -> Transfers:
        """Some of them."""
        return Transfers(self.giver[rows], self.taker[rows], self.units[rows], self.saves[rows])

    def apply(self, state: State, move: Move) -> State:
        """The state once units have left their stores and are on their way; of each age as large a share.

        Args:
            state: Before.
            move: How long they take.
        """
        n_series = len(state.on_hand)
        given = np.bincount(self.giver, weights=self.units, minlength=n_series)
        taken = np.bincount(self.taker, weights=self.units, minlength=n_series).astype(np.float64)
        left = replace(state, on_hand=state.on_hand - given)
        if state.ages is not None:
            aged = state.ages.sum(axis=1)
            kept = np.divide(left.on_hand, aged, out=np.ones_like(aged), where=aged > left.on_hand)
            left = replace(left, ages=state.ages * np.maximum(kept, 0)[:, None])
        return place_order(left, taken, np.full(n_series, move.periods, dtype=np.intp))


def choose_transfers(
    policy: Policy,
    given: tuple[State, Demand, Costs, OrderCalendar, Terms],
    product: Index,
    move: Move,
    store: Index | None = None,
) -> Transfers:
    """The movements of each product that save money beside the purchases that follow, and how much.

    What a purchase brings needs no transfer. So movements that help until a purchase arrives, and those that
    help until one after it does, are held against none at all, each with the orders placed after them.

    Args:
        policy: How purchases are chosen.
        given: Stock and what is on its way before purchases, demand, costs, arrivals and terms.
        product: S numbers; units move between series with the same one.
        move: What moving takes.
        store: S numbers of stores, where what goes from one to another has to save something together.
    """
    state, demand, costs, calendar, _ = given
    found = [
        found.take(np.flatnonzero(found.units >= move.least))
        for found in (
            find_transfers(state, demand, costs, until, product, move)
            for until in (calendar.next_arrival, calendar.arrival)
        )
    ]
    if not any(len(each.units) for each in found):
        return found[0]
    savings = _Savings(policy.prepare(given), given, product, move)
    saved = savings.of_each(found)
    best = np.max([np.where(each > NEAR, each, 0) for each in saved], axis=0)
    parts, left = [], best > 0
    for one, money in zip(found, saved, strict=True):
        taken = left & (money == best)
        parts.append(one.take(np.flatnonzero(taken[product[one.taker]])))
        left = left & ~taken
    chosen = _join(parts)
    chosen = replace(chosen, saves=share_by_units(best, product[chosen.taker], chosen.units))
    small = _find_small(chosen, store, move)
    while small.any():
        fewer = np.isin(product[chosen.taker], product[chosen.taker[small]])[~small]
        kept = chosen.take(np.flatnonzero(~small))
        (money,) = savings.of_each([kept.take(np.flatnonzero(fewer))])
        shared = share_by_units(money, product[kept.taker], kept.units)
        kept = replace(kept, saves=np.where(fewer, shared, kept.saves))
        chosen = kept.take(np.flatnonzero(kept.saves > NEAR))
        small = _find_small(chosen, store, move)
    return chosen


@dataclass(frozen=True)
class _Savings:
    """What movements save beside the orders after them, by a policy that is prepared."""

    policy: Policy
    given: tuple[State, Demand, Costs, OrderCalendar, Terms]
    product: Index
    move: Move

    def of_each(self, found: list[Transfers]) -> list[Array]:
        """By product, what each of several choices saves; only series that give or take are looked at."""
        state, demand, costs, calendar, terms = self.given
        ends = [end for one in found for end in (one.giver, one.taker)]
        rows = np.unique(np.concatenate(ends))
        states = [state, *(one.apply(state, self.move) for one in found)]
        orders = self.policy.order_each(states, (demand, costs, calendar, terms), rows)
        bare, *after = (_add_money(each, costs.take(rows)) for each in orders)
        count = int(self.product.max(initial=-1)) + 1
        return [
            np.asarray(
                np.bincount(self.product[rows], weights=bare - money, minlength=count)
                - np.bincount(self.product[one.taker], weights=self._way(one), minlength=count),
                dtype=np.float64,
            )
            for one, money in zip(found, after, strict=True)
        ]

    def _way(self, found: Transfers) -> Array:
        """N: what moving costs, units on their way included."""
        move, holding = self.move, self.given[2].holding[found.taker]
        return np.asarray((move.cost + holding * move.periods) * found.units + move.fixed)


def _join(parts: list[Transfers]) -> Transfers:
    giver, taker, units, saves = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("giver", "taker", "units", "saves")
    )
    return Transfers(giver, taker, units, saves)


def _find_small(found: Transfers, store: Index | None, move: Move) -> NDArray[np.bool_]:
    """N: whether all that goes the same way, from one store to another, saves too little."""
    if store is None:
        return np.zeros(len(found.units), dtype=np.bool_)
    way = store[found.giver] * (int(store.max(initial=0)) + 1) + store[found.taker]
    _, place = np.unique(way, return_inverse=True)
    together = np.bincount(place, weights=found.saves, minlength=1)
    return np.asarray(together[place] < move.least_saving)


def _add_money(orders: Orders, costs: Costs) -> Array:
    """What is lost, lies and spoils from now until the next but one order, with what is ordered now."""
    before = costs.holding * orders.before.stock + costs.waste * orders.before.waste
    return np.asarray(orders.expected.cost + costs.shortage * orders.lost_before + before)


def find_transfers(
    state: State, demand: Demand, costs: Costs, end: Index, product: Index, move: Move
) -> Transfers:
    """Move units where they save most until a period, without purchases: a transport problem of least cost.

    A giver's loss is counted from now, a taker's gain from the units' arrival. All stores that have a product
    are weighed together.

    Args:
        state: Stock and what is on its way, before purchases.
        demand: What may be wanted.
        costs: Money by unit.
        end: S periods until which it counts, such as when a purchase ordered after this one could arrive.
        product: S numbers; units move between series with the same one.
        move: What moving takes.
    """
    until = np.maximum(end, move.periods + 1)
    whole = np.floor(np.maximum(state.on_hand, 0))
    steps = np.arange(MAX_STEPS + 1)[None, :]
    size = np.maximum(np.ceil(whole / MAX_STEPS), 1)[:, None]
    kept = np.maximum(whole[:, None] - size * steps, 0)
    amounts = Amounts(whole, kept, size * steps, move.periods)
    loss, gain = cost_amounts(state, demand, costs, until, amounts)
    loss, gain = np.diff(loss, axis=1), -np.diff(gain, axis=1)
    gain = gain - costs.holding[:, None] * size * move.periods  # units on their way lie too
    giving = Side(loss / size, -np.diff(kept, axis=1))
    gain = np.where((end > move.periods)[:, None], gain, 0)  # else nothing is lacking once units are there
    taking = Side(gain / size, np.broadcast_to(size, gain.shape))
    giver, taker, units, saves = ship(giving, taking, product, move.cost)
    return Transfers(giver, taker, units, share_by_units(saves, product[taker], units))
