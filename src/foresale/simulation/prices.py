"""Prices over time, and promotions with what they do to demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Ints
from foresale.simulation.assortment import Products
from foresale.simulation.options import ChainOptions

DISCOUNTS = (0.1, 0.2, 0.25, 0.3, 0.4)
_DISCOUNT_ODDS = (0.2, 0.3, 0.25, 0.15, 0.1)
_RAMP = np.array([0.6, 0.85])
_PAUSE_WEEKS = 3
_MEAN_WEEKS = 1.5
_TAKE_PART = 0.9
_DIP_DAYS = 12
INFLATION = 0.03


@dataclass(frozen=True)
class Prices:
    """What was charged, by day, region and product, and what it did.

    Attributes:
        regular: T × P price without promotion.
        price: T × R × P price charged.
        promotion: T × R × P, true on promotion.
        effect: T × R × P log of what price and promotion together multiply demand by, dips included.
    """

    regular: Array
    price: Array
    promotion: NDArray[np.bool_]
    effect: NDArray[np.float32]


def promotion_effect(uplift: Array, elasticity: Array, discount: Array, day: Ints) -> Array:
    """Log of what a promotion multiplies demand by: price and display, growing over its first days.

    Constant elasticity and a display that works beside the price, as in Van Heerde, Leeflang and
    Wittink (2004), "Decomposing the sales promotion bump with store data", Marketing Science 23.

    Args:
        uplift: What the display alone multiplies demand by, at its height.
        elasticity: Percent change of demand for 1 % of price.
        discount: Share of the price that is given up.
        day: Days since the promotion began, 0 on its first.

    Examples:
        >>> height = promotion_effect(np.array(1.5), np.array(-2.0), np.array(0.2), np.array([0, 1, 2]))
        >>> np.exp(height).round(2).tolist()
        [1.67, 2.06, 2.34]
    """
    ramp = np.append(_RAMP, 1.0)[np.minimum(day, len(_RAMP))]
    return np.asarray(ramp * (np.log(uplift) + elasticity * np.log1p(-discount)))


def draw_prices(options: ChainOptions, products: Products, n_regions: int) -> Prices:
    """Regular prices that creep up in steps, and promotions by the week in most regions at once."""
    days = len(options.dates)
    regular = _regular_prices(options, products)
    discount, since = _schedule(options, len(products.names))
    part = options.stream("regions on promotion").random((n_regions, *discount.shape)) < _TAKE_PART
    # A region takes part in a whole promotion or not at all, so its first week decides.
    begun = np.maximum.accumulate(np.where(since == 0, np.arange(days // 7 + 1)[:, None], 0), axis=0)
    joins = np.take_along_axis(part, np.broadcast_to(begun, part.shape), axis=1) & (discount > 0)
    # Promotions begin on the same weekday every week; the history may begin on any.
    week = np.arange(days) // 7
    promotion = joins.transpose(1, 0, 2)[week]
    depth = np.where(promotion, discount[week][:, None, :], 0.0)
    day = (since[week] * 7 + (np.arange(days) % 7)[:, None])[:, None, :]
    lift = promotion_effect(products.uplift, products.elasticity, depth, np.maximum(day, 0))
    effect = np.where(promotion, lift, 0.0)
    effect += _dip(promotion, lift, products.stockpiling)
    price = (regular[:, None, :] * (1 - depth)).round(2)
    return Prices(regular, price, promotion, effect.astype(np.float32))


def _regular_prices(options: ChainOptions, products: Products) -> Array:
    """T × P prices that rise with inflation, each in steps of its own, ending in 9."""
    rng = options.stream("regular prices")
    days, count = len(options.dates), len(products.names)
    step = rng.integers(120, 300, count)
    offset = rng.integers(0, 300, count)
    changes = (np.arange(days)[:, None] + offset) // step - offset // step
    level = products.price * np.exp(INFLATION * changes * step / 365)
    return np.asarray(np.maximum(np.ceil(level.round(6) * 10) / 10 - 0.01, 0.29).round(2))


def _schedule(options: ChainOptions, count: int) -> tuple[Array, Ints]:
    """Discount of each week (0 without) and weeks since its promotion began, as weeks × P."""
    rng = options.stream("promotions")
    weeks = len(options.dates) // 7 + 1
    discount, since = np.zeros((weeks, count)), np.full((weeks, count), -1)
    if options.promotion_share == 0:
        return discount, since
    # A cycle is a promotion, a pause, and a wait whose mean makes the share come out.
    wait = max(_MEAN_WEEKS * _TAKE_PART / options.promotion_share - _MEAN_WEEKS - _PAUSE_WEEKS, 0)
    odds = 1 / (1 + wait)
    left = np.zeros(count, dtype=np.int64)
    pause = rng.integers(0, _PAUSE_WEEKS + 1, count)
    for week in range(weeks):
        starts = (left == 0) & (pause == 0) & (rng.random(count) < odds)
        long = rng.random(count) < _MEAN_WEEKS - 1
        fresh = rng.choice(DISCOUNTS, size=count, p=_DISCOUNT_ODDS)
        going = left > 0
        discount[week] = np.where(starts, fresh, np.where(going, discount[week - 1], 0))
        since[week] = np.where(starts, 0, np.where(going, since[week - 1] + 1, -1))
        ended = (starts & ~long) | going
        pause = np.where(ended, _PAUSE_WEEKS, np.maximum(pause - 1, 0))
        left = np.where(starts & long, 1, 0)
    return discount, since


def _dip(promotion: NDArray[np.bool_], lift: Array, stockpiling: Array) -> Array:
    """Log of the demand that a promotion took from the days after it, fading."""
    dip = np.zeros(lift.shape)
    ended = promotion[:-1] & ~promotion[1:]
    depth = np.where(ended, lift[:-1], 0.0) * stockpiling
    for day in range(min(_DIP_DAYS, len(depth))):
        dip[1 + day :] -= depth[: len(depth) - day] * np.exp(-day / 4)
    return np.where(promotion, 0.0, dip)
