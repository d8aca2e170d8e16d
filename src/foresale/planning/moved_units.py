"""What units are worth where they lie: lost by who gives them now, gained by who gets them later."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Array, Index
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.demand_steps import DemandStep
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.outlook import interpolate
from foresale.planning.projection import Projection
from foresale.planning.state import State
from foresale.planning.stock_grid import grids
from foresale.planning.terms import Terms


@dataclass(frozen=True)
class Amounts:
    """Units that S series may keep of theirs, and those that they may get.

    Attributes:
        whole: S units of which some may be given.
        kept: S × M units of these that stay.
        got: S × M units that come.
        periods: Periods until they do.
    """

    whole: Array
    kept: Array
    got: Array
    periods: int


def cost_amounts(
    state: State, demand: Demand, costs: Costs, until: Index, amounts: Amounts
) -> tuple[Array, Array]:
    """S × M money of sales lost and of units that lie, nothing bought: by units kept, and by units got.

    Those kept count from now, those got from when they come. What either kind of stock costs is found by
    going back once from the last period.

    Args:
        state: Stock and what is on its way.
        demand: What may be wanted.
        costs: Money by unit.
        until: S periods until which it counts, more than units take to come.
        amounts: Units kept and got.
    """
    keeping, getting = np.zeros(amounts.kept.shape), np.zeros(amounts.got.shape)
    bare = replace(state, on_hand=state.on_hand - amounts.whole)
    for grid in grids(demand.highest(until), backorders=False):
        rows, end, terms = grid.rows, until[grid.rows], Terms.of(len(grid.rows))
        steps = DemandStep.ahead(demand, grid, int(end.max()))
        now, then = (np.full(len(rows), periods, dtype=np.intp) for periods in (0, amounts.periods))
        giver = Projection(grid, bare.take(rows), steps, OrderCalendar(now, end), terms)
        taker = Projection(grid, state.take(rows), steps, OrderCalendar(then, end), terms)
        by_stock = _cost_stock(giver, costs.take(rows), amounts.periods)
        for view, curve, units, money in zip(
            (giver, taker), by_stock, (amounts.kept, amounts.got), (keeping, getting), strict=True
        ):
            by_units = np.maximum(view.by_quantity(*view.stock_at_arrival(), curve), 0)
            money[rows] = interpolate(by_units, units[rows] / grid.step[:, None])
    return keeping, getting


def _cost_stock(view: Projection, costs: Costs, periods: int) -> tuple[Array, Array]:
    """N × C money by the stock of now, and by that of some periods later.

    Sales lost are demand less stock, and what is left of the stock. So one curve holds all money.
    """
    levels = view.grid.levels * view.grid.step[:, None]
    shortage, end = costs.shortage[:, None], view.calendar.next_arrival
    of_left = (shortage + costs.holding[:, None]) * levels
    money = later = np.zeros_like(levels)
    for period in range(int(end.max()) - 1, -1, -1):
        step = view.steps[period]
        units = np.where(period + 1 < end, view.state.receipt(period + 1), 0)
        (after,) = view.shift_back(units, (money,))
        found = shortage * (step.mean[:, None] - levels) + step.backward(after + of_left)
        money = np.where((period < end)[:, None], found, money)
        if period == periods:
            later = money
    return money, later
