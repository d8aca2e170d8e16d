"""Packs by value, budgets, suppliers' minimums, several suppliers, transfers, late orders and calendars."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import product

import numpy as np
import pytest

from foresale.errors import OptionError
from foresale.planning.budget import spend_budget
from foresale.planning.costs import Costs
from foresale.planning.delivery_days import DeliveryDays
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.pack_values import PackValues, rank_packs
from foresale.planning.policies.cost_optimal import CostOptimal
from foresale.planning.policies.order_up_to import OrderUpTo
from foresale.planning.policies.service_target import ServiceTarget
from foresale.planning.state import State
from foresale.planning.supplier_choice import Offer, choose_supplier
from foresale.planning.supplier_minimums import meet_minimums
from foresale.planning.terms import Terms
from foresale.planning.transfers import Move, choose_transfers, find_transfers

DEMAND = Demand.from_poisson(np.array([[1.0, 1.0], [4.0, 4.0], [2.0, 0.5]]))
COSTS = Costs.of(3, shortage=[2.0, 1.0, 3.0], holding=0.1, unit=[3.0, 2.0, 5.0])
CALENDAR = OrderCalendar.of(3, lead_time=1)
EMPTY = State.of_stock(np.zeros(3))
POLICY = CostOptimal(carry=1.0)


def ranked(terms: Terms | None = None) -> PackValues:
    return rank_packs(POLICY, EMPTY, DEMAND, COSTS, CALENDAR, terms)


def saved(quantity: np.ndarray) -> float:
    """Expected money saved by quantities, from the distribution itself."""
    from scipy import stats

    money = 0.0
    for at, mean in enumerate((1.0, 4.0, 0.5)):
        units = np.arange(60)
        chance = stats.poisson.pmf(units, mean)
        cost = [
            chance @ (COSTS.shortage[at] * np.maximum(units - q, 0) + 0.1 * np.maximum(q - units, 0))
            for q in (0, quantity[at])
        ]
        money += cost[0] - cost[1]
    return money


def test_all_packs_worth_buying_are_the_cheapest_order() -> None:
    best = POLICY.order(EMPTY, DEMAND, COSTS, CALENDAR)
    values = ranked().worth_buying()
    assert values.quantity().tolist() == best.quantity.tolist()
    assert values.value.sum() == pytest.approx(best.saves.sum())
    ratio = values.value / values.spend
    assert (np.diff(ratio) <= 1e-9).all()


@pytest.mark.parametrize("budget", [0.0, 4.0, 8.0, 11.0, 17.0])
def test_a_budget_buys_nearly_what_the_best_of_all_baskets_saves(budget: float) -> None:
    bought = spend_budget(ranked(), budget)
    assert bought @ COSTS.unit <= budget + 1e-9
    best = max(
        saved(np.array(basket))
        for basket in product(range(5), range(9), range(4))
        if np.array(basket) @ COSTS.unit <= budget
    )
    assert saved(bought) >= 0.93 * best - 1e-9


def test_a_minimum_order_is_bought_whole_or_not_at_all() -> None:
    terms = Terms.of(3, minimum=[0, 6, 0])
    assert set(np.unique([spend_budget(ranked(terms), money)[1] for money in np.linspace(0, 40, 41)])) <= {
        0,
        6,
        7,
    }


def test_a_suppliers_minimum_is_filled_up_where_that_saves_money_and_else_nothing_is_ordered() -> None:
    supplier = np.array([0, 1, 0])
    plain = meet_minimums(ranked(), supplier, np.zeros(2))
    assert plain.tolist() == ranked().worth_buying().quantity().tolist()
    spent = plain @ (COSTS.unit * (supplier == 0))
    filled = meet_minimums(ranked(), supplier, np.array([spent + 2.0, 0.0]))
    assert filled @ (COSTS.unit * (supplier == 0)) >= spent + 2.0
    assert filled[1] == plain[1]
    refused = meet_minimums(ranked(), supplier, np.array([500.0, 0.0]))
    assert refused.tolist() == [0.0, plain[1], 0.0]
    tight = meet_minimums(ranked(), supplier, np.array([spent, 0.0]), budget=spent)
    assert tight @ COSTS.unit <= spent + 1e-9


def test_the_near_supplier_is_taken_where_waiting_loses_more_than_its_price() -> None:
    def offer(lead: int, unit: float) -> Offer:
        costs = Costs.of(2, shortage=[5.0, 0.2], holding=0.01, unit=unit)
        return Offer(
            costs, OrderCalendar.of(2, lead_time=lead, review=2), Terms.of(2), np.ones(2, dtype=bool)
        )

    demand = Demand.from_poisson(np.full((2, 6), 3.0))
    chosen, orders = choose_supplier(
        POLICY, State.of_stock(np.zeros(2)), demand, [offer(0, 11.0), offer(3, 10.0)]
    )
    assert chosen.tolist() == [0, 1]
    assert all(made.quantity.min() > 0 for made in orders)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("price", "shelf_life", "chosen"), [(1.0, 0, 1), (1.05, 0, 1), (1.5, 0, 0), (1.1, 3, 1), (1.9, 3, 0)]
)
def test_who_delivers_daily_isnt_judged_as_if_one_small_order_had_to_last(price, shelf_life, chosen) -> None:
    def offer(days: int, unit: float) -> Offer:
        costs = Costs.of_prices(np.array([2.0]), np.array([unit]), holding_share=0.2, periods_a_year=365)
        calendar = OrderCalendar.of(1, lead_time=days, review=days)
        return Offer(costs, calendar, Terms.of(1, shelf_life=shelf_life), np.ones(1, dtype=bool))

    demand, offers = Demand.from_poisson(np.array([[4.0]])), [offer(7, 1.0), offer(1, price)]
    found, _ = choose_supplier(CostOptimal(), State.of_stock(np.zeros(1)), demand, offers)
    assert found.tolist() == [chosen]


@pytest.mark.parametrize(("lead_time", "cost"), [(1, 0.0), (1, 0.3), (3, 0.3), (7, 0.3), (14, 0.0)])
def test_transfers_save_what_they_say_beside_the_orders_placed_after_them(lead_time, cost) -> None:
    def spent(state: State) -> float:
        orders = CostOptimal().order(state, demand, costs, calendar, terms)
        lying = orders.expected.stock + orders.before.stock
        return float(
            (costs.shortage * (orders.lost_before + orders.expected.lost) + costs.holding * lying).sum()
        )

    demand, terms, move = Demand.from_poisson(np.full((2, 1), 3.0)), Terms.of(2), Move(1, cost)
    costs = Costs.of_prices(np.full(2, 2.0), np.ones(2), holding_share=0.25, periods_a_year=365)
    calendar = OrderCalendar.of(2, lead_time=lead_time, review=7)
    state = State.of_stock(np.array([60.0, 2.0]))
    product = np.zeros(2, dtype=np.intp)
    found = choose_transfers(CostOptimal(), (state, demand, costs, calendar, terms), product, move)
    way = (cost + costs.holding[0]) * found.units.sum()
    saved = found.saves.sum()
    assert saved == pytest.approx(spent(state) - spent(found.apply(state, move)) - way)
    assert bool(len(found.units)) == (saved > 0) == (lead_time > 1 or cost == 0)


def test_movements_below_a_minimum_or_not_worth_their_way_are_left_out() -> None:
    demand, terms = Demand.from_poisson(np.full((3, 1), 3.0)), Terms.of(3)
    costs = Costs.of_prices(np.full(3, 2.0), np.ones(3), holding_share=0.25, periods_a_year=365)
    calendar, product = OrderCalendar.of(3, lead_time=7, review=7), np.zeros(3, dtype=np.intp)
    given = (State.of_stock(np.array([60.0, 2.0, 16.0])), demand, costs, calendar, terms)
    free = choose_transfers(CostOptimal(), given, product, Move(1))
    assert sorted(free.taker.tolist()) == [1, 2]
    assert (free.saves > 0).all()
    least = free.units.max()
    larger = choose_transfers(CostOptimal(), given, product, Move(1, least=least))
    assert larger.units.tolist() == [least]
    store = np.arange(3)
    (way,) = choose_transfers(
        CostOptimal(), given, product, Move(1, least_saving=free.saves.max()), store
    ).saves
    assert way >= free.saves.max()
    none = Move(1, least_saving=2 * free.saves.sum())
    assert not len(choose_transfers(CostOptimal(), given, product, none, store).units)
    dear = choose_transfers(CostOptimal(), given, product, Move(1, fixed=float(free.saves.sum())))
    assert not len(dear.units)


def test_units_move_from_the_store_that_has_too_many_to_the_one_that_lacks_them() -> None:
    demand = Demand.from_poisson(np.full((4, 4), 2.0))
    state = State.of_stock(np.array([30.0, 0.0, 0.0, 9.0]))
    costs, calendar = Costs.of(4, shortage=1.0, holding=0.05), OrderCalendar.of(4, lead_time=2, review=1)
    moved = find_transfers(state, demand, costs, calendar.next_arrival, np.array([0, 0, 1, 0]), Move(1, 0.1))
    assert set(moved.taker.tolist()) == {1}
    assert 0 in moved.giver.tolist()
    assert moved.saves.sum() > 0
    after = moved.apply(state, Move(1, 0.1))
    assert after.position.sum() == state.position.sum()
    assert after.on_hand.min() >= 0
    dear = find_transfers(state, demand, costs, calendar.next_arrival, np.array([0, 0, 1, 0]), Move(1, 50.0))
    assert not len(dear.units)


def test_an_order_that_may_come_late_is_larger_and_its_losses_are_those_of_a_simulation() -> None:
    demand = Demand.from_poisson(np.full((1, 5), 2.0))
    state, costs = State.of_stock(np.array([5.0])), Costs.of(1, shortage=1.0, holding=0.05)
    on_time = OrderCalendar.of(1, lead_time=1, review=2)
    late = on_time.late([0.5, 0.5])
    quantity = ServiceTarget(0.9).order(state, demand, costs, late).quantity
    assert quantity[0] >= ServiceTarget(0.9).order(state, demand, costs, on_time).quantity[0]
    made = OrderUpTo(level=9.0).order(state, demand, costs, late)
    rng = np.random.default_rng(3)
    wanted, delay = rng.poisson(2.0, (200_000, 3)), rng.integers(1, 3, 200_000)
    stock, lost = np.full(200_000, 5.0), 0.0
    for period in range(3):
        stock = stock + made.quantity[0] * (delay == period)
        lost += np.maximum(wanted[:, period] - stock, 0).mean() * (period >= 1)
        stock = np.maximum(stock - wanted[:, period], 0)
    assert made.expected.lost[0] == pytest.approx(lost, abs=0.02)
    with pytest.raises(OptionError, match="add up"):
        on_time.late([0.5, 0.6])


def test_where_an_order_comes_on_time_the_late_ones_of_others_change_nothing() -> None:
    demand, costs = Demand.from_poisson(np.full((2, 5), 3.0)), Costs.of(2, shortage=1.0, holding=0.05)
    calendar = OrderCalendar.of(2, lead_time=1, review=1)
    empty = State.of_stock(np.zeros(2))  # nothing is sold until the order arrives
    sure = POLICY.order(empty, demand, costs, calendar)
    mixed = POLICY.order(empty, demand, costs, calendar.late([[1.0, 0.0], [0.5, 0.5]]))
    assert mixed.quantity[0] == sure.quantity[0]
    assert mixed.expected.runs_out[0] == pytest.approx(sure.expected.runs_out[0])
    assert mixed.expected.runs_out[1] > sure.expected.runs_out[1] + 0.3


def test_a_suppliers_calendar_knows_cutoffs_delivery_days_and_holidays() -> None:
    supplier = DeliveryDays(
        1,
        order_days=frozenset({0, 3}),
        delivery_days=frozenset(range(5)),
        cutoff=time(10),
        closed=frozenset({date(2024, 5, 17)}),
        working_days_only=True,
    )
    early = supplier.arrivals(datetime(2024, 5, 16, 9, 30))
    assert early == (date(2024, 5, 16), date(2024, 5, 20), date(2024, 5, 21))
    late = supplier.arrivals(datetime(2024, 5, 16, 10, 30))
    assert late == (date(2024, 5, 20), date(2024, 5, 21), date(2024, 5, 24))
    with pytest.raises(OptionError, match="no weekday"):
        DeliveryDays(1, order_days=frozenset())
