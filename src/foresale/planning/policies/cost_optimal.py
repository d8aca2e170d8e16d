"""Order what costs least: lost sales against units that lie and spoil."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from foresale.arrays import Array
from foresale.planning.costs import Costs
from foresale.planning.demand import Demand
from foresale.planning.order_calendar import OrderCalendar
from foresale.planning.policies.carry_factor import find_carry
from foresale.planning.policies.cheapest_quantity import cycle_cost, find_cheapest
from foresale.planning.policies.policy import Choice, Policy, View
from foresale.planning.state import State
from foresale.planning.terms import Terms


@dataclass(frozen=True)
class CostOptimal(Policy):
    """Order the quantity whose expected costs until the next order arrives are least.

    A unit too many isn't gone when the next order arrives: it may lie on, while sales lost in a pipeline
    can't be made up. So units left at the end of a cycle count `carry` times its holding. With one period
    between orders this is the newsvendor's fractile shortage / (shortage + carry × holding) of demand less
    the stock that is projected to be there. It is 1 where orders arrive at once, and grows with the number
    of orders that are on their way together.

    Attributes:
        carry: How many cycles' holding a unit left over costs; one number or one for each series. Found by
            simulating the pipeline on the forecast's own distribution where None.
    """

    name: ClassVar[str] = "cost_optimal"
    carry: ArrayLike | None = None

    def prepare(self, view_of_all: tuple[State, Demand, Costs, OrderCalendar, Terms]) -> CostOptimal:
        """Find how dear a unit left over is, where nobody said."""
        if self.carry is not None:
            return self
        _, demand, costs, calendar, terms = view_of_all
        return replace(self, carry=find_carry(demand, costs, calendar, terms))

    def choose(self, view: View) -> Choice:
        """The quantity with the least expected cost."""
        cost, outlook = self.cost(view), view.outlook
        wanted = find_cheapest(cost, outlook.step)
        return Choice(wanted, np.clip(outlook.at(outlook.safe, wanted), 0, 1), cost)

    def cost(self, view: View) -> Array:
        """N × C expected costs by quantity."""
        carry = view.parameter(1.0 if self.carry is None else self.carry)
        return cycle_cost(view.outlook, view.costs, view.outlook.cycle, carry)
