"""How long orders for many series take: `python -m bench.planning_speed`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence

import numpy as np
from scipy import stats

from bench.markdown import table
from foresale.forecasting.results import QUANTILES
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.pack_values import rank_packs
from foresale.planning.policies.by_name import POLICIES, make_policy
from foresale.planning.policies.cost_optimal import CostOptimal
from foresale.planning.state import State
from foresale.planning.terms import Terms

HORIZON, LEAD, REVIEW = 28, 3, 7


def main(arguments: Sequence[str] | None = None) -> int:
    """Print processor seconds by policy, for slow and fast sellers of a daily history."""
    parser = argparse.ArgumentParser(prog="python -m bench.planning_speed", description=__doc__)
    parser.add_argument("--series", type=int, default=10_000)
    count = parser.parse_args(arguments).series
    rng = np.random.default_rng(1)
    mean = np.repeat(rng.gamma(0.5, 6.0, (count, 1)) + 0.05, HORIZON, axis=1)
    size = np.maximum(mean[:, :1], 1e-9)
    levels = [stats.nbinom.ppf(level, size, 0.5) for level in QUANTILES]
    quantiles = np.repeat(np.stack(levels, axis=-1), HORIZON, axis=1)
    demand = Demand.from_quantiles(QUANTILES, quantiles, mean, season=7)
    state = State.of_stock(rng.poisson(mean[:, 0] * 5).astype(np.float64))
    costs = Costs.of(count, shortage=1.0, holding=0.02, unit=2.0)
    calendar, terms = OrderCalendar.of(count, lead_time=LEAD, review=REVIEW), Terms.of(count, pack=6)
    rows = []
    for name in POLICIES:
        begun = time.process_time()
        make_policy(name).order(state, demand, costs, calendar, terms)
        rows.append([name, f"{time.process_time() - begun:.1f}"])
    begun = time.process_time()
    rank_packs(CostOptimal(carry=1.5), state, demand, costs, calendar, terms)
    rows.append(["every pack's value, for a budget", f"{time.process_time() - begun:.1f}"])
    print(f"{count:,} series, {LEAD + REVIEW} days to cover, {os.cpu_count()} cores\n")
    print(table(["orders by", "processor seconds"], rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
