"""Stock on the shelf: what was ordered, what ran out, and so what could be sold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.simulation.catalogue import CATEGORIES
from foresale.simulation.demand import Demand, World

Units = NDArray[np.int32]

_LEAD_DAYS = 3
_SMOOTHING = 0.08
_PLANNED_SHARE = 0.7
_SAMPLE = 600
_TRIES = 9
_OUTAGE_ODDS, _OUTAGE_DAYS = 0.0006, (2, 8)
_SAFETY_RANGE = (-2.0, 8.0)


@dataclass(frozen=True)
class _Shelves:
    """N shelves (a product in a store), and how each is kept.

    Attributes:
        demand: T × N units wanted.
        on_sale: T × N.
        plan: T × N what the buyer expects promotions and holidays to multiply demand by.
        first_guess: N units a day that the buyer expects when sales begin.
        review: Days between orders.
        case: Units that come in one box.
        cut: T × N, true where the supplier fails to send.
        safety: Stock kept above the expected need, in roots of it.
    """

    demand: Units
    on_sale: NDArray[np.bool_]
    plan: NDArray[np.float32]
    first_guess: Array
    review: NDArray[np.int64]
    case: NDArray[np.int64]
    cut: NDArray[np.bool_]
    safety: float = 0.0

    def only(self, at: NDArray[np.int64]) -> _Shelves:
        """The shelves at positions `at`."""
        return replace(
            self,
            demand=self.demand[:, at],
            on_sale=self.on_sale[:, at],
            plan=self.plan[:, at],
            first_guess=self.first_guess[at],
            review=self.review[at],
            case=self.case[at],
            cut=self.cut[:, at],
        )


def sell(world: World, demand: Demand) -> Units:
    """Units sold of the demand, T × S × P: less than wanted on the days when stock ran out.

    Each shelf is refilled up to a level that follows its own past sales, ordered every few
    days and delivered some days later in whole boxes; the safety stock is set so that about
    `stockout_share` of days run out, over the history as a whole.
    """
    options = world.options
    days, shape = options.days, demand.realised.shape
    wanted = demand.realised[:days].reshape(days, -1)
    if options.stockout_share == 0:
        return demand.realised[:days]
    shelves = _shelves(world, demand)
    rng = options.stream("calibration")
    some = np.sort(rng.permutation(wanted.shape[1])[:_SAMPLE])
    sample = shelves.only(some)
    low, high = _SAFETY_RANGE
    for _ in range(_TRIES):
        middle = (low + high) / 2
        sold = _run(replace(sample, safety=middle))
        short = ((sold < sample.demand) & sample.on_sale).sum() / max(sample.on_sale.sum(), 1)
        low, high = (middle, high) if short > options.stockout_share else (low, middle)
    return _run(replace(shelves, safety=high)).reshape(days, *shape[1:])


def _shelves(world: World, demand: Demand) -> _Shelves:
    """How each shelf of the chain is kept."""
    options, products = world.options, world.products
    rng = options.stream("stock")
    days, stores = options.days, options.stores
    count = stores * len(products.names)
    on_sale = np.repeat(demand.on_sale[:days, None], stores, axis=1).reshape(days, -1)
    expected = demand.expected[:days].reshape(days, -1)
    baseline = demand.baseline[:days].reshape(days, -1)
    plan = np.ones_like(expected)
    np.divide(expected, baseline, out=plan, where=baseline > 0)
    feast = np.exp(world.festivals.effect[:days, products.category])
    plan *= np.tile(feast, stores)
    plan = np.asarray(1 + _PLANNED_SHARE * np.maximum(plan - 1, 0), dtype=np.float32)
    first_month = (expected > 0) & ((expected > 0).cumsum(axis=0) <= 28)
    guess = (expected * first_month).sum(axis=0) / np.maximum(first_month.sum(axis=0), 1)
    fresh = np.tile(np.array([CATEGORIES[i].fresh for i in products.category]), stores)
    cut = np.zeros((days, count), dtype=np.bool_)
    begins, at = np.nonzero(rng.random((days, count), dtype=np.float32) < _OUTAGE_ODDS)
    lasts = rng.integers(*_OUTAGE_DAYS, len(begins))
    for day in range(_OUTAGE_DAYS[1]):
        still = (lasts > day) & (begins + day < days)
        cut[begins[still] + day, at[still]] = True
    return _Shelves(
        demand=demand.realised[:days].reshape(days, -1),
        on_sale=on_sale,
        plan=plan,
        first_guess=guess * rng.lognormal(0, 0.2, count),
        review=np.where(fresh, 1, rng.integers(2, 5, count)),
        case=np.maximum(np.round(guess * np.where(fresh, 0.5, 2)), 1).astype(np.int64),
        cut=cut,
    )


def _run(shelves: _Shelves) -> Units:
    """Sell day by day from stock that is ordered as it goes."""
    days, count = shelves.demand.shape
    sold = np.zeros((days, count), np.int32)
    level = shelves.first_guess.copy()
    cover = shelves.review + _LEAD_DAYS
    stock = np.ceil(level * cover + np.maximum(shelves.safety, 0) * np.sqrt(level * cover))
    coming = np.zeros((_LEAD_DAYS + 1, count))
    on_order = np.zeros(count)
    turn = np.arange(count)
    for day in range(days):
        slot = day % (_LEAD_DAYS + 1)
        stock += coming[slot]
        on_order -= coming[slot]
        coming[slot] = 0
        wanted = shelves.demand[day]
        gone = np.minimum(stock, wanted)
        sold[day] = gone
        stock -= gone
        plan = shelves.plan[day]
        learns = shelves.on_sale[day] & (gone == wanted)
        level += np.where(learns, _SMOOTHING * (gone / plan - level), 0)
        ahead = shelves.plan[min(day + _LEAD_DAYS, days - 1)]
        need = level * ahead * cover
        target = np.maximum(need + shelves.safety * np.sqrt(need), 1)
        orders = ((day + turn) % shelves.review == 0) & ~shelves.cut[day]
        short = np.where(orders, np.maximum(target - stock - on_order, 0), 0)
        boxes = np.ceil(short / shelves.case) * shelves.case
        coming[(day + _LEAD_DAYS) % (_LEAD_DAYS + 1)] += boxes
        on_order += boxes
    return sold
