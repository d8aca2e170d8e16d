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
        spoils: Units that can't be sold any more after it, on average.
        runs_out: Chance that some customer didn't get what was wanted on this day.
    """

    arrives: float
    demand: float
    lost: float
    stock: float
    lower: float
    upper: float
    runs_out: float
    spoils: float


def project_stock(
    on_hand: float, receipts: Mapping[int, float], demand: Demand, days: int, shelf_life: int = 0
) -> list[ProjectedDay]:
    """Stock by day, exactly by convolution, with lost sales: what isn't there isn't sold.

    What spoils is taken out as orders reckon with it: the oldest units are sold first, those on hand are
    taken for just arrived.

    Args:
        on_hand: Units there are before the first day.
        receipts: Units that arrive, by days from the first.
        demand: Of one series.
        days: How many.
        shelf_life: Days that a unit can be sold; 0 where it keeps.

    Examples:
        >>> certain = Demand.from_chances(np.array([[[0.0, 0.0, 1.0]]]))
        >>> [(day.stock, day.lost) for day in project_stock(3, {2: 4}, certain, 3)]
        [(1.0, 0.0), (0.0, 1.0), (2.0, 0.0)]
        >>> [(day.stock, day.spoils) for day in project_stock(9, {}, certain, 3, shelf_life=2)]
        [(7.0, 0.0), (0.0, 5.0), (0.0, 0.0)]
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
        left = float(after @ levels)
        after = _keep(after, _keeps(on_hand, receipts, day, shelf_life) / step)
        below = np.cumsum(after)
        found.append(
            ProjectedDay(
                came, mean, max(mean - sold, 0.0), float(after @ levels),
                float(levels[_first(below, 0.1)]), float(levels[_first(below, 0.9)]),
                min(max(1 - met, 0.0), 1.0), max(left - float(after @ levels), 0.0),
            )
        )  # fmt: skip
        stock = after
    return found


def _keeps(on_hand: float, receipts: Mapping[int, float], day: int, shelf_life: int) -> float:
    """Units at most that can still be sold after a day."""
    if not shelf_life:
        return np.inf
    still = sum(units for came, units in receipts.items() if day - shelf_life + 1 < came <= day)
    return still + (max(on_hand, 0.0) if day < shelf_life - 1 else 0.0)


def _keep(stock: Array, place: float) -> Array:
    """The chances of stock of which no more than so many cells are left."""
    if place >= len(stock) - 1:
        return stock
    kept = np.zeros_like(stock)
    low = int(place)
    kept[: low + 1] = stock[: low + 1]
    _put(kept, place, float(stock[low + 1 :].sum()))
    return kept


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
