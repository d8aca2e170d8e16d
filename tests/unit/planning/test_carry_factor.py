"""How dear a unit left over is, found on the forecast's own distribution."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.policies.carry_factor import find_carry
from foresale.planning.policies.cost_optimal import CostOptimal
from foresale.planning.state import State
from foresale.planning.terms import Terms


def test_a_unit_left_over_costs_more_the_more_orders_are_on_their_way() -> None:
    mean = np.repeat(np.linspace(0.3, 6, 12)[:, None], 4, axis=1)
    demand, terms = Demand.from_negative_binomial(mean, 2 * mean), Terms.of(12, pack=1.0)
    costs = Costs.of(12, shortage=1.0, holding=0.2)
    at_once, slow, slower = (
        find_carry(demand, costs, OrderCalendar.of(12, lead_time=lead), terms)[0] for lead in (0, 2, 7)
    )
    assert at_once == 1.0  # the newsvendor's answer is the best of all, and nothing is on its way
    assert 1.2 < slow < 1.8
    assert slow < slower


def test_series_with_lead_times_of_about_as_many_cycles_share_a_factor_and_others_have_their_own() -> None:
    demand = Demand.from_poisson(np.full((4, 3), 2.0))
    costs, calendar = Costs.of(4, shortage=1.0, holding=0.1), OrderCalendar.of(4, lead_time=[0, 8, 0, 7])
    found = find_carry(demand, costs, calendar, Terms.of(4))
    assert found[0] == found[2] != found[1] == found[3]
    orders = CostOptimal().order(State.of_stock(np.zeros(4)), demand, costs, calendar)
    told = CostOptimal(found).order(State.of_stock(np.zeros(4)), demand, costs, calendar)
    assert orders.quantity.tolist() == told.quantity.tolist()


def test_what_is_never_wanted_has_a_factor_that_changes_nothing() -> None:
    demand = Demand.from_poisson(np.zeros((2, 3)))
    costs = Costs.of(2, shortage=1.0, holding=0.1)
    assert find_carry(demand, costs, OrderCalendar.of(2, lead_time=1), Terms.of(2)).tolist() == [1.0, 1.0]


def test_demand_of_millions_holds_only_the_units_that_may_be_wanted() -> None:
    demand = Demand.from_poisson(np.array([[1e6, 1.001e6]]))
    assert demand.chances is not None
    assert demand.chances.shape[-1] < 50_000
    chances = demand.of_period(1, np.array([0]), np.array([1e4]), 256)[0]
    assert chances.sum() == pytest.approx(1)
    assert chances @ np.arange(256) * 1e4 == pytest.approx(1.001e6)
    assert demand.highest(np.array([1]))[0] == pytest.approx(1.006e6, rel=1e-3)
    costs, calendar = Costs.of(1, shortage=1.0, holding=0.1), OrderCalendar.of(1, lead_time=3)
    (found,) = find_carry(demand, costs, calendar, Terms.of(1))
    assert 1 < found < 4
