"""Order so that stock lasts a number of periods at mean demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from foresale.planning.policies.policy import Choice, Policy, View


@dataclass(frozen=True)
class CoverDays(Policy):
    """Fill the position up to the mean demand of so many periods ahead.

    Attributes:
        periods: Periods that stock and what is on its way should last; one number or one for each series.
            None takes the time until the next order arrives and half of it more.
    """

    name: ClassVar[str] = "cover_days"
    periods: ArrayLike | None = None

    def choose(self, view: View) -> Choice:
        """Mean demand of the periods less the position."""
        until = view.calendar.next_arrival.astype(np.float64)
        periods = until * 1.5 if self.periods is None else view.parameter(self.periods)
        return Choice(view.mean_demand(periods) - view.state.position, periods)
