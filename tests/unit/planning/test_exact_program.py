"""Orders beside the best of all, and the best of all beside what is known of it in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from exact_program import Pipeline
from foresale.arrays import Array
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.policies.by_name import make_policy
from foresale.planning.policies.policy import Policy
from foresale.planning.terms import Terms

SHORTAGE, HOLDING = 4.0, 1.0
POISSON = stats.poisson.pmf(np.arange(9), 1.6)
CHANCES = POISSON / POISSON.sum()


def orders_of(policy: Policy, pipeline: Pipeline) -> Array:
    """What a policy orders in every state."""
    state = pipeline.states
    count = len(state.on_hand)
    demand = Demand.from_chances(np.broadcast_to(pipeline.chances, (count, 3, len(pipeline.chances))))
    costs = Costs.of(count, shortage=pipeline.shortage, holding=pipeline.holding)
    calendar = OrderCalendar.of(count, lead_time=pipeline.lead)
    terms = Terms.of(count, maximum=pipeline.most, backorders=pipeline.backorders)
    return policy.order(state, demand, costs, calendar, terms).quantity


def fractile(chances: Array, periods: int) -> int:
    """The least level that meets some periods' demand with a chance of shortage / (shortage + holding)."""
    total = np.ones(1)
    for _ in range(periods):
        total = np.convolve(total, chances)
    return int((np.cumsum(total) >= SHORTAGE / (SHORTAGE + HOLDING)).argmax())


def test_with_lost_sales_and_no_lead_time_the_best_is_the_newsvendors_level_and_so_is_ours() -> None:
    pipeline = Pipeline(CHANCES, SHORTAGE, HOLDING)
    cost, best = pipeline.solve()
    wanted = np.maximum(fractile(CHANCES, 1) - pipeline.levels, 0)
    assert best.tolist() == wanted.tolist()
    assert orders_of(make_policy("cost_optimal"), pipeline).tolist() == wanted.tolist()
    assert pipeline.average_cost(best) == pytest.approx(cost)


def test_where_customers_wait_the_best_is_the_textbooks_base_stock_and_so_is_ours() -> None:
    pipeline = Pipeline(CHANCES, SHORTAGE, HOLDING, lead=1, backorders=True, most=14, lowest=-12)
    _, best = pipeline.solve()
    wanted = np.clip(fractile(CHANCES, 2) - pipeline.levels, 0, pipeline.most)
    inside = pipeline.levels >= -6  # what the edge of the state space changes is no test
    assert best[inside].tolist() == wanted[inside].tolist()
    for name in ("cost_optimal", "order_up_to"):
        policy = make_policy(name, **({"carry": 1.0} if name == "cost_optimal" else {}))
        assert orders_of(policy, pipeline)[inside].tolist() == wanted[inside].tolist()


def test_with_a_cost_for_every_order_the_best_is_min_and_max_and_so_is_the_policy_of_that_name() -> None:
    pipeline = Pipeline(CHANCES, SHORTAGE, HOLDING, backorders=True, fixed=6.0, most=20, lowest=-10)
    cost, best = pipeline.solve()
    ordering = best > 0
    low, high = int(pipeline.levels[ordering].max()), int((pipeline.levels + best)[ordering].max())
    assert (pipeline.levels + best)[ordering].tolist() == [float(high)] * int(ordering.sum())
    assert ordering.tolist() == (pipeline.levels <= low).tolist()
    ours = orders_of(make_policy("min_max", low=float(low), high=float(high)), pipeline)
    assert pipeline.average_cost(ours) == pytest.approx(cost)


@pytest.mark.parametrize("lead", [1, 2])
def test_with_lost_sales_and_a_lead_time_ours_costs_hardly_more_than_the_best(lead: int) -> None:
    pipeline = Pipeline(CHANCES, SHORTAGE, HOLDING, lead=lead, most=5, highest=12)
    cost, best = pipeline.solve()
    ours = pipeline.average_cost(orders_of(make_policy("cost_optimal"), pipeline))
    textbook = pipeline.average_cost(orders_of(make_policy("order_up_to"), pipeline))
    assert cost - 1e-6 <= ours < 1.02 * cost
    assert textbook > ours
    assert (np.diff(best.reshape(len(pipeline.levels), -1), axis=0) <= 0).all()  # more stock, no larger order
