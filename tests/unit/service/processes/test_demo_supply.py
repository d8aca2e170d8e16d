"""Who delivers to the demo's chain."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

from foresale.service.api.products.schemas import ProductGiven
from foresale.service.api.stores.schemas import StoreGiven
from foresale.service.api.suppliers.schemas import SupplierGiven
from foresale.service.api.supply_terms.schemas import NamedTerms
from foresale.service.processes.demo_chain import PRODUCTS, DemoChain
from foresale.service.processes.demo_supply import (
    SUPPLIERS,
    add_country,
    add_price_and_cost,
    supply_terms,
    usual_prices,
)
from foresale.simulation.catalogue import CATEGORIES


def test_each_category_has_one_supplier() -> None:
    delivered = Counter(category for supplier in SUPPLIERS for category in supplier.categories)
    assert delivered == {category.name: 1 for category in CATEGORIES}


def test_every_product_of_the_chain_has_terms_that_the_api_takes_and_a_margin(tmp_path: Path) -> None:
    chain = DemoChain.of(tmp_path, datetime(2026, 3, 2, 9, 30)).simulate()
    prices = usual_prices(chain)
    assert len(prices) == PRODUCTS
    products = [
        add_price_and_cost({"sku": name, "name": name, "category": category, "is_active": True}, prices[name])
        for name, category in chain.products.select("product", "category").iter_rows()
    ]
    for product in products:
        given = ProductGiven.model_validate(product)
        assert given.price is not None
        assert given.cost is not None
        assert 0 < given.cost < given.price
    codes = [SupplierGiven.model_validate(dict(supplier.given)).code for supplier in SUPPLIERS]
    terms = NamedTerms.model_validate({"items": supply_terms(products)}).items
    assert {term.product for term in terms} == set(prices)
    assert {term.supplier for term in terms} == set(codes)


def test_stores_are_in_the_country_whose_holidays_the_chain_has() -> None:
    shown = {"id": 1, "code": "S1", "name": "First", "city": None, "country": None, "time_zone": None}
    given = StoreGiven.model_validate(add_country({**shown, "is_active": True, "created_at": "2026-03-02"}))
    assert (given.code, given.country) == ("S1", "GB")
