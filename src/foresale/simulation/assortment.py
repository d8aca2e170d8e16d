"""The products and stores of one chain, drawn from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array, Ints
from foresale.simulation.catalogue import CATEGORIES, shelf
from foresale.simulation.options import ChainOptions

REGIONS = ("North", "South", "East", "West", "Centre")
FORMATS = ("Superstore", "Supermarket", "Express")
_FORMAT_SIZE = np.array([2.2, 1.0, 0.4])
_FORMAT_WEEKEND = np.array([1.25, 1.0, 0.45])
_STORES_A_REGION = 4


@dataclass(frozen=True)
class Products:
    """P products, one value each.

    Attributes:
        names: What the shelf says; no two are the same.
        category: Position in `CATEGORIES`.
        price: Usual price at the start.
        rate: Units a day in a store of size 1, before everything else.
        elasticity: How demand answers price.
        uplift: What a promotion's display alone multiplies demand by, at its height.
        stockpiling: Share of a promotion's log uplift that is missing just after it.
        dispersion: Shape of the negative binomial noise: variance is mean + mean² / dispersion.
        growth: Log growth a year.
        launch: First day on sale, counted from the start; 0 or before for old products.
        leave: First day no longer on sale; past the end for those that stay.
        intermittent: Whether it sells on few days.
    """

    names: tuple[str, ...]
    category: Ints
    price: Array
    rate: Array
    elasticity: Array
    uplift: Array
    stockpiling: Array
    dispersion: Array
    growth: Array
    launch: Ints
    leave: Ints
    intermittent: NDArray[np.bool_]

    def to_frame(self) -> pl.DataFrame:
        """One row a product, with what the simulator knows about it."""
        return pl.DataFrame(
            {
                "product": self.names,
                "category": [CATEGORIES[i].name for i in self.category],
                "price": self.price,
                "rate": self.rate,
                "elasticity": self.elasticity,
                "uplift": self.uplift,
                "launch_day": self.launch,
                "leave_day": self.leave,
                "intermittent": self.intermittent,
            }
        )


@dataclass(frozen=True)
class Stores:
    """S stores, one value each.

    Attributes:
        names: Store codes.
        region: Position in `REGIONS`.
        kind: Position in `FORMATS`.
        size: What it multiplies demand by.
        weekend: How strongly its shoppers prefer the weekend.
        growth: Log growth a year.
    """

    names: tuple[str, ...]
    region: Ints
    kind: Ints
    size: Array
    weekend: Array
    growth: Array

    @property
    def n_regions(self) -> int:
        """How many regions the chain is in."""
        return int(self.region.max()) + 1

    def to_frame(self) -> pl.DataFrame:
        """One row a store."""
        return pl.DataFrame(
            {
                "store": self.names,
                "region": [REGIONS[i] for i in self.region],
                "format": [FORMATS[i] for i in self.kind],
                "size": self.size,
            }
        )


def draw_stores(options: ChainOptions) -> Stores:
    """Stores spread over regions, a few large and many small."""
    rng = options.stream("stores")
    count = options.stores
    kind = rng.choice(len(FORMATS), size=count, p=[0.2, 0.5, 0.3])
    width = max(2, len(str(count)))
    return Stores(
        names=tuple(f"Store {i + 1:0{width}d}" for i in range(count)),
        region=np.arange(count) % min(len(REGIONS), -(-count // _STORES_A_REGION)),
        kind=kind,
        size=_FORMAT_SIZE[kind] * rng.lognormal(0, 0.25, count),
        weekend=_FORMAT_WEEKEND[kind],
        growth=rng.normal(0.01, 0.04, count),
    )


def draw_products(options: ChainOptions) -> Products:
    """Products over all categories: a few bestsellers, a long tail, some new, some on their way out."""
    rng = options.stream("products")
    count, span = options.products, options.days
    category = np.arange(count) % len(CATEGORIES)
    names, usual = _names_and_prices(category)
    drawn = rng.permutation(count)
    intermittent = np.zeros(count, dtype=np.bool_)
    intermittent[drawn[: round(options.intermittent_share * count)]] = True
    rate = np.where(
        intermittent, rng.lognormal(np.log(0.15), 0.6, count), rng.lognormal(np.log(4), 0.9, count)
    )
    launch, leave = np.zeros(count, dtype=np.int64), np.full(count, span + options.future_days)
    drawn = rng.permutation(count)
    new = drawn[: round(options.new_share * count)]
    dying = drawn[::-1][: round(options.dying_share * count)]
    launch[new] = (rng.uniform(0.2, 0.9, len(new)) * span).astype(np.int64)
    leave[dying] = (rng.uniform(0.4, 0.95, len(dying)) * span).astype(np.int64)
    own = np.array([(c.elasticity, c.stockpiling) for c in CATEGORIES])[category]
    return Products(
        names=names,
        category=category,
        price=_shelf_price(usual * rng.lognormal(0, 0.12, count)),
        rate=rate,
        elasticity=own[:, 0] * rng.lognormal(0, 0.15, count),
        uplift=rng.lognormal(np.log(1.35), 0.12, count).clip(1.1, 1.9),
        stockpiling=own[:, 1],
        dispersion=np.where(intermittent, rng.uniform(0.6, 2, count), rng.uniform(6, 25, count)),
        growth=rng.normal(0.02, 0.1, count),
        launch=launch,
        leave=leave,
        intermittent=intermittent,
    )


def _names_and_prices(category: Ints) -> tuple[tuple[str, ...], Array]:
    """A name and a usual price for each product, by its category."""
    names = [""] * len(category)
    prices = np.zeros(len(category))
    for i, kind in enumerate(CATEGORIES):
        at = np.flatnonzero(category == i)
        for position, (name, price) in zip(at, shelf(kind, len(at)), strict=True):
            names[position], prices[position] = name, price
    return tuple(names), prices


def _shelf_price(price: Array) -> Array:
    """Prices as shops write them, ending in 9."""
    return np.asarray(np.maximum(np.ceil(price * 10) / 10 - 0.01, 0.29).round(2))
