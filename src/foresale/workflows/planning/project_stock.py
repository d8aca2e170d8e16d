"""How the stock of a product in a place will go, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array
from foresale.planning.demand import Demand

MAX_CELLS = 2_000


@dataclass(frozen=True)
class ProjectedDay:
    """One day's stock.

    Attributes:
        arrives: Units that arrive before it.
        demand: Units that customers want on average.
        lost: Units of it that aren't there on average.
        stock: Units left at its end on average.
        lower: Units left in one of ten cases at most.
        upper: Units left in nine of ten cases at most.
        runs_out: Chance that some customer didn't get what was wanted on this day.
    """

    arrives: float
    demand: float
    lost: float
    stock: float
    lower: float
    upper: float
    runs_out: float


def project_stock(
    on_hand: float, receipts: Mapping[int, float], demand: Demand, days: int
) -> list[ProjectedDay]:
    """Stock by day, exactly by convolution, with lost sales: what isn't there isn't sold.

    Args:
        on_hand: Units there are before the first day.
        receipts: Units that arrive, by days from the first.
        demand: Of one series.
        days: How many.

    Examples:
        >>> certain = Demand.from_chances(np.array([[[0.0, 0.0, 1.0]]]))
        >>> [(day.stock, day.lost) for day in project_stock(3, {2: 4}, certain, 3)]
        [(1.0, 0.0), (0.0, 1.0), (2.0, 0.0)]
    """
    most = on_hand + sum(units for day, units in receipts.items() if day < days) + 1
    most = max(most, float(demand.highest(np.array([1], dtype=np.intp))[0]))
    step = max(1.0, np.ceil(most / MAX_CELLS))
    cells = int(np.ceil(most / step)) + 2
    stock = np.zeros(cells)
    _put(stock, max(on_hand, 0.0) / step, 1.0)
    levels = np.arange(cells) * step
    found = []
    for day in range(days):
        came = max(receipts.get(day, 0.0), 0.0)
        if came:
            stock = _shift(stock, came / step)
        wanted = demand.of_period(day, np.array([0]), np.array([step]), cells)[0]
        mean = float(wanted @ levels)
        after = np.convolve(stock, wanted[::-1])[cells - 1 : 2 * cells - 1]
        after[0] += 1 - after.sum()
        after = np.maximum(after, 0.0)
        sold = float(stock @ levels - after @ levels)
        met = float(stock @ np.cumsum(wanted))
        below = np.cumsum(after)
        found.append(
            ProjectedDay(
                came, mean, max(mean - sold, 0.0), float(after @ levels),
                float(levels[_first(below, 0.1)]), float(levels[_first(below, 0.9)]),
                min(max(1 - met, 0.0), 1.0),
            )
        )  # fmt: skip
        stock = after
    return found


def _put(stock: Array, place: float, chance: float) -> None:
    low = int(min(place, len(stock) - 2))
    share = min(place, len(stock) - 1.0) - low
    stock[low] += chance * (1 - share)
    stock[low + 1] += chance * share


def _shift(stock: Array, places: float) -> Array:
    moved = np.zeros_like(stock)
    for cell in np.flatnonzero(stock > 0):
        _put(moved, float(cell) + places, float(stock[cell]))
    return moved


def _first(below: Array, chance: float) -> int:
    return min(int(np.searchsorted(below, chance - 1e-12)), len(below) - 1)
