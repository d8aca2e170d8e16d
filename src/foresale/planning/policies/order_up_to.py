"""Fill the position up to a quantile of demand: the textbook's base stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from foresale.planning.demand_steps import DemandStep
from foresale.planning.policies.policy import Choice, Policy, View
from foresale.planning.stock_grid import StockGrid


@dataclass(frozen=True)
class OrderUpTo(Policy):
    """Order what lacks of a level of the position, that is of what is on hand and on its way.

    Attributes:
        level: The position to fill up to, in units; one number or one for each series. None takes the
            quantile of demand from now until the next order arrives at `service`.
        service: The quantile, 0 … 1; None takes shortage / (shortage + holding).
    """

    name: ClassVar[str] = "order_up_to"
    level: ArrayLike | None = None
    service: ArrayLike | None = None

    def choose(self, view: View) -> Choice:
        """The level less the position."""
        if self.level is not None:
            level = view.parameter(self.level)
            return Choice(level - view.state.position, level)
        share = view.costs.critical_ratio if self.service is None else view.parameter(self.service)
        level = _demand_quantile(view, share)
        return Choice(level - view.state.position, level)


def _demand_quantile(view: View, share: np.ndarray) -> np.ndarray:
    """N units that demand until the next order arrives stays within, with a chance of `share`."""
    outlook, until = view.outlook, view.calendar.next_arrival
    cells = outlook.lost.shape[1]
    grid = StockGrid(np.arange(len(share)), outlook.step, cells, 0)
    total = np.zeros((len(share), cells))
    total[:, 0] = 1
    for period in range(int(until.max(initial=0))):
        step = DemandStep.of(view.demand, grid, period)
        added = step.forward(total[:, ::-1])[:, ::-1]
        total = np.where((period < until)[:, None], added, total)
    reached = np.cumsum(total, axis=1) >= share[:, None] - 1e-9
    at = np.where(reached.any(axis=1), reached.argmax(axis=1), cells - 1)
    return np.asarray(at * outlook.step)
