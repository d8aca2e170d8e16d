"""Sales of days far from all others: refused, or taken where they are meant."""

from __future__ import annotations

import pytest

SALE = {
    "transaction_id": "R1",
    "store": "S1",
    "product": "MILK",
    "sold_at": "2026-03-11T12:00:00",
    "quantity": 2,
    "unit_price": "1.29",
}


@pytest.fixture(autouse=True)
def shop(api):
    """A store and its product."""
    admin = api.as_role("admin")
    admin.post("/api/products", json={"sku": "MILK", "name": "MILK"})
    admin.post("/api/stores", json={"code": "S1", "name": "S1", "time_zone": "Europe/Rome"})


def test_days_years_before_all_others_are_refused_unless_they_are_meant(api):
    client = api.as_role("planner")
    assert client.post("/api/sales", json=SALE).status_code == 201
    old = {**SALE, "transaction_id": "R2", "sold_at": "2019-03-11T12:00:00"}
    refused = client.post("/api/sales", json=old)
    assert refused.status_code == 422
    assert "5 years before" in refused.json()["detail"]
    assert "any_age=true" in refused.json()["fix"]
    batch = client.post("/api/sales/batch", json={"sales": [old, {**old, "sold_at": "2022-01-01T12:00:00"}]})
    assert [row["status"] for row in batch.json()["rows"]] == ["rejected", "added"]
    (warning,) = batch.json()["warnings"]
    assert "back to 2022-01-01" in warning
    meant = client.post("/api/sales", json={**old, "transaction_id": "R3"}, params={"any_age": True})
    assert meant.status_code == 201, meant.text
    ancient = {**old, "transaction_id": "R4", "sold_at": "1985-01-01T12:00:00"}
    told = client.post("/api/sales", json=ancient, params={"any_age": True})
    assert (told.status_code, "1990-01-01" in told.json()["detail"]) == (422, True)


def test_a_file_says_which_of_its_rows_lie_years_back(api, work):
    client = api.as_role("planner")
    client.post("/api/sales", json={**SALE, "transaction_id": "R9"})
    rows = [f"Y{n},20{n:02d}-05-01,S1,MILK,1\n" for n in (15, 19, 24, 25)]
    text = "transaction id,date,shop,sku,units\n" + "".join(rows)
    shown = client.post("/api/imports", files={"file": ("sales.csv", text)}).json()
    preview = shown["preview"]
    assert [(row["row"], row["column"], row["value"]) for row in preview["rejects"]] == [
        (2, "date", "2015-05-01"), (3, "date", "2019-05-01"),
    ]  # fmt: skip
    assert all("5 years before" in row["reason"] for row in preview["rejects"])
    assert "2024-05-01" in next(
        note["text"] for note in preview["notes"] if note["rule"] == "history_stretched"
    )
    meant = client.put(f"/api/imports/{shown['id']}", json={"any_age": True}).json()
    assert (meant["preview"]["counts"]["usable"], meant["preview"]["counts"]["rejected"]) == (4, 0)
    done = work(api, client.post(f"/api/imports/{shown['id']}/commit").json())
    assert done["result"]["new"] == 4
