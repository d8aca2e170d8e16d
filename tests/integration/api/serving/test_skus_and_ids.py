"""Text is a sku or a code wherever it stands; an id has a name of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from foresale.storage.database.tables.catalog import ProductRow, StoreRow

SKUS = ("A/B", "weekly", "accuracy", "naïve tea 茶 №5", "50% off?&x=1#y", "a b+c", "..", "'; --", "7")


@pytest.fixture
def served(shop_of: Any, embedded_api: Any) -> Any:
    """A shop with a forecast that is served."""
    shop = shop_of(embedded_api)
    shop.put()
    shop.serve(1)
    embedded_api.client.app.state.predictor.champions.refresh()
    return shop


@pytest.fixture
def shop(served: Any, embedded_api: Any) -> Any:
    """A shop whose bread has the sku that is the id of its tea, and whose second store the code 1."""
    shop = served
    with Session(embedded_api.container.engine) as session, session.begin():
        rename(session, ProductRow.sku, "BREAD", str(shop.products["TEA"]))
        rename(session, StoreRow.code, "S2", str(shop.stores["S1"]))
    return shop


def rename(session: Session, column: Any, before: str, after: str) -> None:
    session.execute(update(column.class_).where(column == before).values({column: after}))


def test_a_sku_that_is_another_products_id_is_a_sku_everywhere(embedded_api: Any, shop: Any) -> None:
    client, bread, tea = embedded_api.as_role("planner"), shop.products["BREAD"], shop.products["TEA"]
    for address in (f"/api/forecast/{tea}", f"/api/forecast?product={tea}"):
        assert client.get(address).json()["product"]["id"] == bread
    assert client.get(f"/api/forecast?product_id={tea}").json()["product"]["sku"] == "TEA"
    one = f"store={shop.stores['S1']}"
    assert {
        series["store"]["id"] for series in client.get(f"/api/forecast/weekly?{one}").json()["items"]
    } == {shop.stores["S2"]}
    by_id = client.get(f"/api/forecast/weekly?store_id={shop.stores['S1']}").json()["items"]
    assert {series["store"]["code"] for series in by_id} == {"S1"}
    asked = {"product": str(tea), "store": "S1"}
    assert client.post("/api/predict/", json=asked).json()["product"]["id"] == bread
    assert client.post("/api/predict/", json=asked | {"product": tea}).json()["product"]["id"] == tea


def test_filters_of_lists_take_skus_and_ids(embedded_api: Any, shop: Any) -> None:
    client, tea = embedded_api.as_role("analyst"), shop.products["TEA"]
    for number, product in enumerate(("TEA", str(tea))):
        sale = {"transaction_id": f"T{number}", "store": "S1", "product": product, "quantity": number + 1}
        assert client.post("/api/sales", json=sale | {"sold_at": "2026-03-02T10:00:00"}).status_code == 201
    for address in ("/api/sales", "/api/sales/daily"):
        for which, units in ((f"product={tea}", 2), (f"product_id={tea}", 1)):
            assert [row["quantity"] for row in client.get(f"{address}?{which}").json()["items"]] == [units]
        assert len(client.get(f"{address}?store_id={shop.stores['S1']}").json()["items"]) >= 1
        assert client.get(f"{address}?store={shop.stores['S1']}").json()["items"] == []
    for address in ("/api/sales", "/api/stock/movements", "/api/events", "/api/forecast/comparison"):
        both = client.get(f"{address}?product=TEA&product_id={tea}")
        assert (both.status_code, "not both" in both.json()["detail"]) == (422, True)
        assert client.get(f"{address}?product_id={tea}").status_code == 200


@pytest.mark.parametrize("sku", SKUS)
def test_any_sku_can_be_asked_about(embedded_api: Any, served: Any, sku: str) -> None:
    client = embedded_api.as_role("viewer")
    with Session(embedded_api.container.engine) as session, session.begin():
        rename(session, ProductRow.sku, "TEA", sku)
    told = client.get("/api/forecast", params={"product": sku}).json()
    assert told["product"] == {"id": served.products["TEA"], "sku": sku}
    if sku not in ("weekly", "accuracy", ".."):
        address = f"/api/forecast/{quote(sku, safe='')}"
        assert client.get(address).json()["product"] == told["product"]


def test_neither_product_nor_id_is_an_error(embedded_api: Any) -> None:
    answer = embedded_api.as_role("viewer").get("/api/forecast")
    assert (answer.status_code, "product_id" in answer.json()["detail"]) == (422, True)
