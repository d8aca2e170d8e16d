"""Order the least that promises a service level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike

from foresale.arrays import Array
from foresale.planning.policies.policy import Choice, Policy, View

NEAR = 1e-9


@dataclass(frozen=True)
class ServiceTarget(Policy):
    """Order the least quantity with which a share of cycles, or of demand, is served.

    Attributes:
        level: The share to reach, 0 … 1; one number, or one for each series.
        measure: "cycle": the chance that no sale is lost until the next order arrives; "fill": the share of
            demand that is met.
    """

    name: ClassVar[str] = "service_target"
    level: ArrayLike = 0.95
    measure: Literal["cycle", "fill"] = "fill"

    def choose(self, view: View) -> Choice:
        """The first quantity at which the level is reached, or the one that serves most."""
        level, outlook = view.parameter(self.level), view.outlook
        if self.measure == "cycle":
            reached = outlook.safe
        else:
            demand = np.maximum(outlook.demand_in_cycle, 1e-12)[:, None]
            reached = 1 - outlook.lost / demand
        return Choice(_first_place(reached, level) * outlook.step, level)


def _first_place(curve: Array, level: Array) -> Array:
    """The first place, in cells, at which ascending curves reach a level; the last one where none does."""
    curve = np.maximum.accumulate(curve, axis=1)
    goal = np.minimum(level, curve[:, -1] - NEAR)
    at = (curve >= goal[:, None] - NEAR).argmax(axis=1)
    return np.asarray(at, dtype=np.float64)
