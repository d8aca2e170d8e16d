"""Orders against closed forms, and what must hold of any order."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from foresale.errors import OptionError
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.orders import Orders
from foresale.planning.policies.by_name import POLICIES, make_policy
from foresale.planning.policies.cost_optimal import CostOptimal
from foresale.planning.policies.order_up_to import OrderUpTo
from foresale.planning.policies.service_target import ServiceTarget
from foresale.planning.state import State
from foresale.planning.terms import Terms

MEANS = np.array([0.3, 2.0, 10.0, 300.0])
LEVELS = (0.005, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.995)


def poisson(periods: int = 4) -> Demand:
    return Demand.from_poisson(np.repeat(MEANS[:, None], periods, axis=1))


def test_one_period_without_lead_time_is_the_newsvendor() -> None:
    orders = CostOptimal(carry=1.0).order(
        State.of_stock(np.zeros(4)),
        poisson(),
        Costs.of(4, shortage=1.0, holding=0.2),
        OrderCalendar.of(4, lead_time=0),
    )
    best = stats.poisson.ppf(1 / 1.2, MEANS)
    assert orders.quantity[:3].tolist() == best[:3].tolist()
    assert orders.quantity[3] == pytest.approx(best[3], abs=2)
    over = [
        stats.poisson.expect(lambda d, q=q: np.maximum(q - d, 0), (mean,))
        for q, mean in zip(best, MEANS, strict=True)
    ]
    assert orders.expected.stock[:3] == pytest.approx(over[:3], abs=1e-6)
    assert orders.expected.lost[:3] == pytest.approx(
        [m - q + o for m, q, o in zip(MEANS, best, over, strict=True)][:3], abs=1e-6
    )


def test_with_customers_who_wait_the_best_is_the_base_stock_of_poisson_demand() -> None:
    stock, coming = (
        np.array([0.0, 1.0, 4.0, -50.0]),
        np.array([[1.0, 0.0], [0.0, 2.0], [8.0, 0.0], [90.0, 200.0]]),
    )
    orders = CostOptimal(carry=1.0).order(
        State(stock, coming),
        poisson(),
        Costs.of(4, shortage=1.0, holding=0.2),
        OrderCalendar.of(4, lead_time=2),
        Terms.of(4, backorders=True),
    )
    level = stats.poisson.ppf(1 / 1.2, 3 * MEANS)
    best = np.maximum(level - stock - coming.sum(axis=1), 0)
    assert orders.quantity[:3].tolist() == best[:3].tolist()
    assert orders.quantity[3] == pytest.approx(best[3], abs=8)


def test_the_textbook_fills_up_to_a_quantile_of_demand_until_the_next_arrival() -> None:
    orders = OrderUpTo(service=0.9).order(
        State.of_stock(np.zeros(4)),
        poisson(),
        Costs.of(4, shortage=1.0, holding=0.2),
        OrderCalendar.of(4, lead_time=1, review=2),
    )
    level = stats.poisson.ppf(0.9, 3 * MEANS)
    assert orders.quantity[:3].tolist() == level[:3].tolist()
    assert orders.quantity[3] == pytest.approx(level[3], abs=8)


def test_sales_lost_before_an_order_arrives_leave_more_for_later() -> None:
    """One unit wanted each period, one on hand, two that come later: nothing is lost but the second unit."""
    chances = np.zeros((1, 4, 3))
    chances[:, :, 1] = 1.0
    orders = CostOptimal(carry=1.0).order(
        State(np.array([1.0]), np.array([[0.0, 0.0, 0.0]])),
        Demand.from_chances(chances),
        Costs.of(1, shortage=1.0, holding=0.1),
        OrderCalendar.of(1, lead_time=2, review=2),
    )
    assert orders.lost_before.tolist() == pytest.approx([1.0])
    assert orders.runs_out_before.tolist() == pytest.approx([1.0])
    assert orders.quantity.tolist() == [2.0]
    assert orders.expected.stock.tolist() == pytest.approx([1.0])
    assert orders.without.lost.tolist() == pytest.approx([2.0])
    assert (orders.cover.tolist(), orders.cover_without.tolist()) == ([3.0], [1.0])


def test_expectations_are_those_of_a_simulation() -> None:
    rng = np.random.default_rng(5)
    state, calendar = (
        State(np.array([4.0]), np.array([[0.0, 3.0, 0.0, 2.0]])),
        OrderCalendar.of(1, lead_time=2, review=3),
    )
    mean = np.array([[2.0, 1.0, 3.0, 2.5, 0.5]])
    orders = ServiceTarget(0.8, "cycle").order(
        state, Demand.from_poisson(mean), Costs.of(1, shortage=1, holding=1), calendar
    )
    wanted = rng.poisson(mean[0], (200_000, 5))
    stock, lost, lying, missed, early = np.full(200_000, 4.0), 0, 0, np.zeros(200_000, bool), 0
    receipts = [0.0, 3.0, float(orders.quantity[0]), 2.0, 0.0]
    for period in range(5):
        stock = stock + receipts[period]
        short = np.maximum(wanted[:, period] - stock, 0)
        stock = np.maximum(stock - wanted[:, period], 0)
        if period < 2:
            early += short.mean()
        else:
            lost, lying, missed = lost + short.mean(), lying + stock.mean(), missed | (short > 0)
    assert orders.lost_before[0] == pytest.approx(early, abs=0.02)
    assert orders.expected.lost[0] == pytest.approx(lost, abs=0.02)
    assert orders.expected.stock[0] == pytest.approx(lying, abs=0.05)
    assert orders.expected.runs_out[0] == pytest.approx(missed.mean(), abs=0.01)
    assert missed.mean() <= 0.2


def test_what_spoils_makes_orders_smaller_and_is_counted() -> None:
    def order(life: float) -> Orders:
        return CostOptimal(carry=1.0).order(
            State.of_stock(np.zeros(1)),
            Demand.from_poisson(np.full((1, 10), 2.0)),
            Costs.of(1, shortage=1.0, holding=0.0, waste=2.0),
            OrderCalendar.of(1, lead_time=0, review=2),
            Terms.of(1, shelf_life=life),
        )

    fresh, longer = order(2), order(6)
    assert fresh.quantity[0] == stats.poisson.ppf(1 / 3, 4.0)
    assert fresh.quantity[0] < longer.quantity[0]
    left = stats.poisson.expect(lambda d: np.maximum(fresh.quantity[0] - d, 0), (4.0,))
    assert fresh.expected.waste[0] == pytest.approx(left, abs=1e-6)


def test_units_that_spoil_before_an_order_arrives_dont_count_as_stock() -> None:
    state = State(np.array([5.0]), np.zeros((1, 1)), ages=np.array([[4.0, 0.0, 1.0]]))
    nothing = np.zeros((1, 4, 8))
    nothing[..., 0] = 1
    orders = ServiceTarget(0.9).order(
        state,
        Demand.from_chances(nothing),
        Costs.of(1, shortage=1.0, holding=0.1, waste=1.0),
        OrderCalendar.of(1, lead_time=1),
        Terms.of(1, shelf_life=3),
    )
    assert orders.reasons.stock_at_arrival.tolist() == pytest.approx([1.0])


@pytest.mark.parametrize(
    ("pack", "minimum", "maximum"), [(6, 0, np.inf), (1, 9, np.inf), (4, 0, 7), (5, 12, 40)]
)
def test_quantities_are_whole_packs_within_their_limits(pack: float, minimum: float, maximum: float) -> None:
    for name in POLICIES:
        policy = CostOptimal(carry=1.5) if name == "cost_optimal" else make_policy(name)
        orders = policy.order(
            State.of_stock(np.zeros(4)),
            poisson(),
            Costs.of(4, shortage=1.0, holding=0.2),
            OrderCalendar.of(4, lead_time=1),
            Terms.of(4, pack=pack, minimum=minimum, maximum=maximum),
        )
        placed = orders.quantity[orders.quantity > 0]
        assert len(placed)
        assert not (placed % pack).any()
        assert ((placed >= minimum) & (placed <= maximum)).all()


@settings(max_examples=20, deadline=None)
@given(
    means=st.lists(st.floats(0.05, 9.0), min_size=3, max_size=3),
    stock=st.integers(0, 30),
    lead=st.integers(0, 3),
    review=st.integers(1, 3),
    wait=st.booleans(),
)
def test_more_stock_never_orders_more_and_dearer_lost_sales_never_less(
    means: list[float], stock: int, lead: int, review: int, wait: bool
) -> None:
    spread = np.arange(4.0)
    state = State(stock + spread, np.full((4, 2), 1.0))
    demand = Demand.from_poisson(np.tile(means, (4, 1)))
    calendar, terms = OrderCalendar.of(4, lead_time=lead, review=review), Terms.of(4, backorders=wait)
    for name in POLICIES:
        policy = CostOptimal(carry=1.5) if name == "cost_optimal" else make_policy(name)
        made = policy.order(state, demand, Costs.of(4, shortage=1.0, holding=0.2), calendar, terms)
        assert (np.diff(made.quantity) <= 1e-9).all(), name
    dearer = CostOptimal(carry=1.5).order(
        State(np.full(4, float(stock)), np.full((4, 2), 1.0)),
        demand,
        Costs.of(4, shortage=0.5 + spread, holding=0.2),
        calendar,
        terms,
    )
    assert (np.diff(dearer.quantity) >= -1e-9).all()
    assert (np.diff(dearer.expected.runs_out) <= 1e-9).all()


def test_quantiles_become_whole_units_whose_mean_is_the_forecasts() -> None:
    mean = np.array([[0.2], [1.5], [8.0], [900.0]])
    quantiles = np.stack([stats.nbinom.ppf(level, mean / 1.5, 0.4) for level in LEVELS], axis=-1)
    demand = Demand.from_quantiles(LEVELS, quantiles, mean)
    rows = np.arange(4)
    step = np.array([1.0, 1.0, 1.0, 9.0])
    chances = demand.of_period(0, rows, step, 256)
    assert chances.sum(axis=1) == pytest.approx(np.ones(4))
    assert (chances @ np.arange(256.0)) * step == pytest.approx(mean[:, 0], rel=1e-4)
    exact = stats.nbinom.pmf(np.arange(256), mean / 1.5, 0.4)
    assert np.abs(np.cumsum(chances, axis=1) - np.cumsum(exact, axis=1))[:3].max() < 0.06


def test_a_product_that_is_forecast_to_sell_nothing_is_wanted_by_nobody() -> None:
    demand = Demand.from_quantiles(LEVELS[1:-1], np.zeros((1, 28, 13)), np.zeros((1, 28)), season=7)
    orders = CostOptimal().order(
        State.of_stock(np.zeros(1)),
        demand,
        Costs.of(1, shortage=1_000.0, holding=0.001),
        OrderCalendar.of(1, lead_time=7, review=7),
    )
    assert orders.without.lost.tolist() == orders.without.runs_out.tolist() == [0.0]
    assert orders.quantity.tolist() == [0.0]


def test_what_spoils_before_the_order_comes_runs_out_before_it() -> None:
    demand = Demand.from_quantiles(LEVELS, np.full((1, 14, len(LEVELS)), 3.0), np.full((1, 14), 3.0))
    costs, calendar = Costs.of(1, shortage=1.0, holding=0.01), OrderCalendar.of(1, lead_time=8)
    stock = State.of_stock(np.array([100.0]))
    orders = CostOptimal().order(stock, demand, costs, calendar, Terms.of(1, shelf_life=5))
    assert orders.lost_before == pytest.approx([9.0], abs=0.1)  # three days after the fifth
    assert orders.runs_out_before == pytest.approx([1.0], abs=0.01)


def test_nothing_to_order_is_an_empty_order() -> None:
    orders = CostOptimal().order(
        State.of_stock(np.zeros(0)),
        Demand.from_poisson(np.zeros((0, 3))),
        Costs.of(0, shortage=1, holding=1),
        OrderCalendar.of(0, lead_time=1),
    )
    assert orders.quantity.shape == (0,)
    assert np.isnan(orders.fill_rate)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Demand.from_quantiles((0.5, 0.1), np.zeros((1, 1, 2)), np.zeros((1, 1))), "ascending"),
        (lambda: Demand.from_quantiles((0.1, 0.5), np.zeros((1, 2, 2)), np.zeros((1, 1))), "don't fit"),
        (lambda: Demand.from_quantiles((0.1, 0.5), np.full((1, 1, 2), np.nan), np.zeros((1, 1))), "1 series"),
        (lambda: Costs.of(1, shortage=-1, holding=1), "shortage"),
        (lambda: Terms.of(1, pack=0), "pack"),
        (lambda: Terms.of(1, minimum=5, maximum=4), "minimum"),
        (lambda: OrderCalendar.of(1, lead_time=1, review=0), "arrive"),
        (lambda: State(np.array([np.nan]), np.zeros((1, 1))), "Stock"),
        (lambda: make_policy("cost_optimum"), "no policy"),
        (lambda: make_policy("min_max", top=3), "no parameter"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_way_out(make, words: str) -> None:
    with pytest.raises(OptionError, match=words) as caught:
        make()
    assert caught.value.fix


def test_the_cheapest_order_of_a_cycle_is_found_among_all() -> None:
    """Against all quantities tried one by one, demand enumerated."""
    chances = np.array([[[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.6, 0.1, 0.3]]])
    costs = Costs.of(1, shortage=3.0, holding=0.7)
    orders = CostOptimal(carry=1.0).order(
        State.of_stock(np.array([1.0])),
        Demand.from_chances(chances),
        costs,
        OrderCalendar.of(1, lead_time=1, review=2),
    )

    def money(quantity: int) -> float:
        total = 0.0
        for wanted in product(range(3), repeat=3):
            chance = np.prod([chances[0, at, units] for at, units in enumerate(wanted)])
            stock = max(1 - wanted[0], 0) + quantity
            for units in wanted[1:]:
                total += chance * (3.0 * max(units - stock, 0) + 0.7 * max(stock - units, 0))
                stock = max(stock - units, 0)
        return total

    spent = [money(quantity) for quantity in range(6)]
    assert orders.quantity[0] == int(np.argmin(spent))
    assert orders.expected.cost[0] == pytest.approx(min(spent))
    assert orders.without.cost[0] == pytest.approx(spent[0])
