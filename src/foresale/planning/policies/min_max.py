"""Order up to a maximum once the position has fallen to a minimum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from foresale.planning.policies.policy import Choice, Policy, View


@dataclass(frozen=True)
class MinMax(Policy):
    """The (s, S) rule on the position (on hand and on its way).

    Attributes:
        low: The position at or below which is ordered, in units; one number or one for each series. None
            takes mean demand until the next order arrives and `safety_periods` more.
        high: The position to order up to; None takes `low` and mean demand of one cycle more.
        safety_periods: Periods of mean demand kept as safety where `low` isn't given; None takes half of the
            time until the next order arrives.
    """

    name: ClassVar[str] = "min_max"
    low: ArrayLike | None = None
    high: ArrayLike | None = None
    safety_periods: ArrayLike | None = None

    def choose(self, view: View) -> Choice:
        """Up to the maximum where the position is at or below the minimum."""
        until = view.calendar.next_arrival.astype(np.float64)
        safety = until / 2 if self.safety_periods is None else view.parameter(self.safety_periods)
        low = view.mean_demand(until + safety) if self.low is None else view.parameter(self.low)
        cycle = view.outlook.cycle
        high = (
            low + view.outlook.demand_in_cycle * np.maximum(1, 1 / cycle)
            if self.high is None
            else view.parameter(self.high)
        )
        position = view.state.position
        return Choice(np.where(position <= low, np.maximum(high - position, 0), 0), high)
