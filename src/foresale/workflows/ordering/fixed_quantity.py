"""Quantities that something else than a policy chose, to see what is expected of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from foresale.arrays import Array
from foresale.planning.policies.policy import Choice, Policy, View


@dataclass(frozen=True)
class FixedQuantity(Policy):
    """Order given quantities.

    Attributes:
        units: One for each series, in whole packs.
        target: What was aimed at.
    """

    name: ClassVar[str] = "fixed_quantity"
    units: Array
    target: Array

    def choose(self, view: View) -> Choice:
        """These quantities."""
        return Choice(view.parameter(self.units), view.parameter(self.target))
