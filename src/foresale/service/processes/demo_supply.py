"""Who delivers to the demo's chain: on which terms, and what its products cost and are sold for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from foresale.simulation.catalogue import CATEGORIES
from foresale.simulation.options import ChainOptions

if TYPE_CHECKING:
    from foresale.simulation.chain import SimulatedChain


@dataclass(frozen=True)
class DemoSupplier:
    """A supplier of the chain.

    Attributes:
        given: The supplier as the API takes it.
        categories: What it delivers.
        cost_share: What a unit costs, as a share of its usual price.
        pack_size: Units that come together.
        shelf_life_days: How long a unit can be sold from its delivery; None where it keeps.
    """

    given: Mapping[str, Any]
    categories: tuple[str, ...]
    cost_share: float
    pack_size: int
    shelf_life_days: int | None = None


_HOME = ("Household", "Personal care", "Pets")
SUPPLIERS = (
    DemoSupplier(
        {
            "code": "GREEN", "name": "Green Valley Farms", "email": "orders@green-valley.example",
            "lead_time_days": 1, "order_days": [1, 2, 3, 4, 5, 6], "minimum_order_value": "25.00",
        },
        tuple(one.name for one in CATEGORIES if one.fresh), 0.68, 6, 6,
    ),
    DemoSupplier(
        {
            "code": "NORTH", "name": "Northern Wholesale", "email": "orders@northern.example",
            "lead_time_days": 3, "lead_time_spread_days": 0.5, "order_days": [1, 3, 5],
            "minimum_order_value": "60.00",
        },
        tuple(one.name for one in CATEGORIES if not one.fresh and one.name not in _HOME), 0.72, 12,
    ),
    DemoSupplier(
        {
            "code": "HOME", "name": "House and Home Supplies", "email": "orders@house-home.example",
            "lead_time_days": 6, "order_days": [2, 4], "minimum_order_value": "40.00",
        },
        _HOME, 0.6, 6,
    ),
)  # fmt: skip
"""One for each category; what is fresh comes often and soon."""


def usual_prices(chain: SimulatedChain) -> dict[str, float]:
    """What a unit of each product was sold for last, promotions aside.

    Args:
        chain: Which.
    """
    regular = chain.sales.filter(pl.col("promotion") == 0).sort("date")
    last = regular.group_by("product", maintain_order=True).agg(pl.col("price").last())
    return {product: float(price) for product, price in last.iter_rows()}


def add_price_and_cost(product: Mapping[str, Any], price: float) -> dict[str, Any]:
    """A product as the API takes it, with its price, its cost, and how it is delivered.

    Args:
        product: As the API shows it.
        price: What a unit is sold for.
    """
    supplier = _deliver(product)
    names = ("sku", "name", "category", "is_active")
    return {
        **{name: product[name] for name in names},
        "price": f"{price:.2f}",
        "cost": f"{price * supplier.cost_share:.2f}",
        "lead_time_days": supplier.given["lead_time_days"],
        "pack_size": supplier.pack_size,
    }


def add_country(store: Mapping[str, Any]) -> dict[str, Any]:
    """A store as the API takes it, in the country whose holidays the simulated chain has.

    Args:
        store: As the API shows it.
    """
    names = ("code", "name", "city", "time_zone", "is_active")
    return {**{name: store[name] for name in names}, "country": ChainOptions.country}


def supply_terms(products: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """On which terms each product is delivered, as the API takes many of them.

    Args:
        products: As `add_price_and_cost` made them.
    """
    terms = []
    for product in products:
        supplier = _deliver(product)
        terms.append({
            "supplier": supplier.given["code"], "product": product["sku"], "unit_cost": product["cost"],
            "pack_size": supplier.pack_size, "shelf_life_days": supplier.shelf_life_days,
        })  # fmt: skip
    return terms


def _deliver(product: Mapping[str, Any]) -> DemoSupplier:
    return next(one for one in SUPPLIERS if product["category"] in one.categories)
