"""Order what costs least: lost sales against units that lie and spoil."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from foresale.arrays import Array
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.policies.carry_factor import find_carry
from foresale.planning.policies.policy import Choice, Policy, View
from foresale.planning.state import State
from foresale.planning.terms import Terms


@dataclass(frozen=True)
class CostOptimal(Policy):
    """Order the quantity whose expected costs until the next order arrives are least.

    A unit too many isn't gone when the next order arrives: it may lie on, while sales lost in a pipeline
    can't be made up. So units left at the end of the cycle cost more than their last period: `carry` times.
    With one period between orders this is the newsvendor's fractile shortage / (shortage + carry × holding)
    of demand less the stock that is projected to be there.

    Attributes:
        carry: How many periods' holding a unit left over costs; found by simulating the pipeline on the
            forecast's own distribution where None.
    """

    name: ClassVar[str] = "cost_optimal"
    carry: float | None = None

    def prepare(self, view_of_all: tuple[State, Demand, Costs, OrderCalendar, Terms]) -> CostOptimal:
        """Find how dear a unit left over is, where nobody said."""
        if self.carry is not None:
            return self
        _, demand, costs, calendar, terms = view_of_all
        return replace(self, carry=find_carry(CostOptimal, demand, costs, calendar, terms))

    def choose(self, view: View) -> Choice:
        """The quantity with the least expected cost."""
        cost = self.cost(view)
        outlook = view.outlook
        slack = 1e-9 * (1 + np.abs(cost).max(axis=1, keepdims=True))
        best = (cost <= cost.min(axis=1, keepdims=True) + slack).argmax(axis=1)
        place = _between_cells(cost, best, outlook.step > 1)
        wanted = place * outlook.step
        target = np.clip(outlook.at(outlook.safe, wanted), 0, 1)
        return Choice(wanted, target, cost)

    def cost(self, view: View) -> Array:
        """N × C expected costs by quantity."""
        outlook, costs = view.outlook, view.costs
        carry = 1.0 if self.carry is None else self.carry
        lying = outlook.stock + (carry - 1) * outlook.cycle[:, None] * outlook.left
        return np.asarray(
            costs.shortage[:, None] * outlook.lost
            + costs.holding[:, None] * lying
            + costs.waste[:, None] * outlook.waste
        )


def _between_cells(cost: Array, best: np.ndarray, coarse: np.ndarray) -> Array:
    """Where the cost's slope is zero, between the cells of a coarse grid."""
    slope = np.diff(cost, axis=1)
    rows = np.arange(len(cost))
    left = slope[rows, np.maximum(best - 1, 0)]
    right = slope[rows, np.minimum(best, slope.shape[1] - 1)]
    inside = (
        coarse & (best > 0) & (best < cost.shape[1] - 1) & (right - left > 1e-12) & (left <= 0) & (right >= 0)
    )
    shift = np.divide(-left, right - left, out=np.full(len(cost), 0.5), where=inside) - 0.5
    return np.asarray(best + np.where(inside, shift, 0))
