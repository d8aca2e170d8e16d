"""What to order, what is expected of it, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array


@dataclass(frozen=True)
class Reasons:
    """Why each quantity was chosen, as numbers from which a sentence can be made.

    Attributes:
        policy: Name of the policy.
        wanted: S units before packs, minimum and maximum.
        target: S: what the policy aimed at, in its own measure: a chance, a fill rate, units or periods.
        limit: S: what kept the quantity from what was wanted: "", "pack", "minimum" or "maximum".
        stock_at_arrival: S units expected when the order arrives, without it.
        demand_before: S units of demand expected until then.
        demand_in_cycle: S units of demand expected from then until the next order arrives.
        arrival: S periods until the order can be sold.
        next_arrival: S periods until the next one can.
    """

    policy: str
    wanted: Array
    target: Array
    limit: NDArray[np.str_]
    stock_at_arrival: Array
    demand_before: Array
    demand_in_cycle: Array
    arrival: NDArray[np.intp]
    next_arrival: NDArray[np.intp]


@dataclass(frozen=True)
class Expectation:
    """What is expected until the next order arrives, with one quantity ordered now.

    Attributes:
        lost: S units of lost sales after the order's arrival; where customers wait, units times periods.
        stock: S units that lie at the end of each period after its arrival, added up.
        waste: S units that spoil.
        runs_out: S chances that some demand after its arrival isn't met.
        cost: S: the money of these three.
    """

    lost: Array
    stock: Array
    waste: Array
    runs_out: Array
    cost: Array


@dataclass(frozen=True)
class BeforeOrder:
    """What is expected before any order can arrive.

    Attributes:
        stock: S units that lie at the end of each period, added up.
        waste: S units that spoil.
    """

    stock: Array
    waste: Array


@dataclass(frozen=True)
class Orders:
    """An order for every series.

    Attributes:
        quantity: S units, in whole packs.
        expected: What is expected with it.
        without: What is expected without it.
        lost_before: S units of sales expected to be lost before any order can arrive.
        runs_out_before: S chances of running out before any order can arrive.
        before: What lies and spoils until then.
        cover: S periods that stock, what is on its way and the order last at mean demand; infinite without
            demand.
        cover_without: S periods that they last without the order.
        spend: S: what the order costs to buy.
        reasons: Why.
    """

    quantity: Array
    expected: Expectation
    without: Expectation
    lost_before: Array
    runs_out_before: Array
    before: BeforeOrder
    cover: Array
    cover_without: Array
    spend: Array
    reasons: Reasons

    @property
    def saves(self) -> Array:
        """S: the money that the order saves until the next one arrives."""
        return np.asarray(self.without.cost - self.expected.cost)

    @property
    def fill_rate(self) -> float:
        """Share of all demand from this order's arrival to the next that will be met; NaN without demand."""
        wanted = float(self.reasons.demand_in_cycle.sum())
        return 1 - float(self.expected.lost.sum()) / wanted if wanted > 0 else float("nan")
