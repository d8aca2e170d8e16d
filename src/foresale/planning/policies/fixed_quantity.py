"""Order what somebody else chose: to see what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from foresale.arrays import Array
from foresale.planning.policies.policy import Choice, Policy, View


@dataclass(frozen=True)
class FixedQuantity(Policy):
    """Order given quantities, such as those that a person changed; packs are filled up.

    Attributes:
        quantity: S units.
    """

    name: ClassVar[str] = "fixed_quantity"
    quantity: Array

    def choose(self, view: View) -> Choice:
        """What was given."""
        wanted = view.parameter(self.quantity)
        return Choice(wanted, wanted)
