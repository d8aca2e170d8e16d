"""How dear a unit left over is: found by playing orders on the forecast's own distribution.

The cost of one cycle says little about what a unit left over costs later, and nothing simple says it for
lost sales with a lead time. So some series are taken, orders are placed and arrive for some cycles of demand
drawn from the forecast itself, for all factors at once on the same draws, and the factor that cost least is
taken. What is lost and left is not counted as drawn but expected by the stock before each period's demand,
so that rare cases weigh as much as they should. No sales that were made are looked at.

Demand is played at its average level. Then what a cycle brings depends on nothing but the stock with which
it begins, and is worked out once; each order only projects the stock until its arrival.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Array, Index
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.demand_steps import DemandStep
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.outlook import interpolate
from foresale.planning.packs import round_to_best
from foresale.planning.policies.cheapest_quantity import cycle_cost, find_cheapest
from foresale.planning.projection import Projection
from foresale.planning.state import State
from foresale.planning.stock_flow import pass_period, place_order
from foresale.planning.stock_grid import StockGrid
from foresale.planning.terms import Terms

FACTORS = (1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0)
"""What is tried: evenly spaced by ratio, as costs are flat around the best."""
CYCLES_ON_THE_WAY = (1.0, 3.0)
"""Lead times, in cycles, between which the factor differs: the longer, the more sales are lost."""
MIN_ROWS, MAX_ROWS = 24, 128
MIN_CYCLES, MAX_CYCLES = 10, 40
MAX_STEPS = 600
"""Periods that all orders of a series together are projected over, more or less."""
MAX_LEAD_CYCLES = 30
CELLS = 64
SEED = 20_220


def find_carry(demand: Demand, costs: Costs, calendar: OrderCalendar, terms: Terms) -> Array:
    """S factors: how many cycles' holding a unit left over at a cycle's end is best taken to cost.

    Series whose lead times are about as many cycles share one.

    Args:
        demand: What may be wanted.
        costs: Money by unit.
        calendar: When orders arrive.
        terms: Packs, limits, shelf lives.

    Examples:
        >>> demand = Demand.from_poisson(np.array([[2.0], [3.0]]))
        >>> costs = Costs.of(2, shortage=1.0, holding=0.1)
        >>> calendar = OrderCalendar.of(2, lead_time=[0, 6])
        >>> at_once, late = find_carry(demand, costs, calendar, Terms.of(2))
        >>> bool(at_once < late)
        True
    """
    ratio = calendar.arrival / (calendar.next_arrival - calendar.arrival)
    group = np.searchsorted(CYCLES_ON_THE_WAY, ratio, side="right")
    wanted = demand.mean.mean(axis=1)
    found = np.ones(len(wanted))
    for each in np.unique(group):
        members = np.flatnonzero(group == each)
        rows = _sample(members[wanted[members] > 0], wanted)
        if len(rows):
            level = demand.take(rows).average()
            spent = _play(level, costs.take(rows), _shorten(calendar.take(rows)), terms.take(rows))
            found[members] = _lowest(spent)
    return found


def _play(level: Demand, costs: Costs, calendar: OrderCalendar, terms: Terms) -> Array:
    """What each of `FACTORS` costs, over all series and cycles."""
    every = calendar.next_arrival - calendar.arrival
    warm, n_factors = int(calendar.next_arrival.max()), len(FACTORS)
    lead = float(calendar.arrival.mean())
    cycles = np.clip(MAX_STEPS / max(lead, 1.0) - (lead / every).mean(), MIN_CYCLES, MAX_CYCLES)
    actual = _draw(level, warm + int(cycles * every.max()))
    orders = _Orders.of(level, costs, calendar, terms)
    wide = np.tile(np.arange(level.n_series), n_factors)
    state, arrival = _begin(level.mean[wide, 0], calendar.take(wide)), calendar.arrival[wide]
    costs, terms = costs.take(wide), terms.take(wide)
    spent = np.zeros(len(wide))
    for period in range(actual.shape[1]):
        due = np.flatnonzero(period % every == 0)
        if len(due):
            state = place_order(state, orders.quantity(state, due), arrival)
        before = state.on_hand + state.receipt(0)
        state, moved = pass_period(state, actual[wide, period], terms)
        if period >= warm:
            lost, lying = orders.expect(before)
            lying = lying - moved.wasted
            spent += costs.shortage * lost + costs.holding * lying + costs.waste * moved.wasted
    return np.asarray(spent.reshape(n_factors, -1).sum(axis=1))


def _lowest(spent: Array) -> float:
    """The factor at the bottom of a parabola through the cheapest of `FACTORS` and its neighbours."""
    best = int((spent <= spent.min() * (1 + 1e-9)).argmax())
    if best in (0, len(FACTORS) - 1):
        return FACTORS[best]
    near = slice(best - 1, best + 2)
    bend, slope, _ = np.polyfit(np.log(FACTORS[near]), spent[near] / spent[best], 2)
    return float(np.exp(-slope / (2 * bend))) if bend > 0 else FACTORS[best]


def _shorten(calendar: OrderCalendar) -> OrderCalendar:
    """The same on time, and with lead times of at most so many cycles; beyond, the factor hardly changes."""
    every = calendar.next_arrival - calendar.arrival
    arrival = np.minimum(calendar.arrival, MAX_LEAD_CYCLES * every)
    return OrderCalendar(arrival, arrival + every)


@dataclass(frozen=True)
class _Orders:
    """What is ordered of N series by each of F factors; rows are F times N."""

    grid: StockGrid
    step: DemandStep
    cost: Array
    lying: Array
    calendar: OrderCalendar
    terms: Terms

    @classmethod
    def of(cls, level: Demand, costs: Costs, calendar: OrderCalendar, terms: Terms) -> _Orders:
        n_series = level.n_series
        cells = CELLS * (2 if terms.backorders else 1)
        step = np.maximum(level.highest(calendar.next_arrival) / (CELLS - 2), 1.0)
        grid = StockGrid(np.arange(n_series), step, cells, CELLS if terms.backorders else 0)
        demand = DemandStep.of(level, grid, 0)
        ahead = int(np.max(calendar.arrival + np.maximum(calendar.next_arrival, terms.shelf_life))) + 1
        nothing = State.of_stock(np.zeros(n_series))
        values = Projection(grid, nothing, [demand] * ahead, calendar, terms).cycle_values()
        cycle = (calendar.next_arrival - calendar.arrival).astype(np.float64)
        cost = np.stack([cycle_cost(values, costs, cycle, np.full(n_series, each)) for each in FACTORS])
        lying = demand.backward(np.maximum(grid.levels, 0) * step[:, None])
        return cls(grid, demand, cost, lying, calendar, terms)

    def expect(self, stock: Array) -> tuple[Array, Array]:
        """Units lost and left at a period's end by the stock of all rows before its demand."""
        n_factors, n_series = self.cost.shape[:2]
        units = stock.reshape(n_factors, n_series).T
        lying = interpolate(self.lying, units / self.grid.step[:, None] + self.grid.zero)
        lost = np.maximum(self.step.mean[:, None] - units + lying, 0)
        return lost.T.ravel(), lying.T.ravel()

    def quantity(self, state: State, due: Index) -> Array:
        """Units of all rows; 0 of those that can't be ordered now."""
        n_factors, n_series = self.cost.shape[:2]
        rows, wide = (np.arange(n_factors)[:, None] * n_series + due).ravel(), np.tile(due, n_factors)
        grid = replace(self.grid, rows=np.arange(len(rows)), step=self.grid.step[wide])
        calendar, terms = self.calendar.take(wide), self.terms.take(wide)
        steps = [self.step.take(wide)] * int(calendar.arrival.max(initial=0))
        view = Projection(grid, state.take(rows), steps, calendar, terms)
        cost = view.by_quantity(*view.stock_at_arrival(), self.cost.reshape(-1, self.grid.cells)[rows])
        wanted = find_cheapest(cost, grid.step)
        quantity = np.zeros(len(state.on_hand))
        quantity[rows] = round_to_best(
            wanted, terms, lambda units: interpolate(cost, units / grid.step[:, None])
        )
        return quantity


def _begin(mean: Array, calendar: OrderCalendar) -> State:
    """A pipeline as it runs: a cycle's demand in each order on its way, and stock until the first of them."""
    every, arrival = calendar.next_arrival - calendar.arrival, calendar.arrival
    periods = np.arange(int(arrival.max(initial=0)) + 1)[None, :]
    before = periods < arrival[:, None]
    due = before & ((arrival[:, None] - periods) % every[:, None] == 0)
    first = np.where(due.any(axis=1), due.argmax(axis=1), arrival)
    return State(np.ceil(mean * (first + 1)), np.where(due, np.rint(mean * every)[:, None], 0))


def _sample(rows: Index, mean: Array) -> Index:
    """Of some series evenly from slow to fast ones; few are taken several times."""
    ordered = rows[np.argsort(mean[rows], kind="stable")]
    if not len(ordered):
        return ordered
    count = min(max(len(ordered), MIN_ROWS), MAX_ROWS)
    return np.asarray(ordered[np.linspace(0, len(ordered) - 1, count).round().astype(np.intp)])


def _draw(demand: Demand, periods: int) -> Array:
    """S × T draws of a level demand, the same at every call: each amount as often as its chance says."""
    cells = 256
    step = np.maximum(demand.highest(np.ones(demand.n_series, dtype=np.intp)) / (cells - 1), 1)
    below = np.cumsum(demand.of_period(0, np.arange(demand.n_series), step, cells), axis=1)
    random = np.random.default_rng(SEED)
    even = (np.arange(periods) + random.random((demand.n_series, periods))) / periods
    chance = random.permuted(even, axis=1)
    drawn = np.stack([np.searchsorted(row, at) for row, at in zip(below, chance, strict=True)])
    return np.asarray(np.minimum(drawn, cells - 1) * step[:, None])
