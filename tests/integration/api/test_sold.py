"""Sums of sales over HTTP, on every database."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest


@pytest.fixture
def sold(api):
    """Ninety days of sales as they were sent; their stores' ids by code."""
    admin = api.as_role("admin")
    for sku, category in (("A", "Dairy"), ("B", "Drinks"), ("C", None)):
        admin.post("/api/products", json={"sku": sku, "name": sku, "category": category})
    stores = {
        code: admin.post("/api/stores", json={"code": code, "name": code}).json()["id"]
        for code in ("S1", "S2")
    }
    rows = [
        {
            "transaction_id": f"{sku}{code}{day}",
            "store": code,
            "product": sku,
            "sold_at": f"{date(2025, 12, 20) + timedelta(days=day)}T12:00:00",
            "quantity": 1 + day % 3,
            "unit_price": "1.10",
        }
        for sku in "ABC"
        for code in stores
        for day in range(0, 90, 1 + "ABC".index(sku))
    ]
    assert admin.post("/api/sales/batch", json={"sales": rows}).json()["added"] == len(rows)
    return rows, stores


def by_hand(rows, start, *names):
    """Sums worked out in Python: quantity, revenue and lines by period and names."""
    categories = {"A": "Dairy", "B": "Drinks", "C": None}
    sums = defaultdict(lambda: [0, Decimal(0), 0])
    for row in rows:
        day = date.fromisoformat(row["sold_at"][:10])
        told = {**row, "category": categories[row["product"]]}
        key = (start(day).isoformat(), *(told[name] for name in names))
        sums[key][0] += row["quantity"]
        sums[key][1] += row["quantity"] * Decimal("1.10")
        sums[key][2] += 1
    return {key: (quantity, f"{revenue:.2f}", lines) for key, (quantity, revenue, lines) in sums.items()}


def read_all(client, grain, **params):
    items, cursor = [], None
    while True:
        asked = params | ({"cursor": cursor} if cursor else {})
        page = client.get(f"/api/sales/{grain}", params=asked)
        assert page.status_code == 200, page.text
        items += page.json()["items"]
        cursor = page.json()["next"]
        if cursor is None:
            return items


def sums_of(items, *names):
    return {
        (item["period"], *(item[name] for name in names)): (item["quantity"], item["revenue"], item["sales"])
        for item in items
    }


STARTS = {
    "daily": lambda day: day,
    "weekly": lambda day: day - timedelta(days=day.weekday()),
    "monthly": lambda day: day.replace(day=1),
}


@pytest.mark.every_database
def test_sums_are_those_of_the_lines(api, sold):
    rows, _ = sold
    client = api.as_role("viewer")
    for grain, start in STARTS.items():
        for names in ((), ("product",), ("store", "category"), ("product", "store")):
            items = read_all(client, grain, by=names, limit=37)
            assert sums_of(items, *names) == by_hand(rows, start, *names)
            assert [item["period"] for item in items] == sorted(item["period"] for item in items)


@pytest.mark.every_database
def test_sums_are_narrowed_by_store_product_category_and_days(api, sold):
    rows, _ = sold
    client = api.as_role("viewer")

    def kept(test):
        return by_hand([row for row in rows if test(row)], STARTS["monthly"])

    def found(**params):
        return sums_of(read_all(client, "monthly", **params))

    assert found(store="S1") == kept(lambda row: row["store"] == "S1")
    assert found(product="B") == kept(lambda row: row["product"] == "B")
    assert found(category="Dairy", store="S2") == kept(
        lambda row: row["product"] == "A" and row["store"] == "S2"
    )
    assert found(**{"from": "2026-01-10", "to": "2026-01-20"}) == kept(
        lambda row: "2026-01-10" <= row["sold_at"][:10] <= "2026-01-20"
    )
    assert found(to="2020-01-01") == {}
    for wrong, status in (({"store": "S9"}, 404), ({"by": "colour"}, 422), ({"from": "soon"}, 422)):
        assert client.get("/api/sales/weekly", params=wrong).status_code == status


def test_a_caller_of_one_store_gets_its_sums_alone(api, sold):
    rows, stores = sold
    client = api.as_role("viewer", [stores["S2"]])
    own = by_hand([row for row in rows if row["store"] == "S2"], STARTS["weekly"])
    assert sums_of(read_all(client, "weekly")) == own
    assert client.get("/api/sales/weekly", params={"store": "S1"}).status_code == 404
