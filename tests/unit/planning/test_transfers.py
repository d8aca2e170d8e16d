"""Movements between stores against a linear programme, and against all orders worked out anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from foresale.arrays import Array, Index
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.moved_units import Amounts, cost_amounts
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.outlooks import outlooks
from foresale.planning.policies.cost_optimal import CostOptimal
from foresale.planning.policies.policy import Policy
from foresale.planning.policies.service_target import ServiceTarget
from foresale.planning.state import State
from foresale.planning.stock_flow import place_order
from foresale.planning.terms import Terms
from foresale.planning.transfers import Move, Transfers, choose_transfers, find_transfers
from foresale.planning.transport import Side, share_by_units, ship

Given = tuple[State, Demand, Costs, OrderCalendar, Terms]
PRODUCTS, STORES = 6, 5
PRODUCT = np.repeat(np.arange(PRODUCTS), STORES)
STORE = np.tile(np.arange(STORES), PRODUCTS)


def chain(*, late: bool = False, seed: int = 4) -> Given:
    """Stores of which some have too many and some too few; one product spoils, some orders come at once."""
    rng, count = np.random.default_rng(seed), PRODUCTS * STORES
    mean = np.repeat(rng.gamma(2.0, 2.0, count)[:, None], 4, axis=1) + 0.1
    mean[:STORES] += 40  # levels of several units
    demand = Demand.from_poisson(mean)
    lead = np.repeat([0, 1, 2, 3, 5, 9], STORES)
    calendar = OrderCalendar.of(count, lead_time=lead, review=4)
    stock = np.floor(mean[:, 0] * rng.choice([0.5, 2, 6, 25], count)) + rng.choice([0, 0.5], count)
    state = place_order(State.of_stock(stock), rng.poisson(2.0, count).astype(float), np.full(count, 2))
    unit = np.repeat(rng.uniform(1, 9, PRODUCTS), STORES)
    costs = Costs.of_prices(unit * 1.5, unit, holding_share=0.25, periods_a_year=365)
    terms = Terms.of(count, pack=3, shelf_life=np.repeat([0, 0, 0, 0, 14, 0], STORES))
    return state, demand, costs, calendar.late([0.7, 0.2, 0.1]) if late else calendar, terms


def choose_plainly(policy: Policy, given: Given, move: Move) -> Transfers:
    """The same choice with all orders of all series worked out for each of three stocks."""

    def spend(state: State) -> Array:
        orders = ready.order(state, *given[1:])
        before = costs.holding * orders.before.stock + costs.waste * orders.before.waste
        return np.asarray(orders.expected.cost + costs.shortage * orders.lost_before + before)

    ready, costs, calendar = policy.prepare(given), given[2], given[3]
    best, none = np.zeros(PRODUCTS), np.zeros(0, dtype=np.intp)
    chosen = Transfers(none, none, np.zeros(0), np.zeros(0))
    for until in (calendar.next_arrival, calendar.arrival):
        found = find_transfers(*given[:3], until, PRODUCT, move)
        way = (move.cost + costs.holding[found.taker] * move.periods) * found.units
        saved = np.bincount(PRODUCT, weights=spend(given[0]) - spend(found.apply(given[0], move)))
        saved -= np.bincount(PRODUCT[found.taker], weights=way, minlength=PRODUCTS)
        better = saved > best + 1e-9
        best = np.where(better, saved, best)
        old = chosen.take(np.flatnonzero(~better[PRODUCT[chosen.taker]]))
        new = found.take(np.flatnonzero(better[PRODUCT[found.taker]]))
        names = ("giver", "taker", "units", "saves")
        chosen = Transfers(*(np.concatenate([getattr(old, name), getattr(new, name)]) for name in names))
    return replace(chosen, saves=share_by_units(best, PRODUCT[chosen.taker], chosen.units))


@pytest.mark.slow
@pytest.mark.parametrize("periods", [1, 3])
@pytest.mark.parametrize("policy", [CostOptimal(), CostOptimal(carry=np.linspace(1, 2, 30)), ServiceTarget()])
@pytest.mark.parametrize("late", [False, True])
def test_only_who_gives_or_takes_is_looked_at_and_the_choice_is_the_same(policy, late, periods) -> None:
    given, move = chain(late=late), Move(periods, 0.05)
    found, plain = choose_transfers(policy, given, PRODUCT, move, STORE), choose_plainly(policy, given, move)
    rows = [sorted(zip(one.giver, one.taker, one.units, strict=True)) for one in (found, plain)]
    assert rows[0] == rows[1]
    assert len(rows[0]) >= 4
    by_product = [np.bincount(PRODUCT[one.taker], weights=one.saves) for one in (found, plain)]
    assert by_product[0] == pytest.approx(by_product[1], rel=1e-4)


def test_what_else_is_weighed_changes_no_movement() -> None:
    given, move = chain(), Move(1, 0.05)
    whole = choose_transfers(CostOptimal(carry=1.5), given, PRODUCT, move)
    moved = 0
    for product in range(PRODUCTS):
        rows = np.flatnonzero(product == PRODUCT)
        some = tuple(part.take(rows) for part in given)
        found = choose_transfers(CostOptimal(carry=1.5), some, np.zeros(STORES, dtype=np.intp), move)
        own = whole.take(np.flatnonzero(PRODUCT[whole.taker] == product))
        assert rows[found.giver].tolist() == own.giver.tolist()
        assert rows[found.taker].tolist() == own.taker.tolist()
        assert found.units.tolist() == own.units.tolist()
        moved += len(found.units)
    assert moved == len(whole.units) > 0


def test_the_cost_of_units_is_that_of_the_projection() -> None:
    state, demand, costs, calendar, _ = chain()
    count, periods = len(PRODUCT), 2
    until = np.maximum(calendar.next_arrival, periods + 1)
    units = np.arange(7.0)[None, :] * np.maximum(np.floor(state.on_hand / 6), 1)[:, None]
    whole = np.floor(state.on_hand)
    found = cost_amounts(state, demand, costs, until, Amounts(whole, units, units, periods))
    for stock, begin, money in zip(
        (replace(state, on_hand=state.on_hand - whole), state), (0, periods), found, strict=True
    ):
        ends = OrderCalendar(np.full(count, begin, dtype=np.intp), until)
        expected = np.zeros(units.shape)
        for grid, outlook in outlooks(stock, demand, ends, Terms.of(count)):
            rows = grid.rows
            curve = costs.shortage[rows, None] * outlook.lost + costs.holding[rows, None] * outlook.stock
            expected[rows] = outlook.at(curve, units[rows])
        assert money == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("seed", range(6))
def test_no_linear_programme_saves_more(seed) -> None:
    rng, cost = np.random.default_rng(seed), 0.3
    product = np.repeat(np.arange(4), 4)
    shape = (len(product), 3)
    round_to = 0 if seed % 2 else 6  # many that lose as little as others
    giving = Side(np.sort(rng.uniform(2, 6, shape).round(round_to), axis=1), rng.integers(0, 5, shape) * 1.0)
    taking = Side(
        -np.sort(rng.uniform(-7, -1, shape).round(round_to), axis=1), rng.integers(0, 5, shape) * 1.0
    )
    taking = replace(taking, money=np.minimum(taking.money, giving.money[:, :1] + cost))  # none gives itself
    giver, taker, units, saves = ship(giving, taking, product, cost)
    assert (product[giver] == product[taker]).all()
    assert (giver != taker).all()
    assert np.all(np.bincount(giver, units, len(product)) <= giving.units.sum(axis=1))
    assert np.all(np.bincount(taker, units, len(product)) <= taking.units.sum(axis=1))
    assert len({*zip(giver.tolist(), taker.tolist(), strict=True)}) == len(units)
    most = [solve(giving.take(rows), taking.take(rows), cost) for rows in by_product(product)]
    assert saves == pytest.approx(np.array(most))
    assert saves.sum() > 0


def by_product(product: Index) -> list[Index]:
    """Rows of each product."""
    return [np.flatnonzero(product == each) for each in np.unique(product)]


def solve(giving: Side, taking: Side, cost: float) -> float:
    """The most that movements can save: flows of every pair, and units of every step on both sides."""
    n, width = giving.units.shape
    flows, steps = n * n, n * width
    money = np.concatenate([np.full(flows, cost), giving.money.ravel(), -taking.money.ravel()])
    balance = np.zeros((2 * n, flows + 2 * steps))
    for place in range(n):
        balance[place, place * n : (place + 1) * n] = 1
        balance[place, flows + place * width : flows + (place + 1) * width] = -1
        balance[n + place, place:flows:n] = 1
        balance[n + place, flows + steps + place * width : flows + steps + (place + 1) * width] = -1
    most = np.concatenate([np.full(flows, np.inf), giving.units.ravel(), taking.units.ravel()])
    bounds = np.stack([np.zeros(len(most)), most], axis=1)
    return -float(linprog(money, A_eq=balance, b_eq=np.zeros(2 * n), bounds=bounds, method="highs-ds").fun)


def test_units_that_leave_take_of_each_age_and_those_of_no_age_first() -> None:
    state = State(
        np.array([10.0, 10.0, 0.0]), np.zeros((3, 1)), ages=np.array([[2.0, 6.0], [1.0, 3.0], [0, 0]])
    )
    moved = Transfers(np.array([0, 1]), np.array([2, 2]), np.array([6.0, 6.0]), np.zeros(2))
    after = moved.apply(state, Move(periods=1))
    assert after.on_hand.tolist() == [4, 4, 0]
    assert after.ages is not None
    assert after.ages.tolist() == [[1, 3], [1, 3], [0, 0]]  # the second has six that don't spoil soon
    assert after.receipts[2].tolist() == [0, 12]
