"""What may happen until the next order arrives, for every quantity that could be ordered now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array


@dataclass(frozen=True)
class Outlook:
    """Expectations of N series, by the quantity ordered now.

    Before the order arrives nothing depends on it; from then until the next order arrives (the cycle), all
    of this is by quantity: 0, 1, … C − 1 steps.

    Attributes:
        step: N units from one quantity to the next.
        lost: N × C units of lost sales in the cycle; where customers wait, units times periods of waiting.
        stock: N × C units that lie at the end of each of its periods, added up.
        left: N × C units that lie at its end.
        safe: N × C chances that all demand of the cycle is met.
        waste: N × C units of the order, or older ones, that spoil.
        lost_before: N units lost before the order arrives.
        stock_before: N units that lie at the end of each of these periods, added up.
        waste_before: N units that spoil before.
        safe_before: N chances that all demand until then is met.
        stock_at_arrival: N units expected when the order arrives, without it.
        demand_before: N units of demand until the order arrives.
        demand_in_cycle: N units of demand from then until the next order arrives.
        cycle: N periods of the cycle.
    """

    step: Array
    lost: Array
    stock: Array
    left: Array
    safe: Array
    waste: Array
    lost_before: Array
    stock_before: Array
    waste_before: Array
    safe_before: Array
    stock_at_arrival: Array
    demand_before: Array
    demand_in_cycle: Array
    cycle: Array

    @property
    def quantities(self) -> Array:
        """N × C units that the columns stand for."""
        return np.asarray(np.arange(self.lost.shape[1])[None, :] * self.step[:, None])

    def at(self, curve: Array, quantity: Array) -> Array:
        """A curve's values at N quantities: on a line between its points, and beyond the last as near it.

        Args:
            curve: N × C, one of those above or what was made of them.
            quantity: N units, or N × M.

        Examples:
            >>> from foresale.planning.outlook import interpolate
            >>> interpolate(np.array([[0.0, 2.0, 3.0]]), np.array([[0.5, 4.0]])).tolist()
            [[1.0, 5.0]]
        """
        wide = quantity if quantity.ndim == 2 else quantity[:, None]
        found = interpolate(curve, wide / self.step[:, None])
        return found if quantity.ndim == 2 else np.asarray(found[:, 0])


def interpolate(curve: Array, place: Array) -> Array:
    """Values of N × C curves at N × M places, in cells, on straight lines also beyond the last cell."""
    low = np.clip(np.floor(place), 0, curve.shape[1] - 2).astype(np.intp)
    left = np.take_along_axis(curve, low, axis=1)
    right = np.take_along_axis(curve, low + 1, axis=1)
    return np.asarray(left + (place - low) * (right - left))
