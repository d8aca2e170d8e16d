"""Units that one store has too many of and another lacks: what to move before anything is bought."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Index
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.policies.policy import Policy
from foresale.planning.projection import outlooks
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
        """The state once units have left their stores and are on their way.

        Args:
            state: Before.
            move: How long they take.
        """
        n_series = len(state.on_hand)
        given = np.bincount(self.giver, weights=self.units, minlength=n_series)
        taken = np.bincount(self.taker, weights=self.units, minlength=n_series).astype(np.float64)
        left = replace(state, on_hand=state.on_hand - given)
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
    ready = policy.prepare(given)
    bare = _money_with_orders(ready, given)

    def save(found: Transfers) -> Array:
        """What movements save by product, beside the orders after them."""
        after = _money_with_orders(ready, (found.apply(state, move), *given[1:]))
        way = (move.cost + costs.holding[found.taker] * move.periods) * found.units + move.fixed
        saved = np.bincount(product, weights=bare - after, minlength=count)
        return np.asarray(saved - np.bincount(product[found.taker], weights=way, minlength=count))

    count = int(product.max(initial=-1)) + 1
    best, tried = np.zeros(count), []
    for until in (calendar.next_arrival, calendar.arrival):
        found = find_transfers(state, demand, costs, until, product, move)
        found = found.take(np.flatnonzero(found.units >= move.least))
        saved = save(found)
        tried.append((found, saved))
        best = np.maximum(best, np.where(saved > NEAR, saved, 0))
    parts, left = [], best > 0
    for found, saved in tried:
        taken = left & (saved == best)
        parts.append(found.take(np.flatnonzero(taken[product[found.taker]])))
        left = left & ~taken
    giver, taker, units = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("giver", "taker", "units")
    )
    chosen = Transfers(giver, taker, units, share_by_units(best, product[taker], units))
    small = _find_small(chosen, store, move)
    while small.any():
        kept = chosen.take(np.flatnonzero(~small))
        saved = save(kept)
        kept = kept.take(np.flatnonzero(saved[product[kept.taker]] > NEAR))
        chosen = replace(kept, saves=share_by_units(saved, product[kept.taker], kept.units))
        small = _find_small(chosen, store, move)
    return chosen


def _find_small(found: Transfers, store: Index | None, move: Move) -> NDArray[np.bool_]:
    """N: whether all that goes the same way, from one store to another, saves too little."""
    if store is None:
        return np.zeros(len(found.units), dtype=np.bool_)
    way = store[found.giver] * (int(store.max(initial=0)) + 1) + store[found.taker]
    _, place = np.unique(way, return_inverse=True)
    together = np.bincount(place, weights=found.saves, minlength=1)
    return np.asarray(together[place] < move.least_saving)


def _money_with_orders(policy: Policy, given: tuple[State, Demand, Costs, OrderCalendar, Terms]) -> Array:
    """S: what is lost, lies and spoils from now until the next but one order, with what is ordered now."""
    orders, costs = policy.order(*given), given[2]
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
    n_series = len(state.on_hand)
    until = np.maximum(end, move.periods + 1)
    now, later = np.zeros(n_series, dtype=np.intp), np.full(n_series, move.periods, dtype=np.intp)
    whole = np.floor(np.maximum(state.on_hand, 0))
    steps = np.arange(MAX_STEPS + 1)[None, :]
    size = np.maximum(np.ceil(whole / MAX_STEPS), 1)[:, None]
    kept = np.maximum(whole[:, None] - size * steps, 0)
    bare = replace(state, on_hand=state.on_hand - whole)
    loss = np.diff(_money(bare, demand, costs, OrderCalendar(now, until), kept), axis=1)
    gain = -np.diff(_money(state, demand, costs, OrderCalendar(later, until), size * steps), axis=1)
    gain = gain - costs.holding[:, None] * size * move.periods  # units on their way lie too
    giving = Side(loss / size, -np.diff(kept, axis=1))
    gain = np.where((end > move.periods)[:, None], gain, 0)  # else nothing is lacking once units are there
    taking = Side(gain / size, np.broadcast_to(size, gain.shape))
    giver, taker, units, saves = ship(giving, taking, product, move.cost)
    return Transfers(giver, taker, units, share_by_units(saves, product[taker], units))


def _money(state: State, demand: Demand, costs: Costs, calendar: OrderCalendar, units: Array) -> Array:
    """S × M expected costs with M further amounts of units each."""
    money = np.zeros(units.shape)
    for grid, outlook in outlooks(state, demand, calendar, Terms.of(len(units))):
        rows = grid.rows
        curve = costs.shortage[rows, None] * outlook.lost + costs.holding[rows, None] * outlook.stock
        money[rows] = outlook.at(curve, units[rows])
    return money
