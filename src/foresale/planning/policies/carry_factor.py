"""How dear a unit left over is: found by playing orders on the forecast's own distribution.

The cost of one cycle says little about what a unit left over costs later, and nothing simple says it for
lost sales with a lead time. So some series are taken, orders are placed and arrive for some cycles of demand
drawn from the forecast itself, once for each factor on the same draws, and the factor that cost least is
taken. No sales that were made are looked at.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from foresale.arrays import Array
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.ledger import play
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.policies.policy import Policy
from foresale.planning.state import State
from foresale.planning.terms import Terms

FACTORS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5)
MAX_SERIES = 48
PATHS = 2
CYCLES = 10
MAX_PERIODS = 90
SEED = 20_220


def find_carry(
    policy_of: Callable[[float], Policy], demand: Demand, costs: Costs, calendar: OrderCalendar, terms: Terms
) -> float:
    """The factor of `FACTORS` by which holding costs of units left over are best taken.

    Args:
        policy_of: The policy with a factor.
        demand: What may be wanted.
        costs: Money by unit.
        calendar: When orders arrive.
        terms: Packs, limits, shelf lives.
    """
    rows = np.repeat(_sample(demand.mean.mean(axis=1)), PATHS)
    if not len(rows):
        return 1.0
    level = demand.take(rows).average()
    costs, terms, calendar = costs.take(rows), terms.take(rows), calendar.take(rows)
    every = calendar.next_arrival - calendar.arrival
    warm = int(calendar.next_arrival.max())
    periods = min(warm + CYCLES * int(every.max()), warm + MAX_PERIODS)
    actual = _draw(level, periods)
    start = State.of_stock(level.mean[:, 0] * (calendar.next_arrival + every))

    def money(factor: float) -> float:
        policy = policy_of(factor)

        def rule(period: int, state: State) -> Array:
            quantity = np.zeros(len(rows))
            due = np.flatnonzero(period % every == 0)
            if len(due):
                orders = policy.order(
                    state.take(due), level.take(due), costs.take(due), calendar.take(due), terms.take(due)
                )
                quantity[due] = orders.quantity
            return quantity

        ledger = play(start, actual, rule, calendar.arrival, terms)
        return float(ledger.money(costs)[:, warm:].sum())

    spent = np.array([money(factor) for factor in FACTORS])
    return FACTORS[int(spent.argmin())]


def _sample(mean: Array) -> np.ndarray:
    """Series evenly from slow to fast, of those that are wanted at all."""
    known = np.flatnonzero(mean > 0)
    ordered = known[np.argsort(mean[known], kind="stable")]
    count = min(MAX_SERIES, len(ordered))
    return ordered[np.linspace(0, len(ordered) - 1, count).round().astype(np.intp)] if count else ordered


def _draw(demand: Demand, periods: int) -> Array:
    """S × T draws of a level demand, the same at every call."""
    cells = 256
    step = np.maximum(demand.highest(np.ones(demand.n_series, dtype=np.intp)) / (cells - 1), 1)
    below = np.cumsum(demand.of_period(0, np.arange(demand.n_series), step, cells), axis=1)
    chance = np.random.default_rng(SEED).random((demand.n_series, periods))
    drawn = np.stack([(below < chance[:, [at]]).sum(axis=1) for at in range(periods)], axis=1)
    return np.asarray(np.minimum(drawn, cells - 1) * step[:, None])
