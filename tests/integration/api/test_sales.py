"""Sales over HTTP, on every database: one by one, thousands at once, and read back."""

from __future__ import annotations

import time

import pytest

MILK = {
    "transaction_id": "R1",
    "store": "S1",
    "product": "MILK",
    "sold_at": "2026-03-11T23:30:00+00:00",
    "quantity": 2,
    "unit_price": "1.29",
}


@pytest.fixture
def shop(api):
    """A chain of two stores and two products, its stores' ids by code."""
    admin = api.as_role("admin")
    for sku, category in (("MILK", "Dairy"), ("COLA", "Drinks")):
        admin.post("/api/products", json={"sku": sku, "name": sku, "category": category})
    return {
        code: admin.post("/api/stores", json={"code": code, "name": code, "time_zone": zone}).json()["id"]
        for code, zone in (("S1", "Europe/Rome"), ("S2", "America/New_York"))
    }


@pytest.mark.every_database
def test_a_sale_is_stored_once_on_its_stores_own_day(api, shop):
    client = api.as_role("planner")
    first = client.post("/api/sales", json=MILK)
    assert first.status_code == 201
    sale = first.json()
    assert (sale["sold_on"], sale["revenue"], sale["store_id"]) == ("2026-03-12", "2.58", shop["S1"])
    again = client.post("/api/sales", json=MILK)
    assert (again.status_code, again.json()) == (200, sale)
    other = client.post("/api/sales", json={**MILK, "quantity": 3})
    assert other.status_code == 409
    assert "quantity" in other.json()["detail"]
    assert len(client.get("/api/sales").json()["items"]) == 1


def test_revenues_that_quantity_and_price_do_not_make_are_stored_and_told(api, shop):
    client = api.as_role("planner")
    taxed, discounted, given_away = (
        {**MILK, "transaction_id": f"fine {revenue}", "revenue": revenue} for revenue in ("3.19", "1.10", "0")
    )
    back = {**MILK, "transaction_id": "back", "quantity": -2, "revenue": "-2.58"}
    slip = {**MILK, "transaction_id": "slip", "quantity": 3, "revenue": "100"}
    sign = {**MILK, "transaction_id": "sign", "revenue": "-2.58"}
    unpriced = {**MILK, "transaction_id": "unpriced", "unit_price": None, "revenue": "100"}
    rows = [taxed, discounted, given_away, back, unpriced]
    assert client.post("/api/sales/batch", json={"sales": rows}).json()["warnings"] == []
    answer = client.post("/api/sales/batch", json={"sales": [*rows, slip, sign]}).json()
    assert (answer["added"], answer["known"]) == (2, 5)
    (warning,) = answer["warnings"]
    assert warning.startswith("2 sales have a revenue that quantity times unit_price is far from")
    assert "(first: slip, 100 for 3 × 1.29)" in warning
    single = client.post("/api/sales", json={**slip, "transaction_id": "alone"})
    assert single.json()["warnings"][0].startswith("1 sale has a revenue")


def test_a_time_without_zone_is_the_stores_clock(api, shop):
    client = api.as_role("planner")
    sale = {**MILK, "store": "S2", "sold_at": "2026-03-11T23:30:00"}
    stored = client.post("/api/sales", json=sale).json()
    assert (stored["sold_at"], stored["sold_on"]) == ("2026-03-12T03:30:00Z", "2026-03-11")


@pytest.mark.every_database
def test_each_row_of_a_batch_is_judged_by_itself(api, shop):
    client = api.as_role("planner")
    client.post("/api/sales", json=MILK)
    rows = [
        {**MILK, "transaction_id": "R2"},
        MILK,
        {**MILK, "unit_price": "1.30"},
        {**MILK, "transaction_id": "R3", "unit_price": "-1"},
        {**MILK, "transaction_id": "R4", "store": "S9"},
        {**MILK, "transaction_id": "R5", "product": "TEA"},
        {**MILK, "transaction_id": "R6", "quantity": "many"},
        {**MILK, "transaction_id": "R2"},
        {**MILK, "transaction_id": "R2", "promotion": "spring"},
        "nonsense",
        {**MILK, "transaction_id": "R7", "sold_at": "2126-01-01T00:00:00"},
        {**MILK, "transaction_id": "R8", "quantity": -1, "unit_price": None, "revenue": "-1.29"},
        {key: value for key, value in MILK.items() if key != "store"},
    ]
    answer = client.post("/api/sales/batch", json={"sales": rows})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert [(row["row"], row["status"], row["column"]) for row in body["rows"]] == [
        (0, "added", None),
        (1, "known", None),
        (2, "conflicting", "unit_price"),
        (3, "rejected", "unit_price"),
        (4, "rejected", "store"),
        (5, "rejected", "product"),
        (6, "rejected", "quantity"),
        (7, "known", None),
        (8, "conflicting", "promotion"),
        (9, "rejected", None),
        (10, "rejected", "sold_at"),
        (11, "added", None),
        (12, "rejected", "store"),
    ]
    assert all(row["reason"] for row in body["rows"] if row["status"] in ("rejected", "conflicting"))
    assert (body["added"], body["known"], body["conflicting"], body["rejected"]) == (2, 2, 2, 7)
    again = client.post("/api/sales/batch", json={"sales": rows}).json()
    assert (again["added"], again["known"]) == (0, 4)
    assert len(client.get("/api/sales").json()["items"]) == 3


@pytest.mark.every_database
def test_ten_thousand_rows_are_taken_at_once_and_one_more_is_not(api, shop):
    client = api.as_role("planner")
    rows = [{**MILK, "transaction_id": f"B{number}"} for number in range(10_000)]
    begun = time.process_time()  # what others do on the machine isn't counted
    body = client.post("/api/sales/batch", json={"sales": rows}).json()
    assert body["added"] == 10_000
    assert time.process_time() - begun < 15
    assert client.post("/api/sales/batch", json={"sales": rows}).json()["known"] == 10_000
    refused = client.post("/api/sales/batch", json={"sales": [*rows, MILK]})
    assert refused.status_code == 422
    assert "10000" in refused.json()["detail"]
    assert client.post("/api/sales/batch", json={"sales": []}).json()["rows"] == []


@pytest.mark.every_database
def test_sales_are_found_by_store_product_category_and_day(api, shop):
    client = api.as_role("planner")
    rows = [
        {
            **MILK,
            "transaction_id": f"T{number}",
            "store": ("S1", "S2")[number % 2],
            "product": ("MILK", "COLA")[number // 2 % 2],
            "sold_at": f"2026-03-{10 + number}T12:00:00",
        }
        for number in range(8)
    ]
    assert client.post("/api/sales/batch", json={"sales": rows}).json()["added"] == 8

    def found(**params):
        items = client.get("/api/sales", params={"sort": "sold_on", **params}).json()["items"]
        return [item["transaction_id"] for item in items]

    assert found() == [f"T{number}" for number in range(8)]
    assert found(store="S2") == ["T1", "T3", "T5", "T7"]
    assert found(product="COLA", store="S1") == ["T2", "T6"]
    assert found(category="Dairy", **{"from": "2026-03-14"}) == ["T4", "T5"]
    assert found(to="2026-03-10") == ["T0"]
    assert found(transaction_id="T3") == ["T3"]
    page = client.get("/api/sales", params={"limit": 5}).json()
    rest = client.get("/api/sales", params={"limit": 5, "cursor": page["next"]}).json()
    assert [item["transaction_id"] for item in page["items"] + rest["items"]] == [
        f"T{number}" for number in range(7, -1, -1)
    ]
    assert client.get("/api/sales", params={"store": "S9"}).status_code == 404
    assert client.get("/api/sales", params={"sort": "unit_price"}).status_code == 422
    for few in ({}, {"from": "2026-03-10"}, {"from": "2024-03-10", "to": "2026-03-10"}):
        refused = client.get("/api/sales", params={"sort": "-quantity", **few})
        assert (refused.status_code, "from and to" in refused.text) == (422, True)
    assert client.get("/api/sales", params={"from": "yesterday"}).status_code == 422


@pytest.mark.every_database
def test_single_sales_of_a_day_come_by_units_revenue_or_time_page_by_page(api, shop):
    client = api.as_role("planner")
    hours = ("12", "09", "17", "08", "11")
    units, revenues = (2, 200, -1, 2, 7), ("3", None, "-1.29", "2.58", None)
    rows = [
        {**MILK, "transaction_id": f"T{number}", "sold_at": f"2026-03-10T{hour}:00:00"}
        | {"quantity": count, "unit_price": None, "revenue": revenue}
        for number, (hour, count, revenue) in enumerate(zip(hours, units, revenues, strict=True))
    ]
    assert client.post("/api/sales/batch", json={"sales": rows}).json()["added"] == 5

    def found(sort):
        asked = {"from": "2026-03-10", "to": "2026-03-10", "sort": sort, "limit": 2}
        items, page = [], client.get("/api/sales", params=asked).json()
        while True:
            items += page["items"]
            if page["next"] is None:
                return [item["transaction_id"] for item in items]
            page = client.get("/api/sales", params={**asked, "cursor": page["next"]}).json()

    assert found("-quantity") == ["T1", "T4", "T3", "T0", "T2"]
    assert found("quantity") == ["T2", "T0", "T3", "T4", "T1"]
    assert found("-revenue") == ["T0", "T3", "T2", "T4", "T1"]
    assert found("revenue") == ["T2", "T3", "T0", "T1", "T4"]
    assert found("sold_at") == ["T3", "T1", "T4", "T0", "T2"]


def test_a_caller_of_one_store_neither_sees_nor_adds_to_another(api, shop):
    planner, other = api.as_role("planner", [shop["S1"]]), {**MILK, "store": "S2"}
    assert planner.post("/api/sales", json=MILK).status_code == 201
    refused = planner.post("/api/sales", json={**other, "transaction_id": "R9"})
    assert refused.status_code == 422
    assert "no store 'S2'" in refused.json()["detail"]
    api.as_role("planner").post("/api/sales", json={**other, "transaction_id": "R9"})
    assert [item["store"] for item in planner.get("/api/sales").json()["items"]] == ["S1"]
    assert planner.get("/api/sales", params={"store": "S2"}).status_code == 404
    batch = planner.post("/api/sales/batch", json={"sales": [{**MILK, "transaction_id": "R9"}]}).json()
    assert batch["rows"][0]["status"] == "conflicting"
    assert "S2" not in batch["rows"][0]["reason"]


@pytest.mark.every_database
def test_a_store_or_product_with_sales_is_put_out_of_use_not_deleted(api, shop):
    analyst = api.as_role("analyst")
    assert analyst.post("/api/sales", json=MILK).status_code == 201
    product = analyst.get("/api/products", params={"sku": "MILK"}).json()["items"][0]["id"]
    for place in (f"/api/products/{product}", f"/api/stores/{shop['S1']}"):
        removed = analyst.delete(place).json()
        assert (removed["deleted"], removed["deactivated"]) == (False, True)
        assert "sales" in removed["message"]
        assert analyst.get(place).json()["is_active"] is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": "NaN"},
        {"quantity": 1e300},
        {"sold_at": 1_700_000_000},
        {"sold_at": "31.12.2025"},
        {"sold_at": "1066-10-14T09:00:00"},
        {"sold_at": "0001-01-01T00:00:00+14:00"},
        {"unit_price": "1.29999"},
        {"unit_price": "999999999999", "quantity": 1e9},
        {"transaction_id": ""},
        {"transaction_id": "x" * 65},
        {"store": 7},
        {"customer_group": ["a"]},
        {"price": 1},
    ],
    ids=str,
)
def test_a_sale_that_cant_be_is_refused_with_where(embedded_api, wrong):
    answer = embedded_api.as_role("planner").post("/api/sales", json={**MILK, **wrong})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"].startswith("body")
