"""Stock over HTTP, on every database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

CUTOFF = date(2026, 3, 1)


@pytest.fixture
def shop(api):
    """Two stores, and products with what is in stock; their ids by name."""
    admin = api.as_role("admin")
    ids = {}
    for code in ("S1", "S2"):
        ids[code] = admin.post("/api/stores", json={"code": code, "name": code}).json()["id"]
    for sku, stock, lead, pack in (("A", 10, 2, 6), ("B", 1000, 2, 6), ("C", None, 2, 1), ("D", 30, 10, 4)):
        product = {"sku": sku, "name": sku, "stock": stock, "lead_time_days": lead, "pack_size": pack}
        ids[sku] = admin.post("/api/products", json=product).json()["id"]
    return ids


def keep_forecast(api, shop, levels, quantiles, days=4):
    from foresale.storage.database.tables.operations import ServingRow
    from foresale.storage.database.tables.outlook import ForecastRow, ForecastRunRow

    with Session(api.container.engine) as session, session.begin():
        run = ForecastRunRow(
            model_version="daily.all.1", cutoff=CUTOFF, horizon=days, levels=levels, n_series=8
        )
        session.add(run)
        session.add(ServingRow(model="daily.all", alias="champion", version=1, since=datetime.now(UTC)))
        session.flush()
        session.add_all(
            ForecastRow(
                run_id=run.id,
                product_id=shop[sku],
                store_id=shop[code],
                grain="day",
                target_date=CUTOFF + timedelta(days=ahead),
                mean=3.0,
                quantiles=quantiles,
            )
            for sku in "ABCD"
            for code in ("S1", "S2")
            for ahead in range(1, days + 1)
        )


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("levels", "quantiles"), [([0.5, 0.8, 0.9], [2.0, 4.0, 5.0]), ([0.1, 0.75, 0.95], [1.0, 3.5, 5.5])]
)
def test_alerts_follow_the_champions_forecast(api, shop, levels, quantiles):
    keep_forecast(api, shop, levels, quantiles)
    answer = api.as_role("viewer").get("/api/stock/alerts", params={"review_days": 2})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["basis"], body["model_version"], body["cutoff"], body["total"]) == (
        "forecast", "daily.all.1", "2026-03-01", 2,
    )  # fmt: skip
    first, second = sorted(body["items"], key=lambda item: item["sku"])
    # Two stores, two days: 4 cells of mean 3 and 1 above it; in step 4, independent 2, the middle 3.
    assert (first["sku"], first["demand_mean"], first["demand_high"]) == ("A", 12.0, 15.0)
    assert (first["days_of_cover"], first["runs_out_on"]) == (1.67, "2026-03-03")
    # Four days: 24 + (8 + 2·√2) / 2 = 29.41, less 10 there are: in packs of six 24.
    assert (first["units_short"], first["suggested_order"]) == (5.0, 24)
    assert (second["sku"], second["days_of_cover"], second["demand_mean"]) == ("D", 5.0, 60.0)


@pytest.mark.parametrize(("pack", "suggested"), [(7, 21), (2.5, 24)])
def test_suggested_orders_are_in_packs_of_the_terms_of_supply(api, shop, pack, suggested):
    keep_forecast(api, shop, [0.5, 0.8, 0.9], [2.0, 4.0, 5.0])
    admin = api.as_role("admin")
    supplier = {"code": "FARM", "name": "Farm", "lead_time_days": 2}
    terms = {"supplier_id": admin.post("/api/suppliers", json=supplier).json()["id"],
             "product_id": shop["A"], "pack_size": pack}  # fmt: skip
    assert admin.post("/api/supply-terms", json=terms).status_code == 201
    alerts = admin.get("/api/stock/alerts", params={"review_days": 2}).json()["items"]
    assert {item["sku"]: item["suggested_order"] for item in alerts}["A"] == suggested


@pytest.mark.every_database
def test_alerts_look_as_far_ahead_as_the_terms_of_supply_say(api, shop):
    keep_forecast(api, shop, [0.5, 0.8, 0.9], [2.0, 4.0, 5.0], days=28)
    admin = api.as_role("admin")
    stock = {"product_id": shop["A"], "counted": 100, "reason": "count"}
    assert admin.post("/api/stock/movements", json=stock).status_code == 201
    assert admin.get("/api/stock/alerts", params={"product": "A"}).json()["total"] == 0
    supplier = admin.post("/api/suppliers", json={"code": "FAR", "name": "Far"}).json()["id"]
    terms = {"supplier_id": supplier, "product_id": shop["A"], "lead_time_days": 20}
    assert admin.post("/api/supply-terms", json=terms).status_code == 201
    (told,) = admin.get("/api/stock/alerts", params={"product": "A"}).json()["items"]
    # Six a day for 20 days, where the product's own two days need sixty at the very most.
    assert (told["lead_time_days"], told["demand_mean"], told["stock"]) == (20, 120.0, 100.0)


def test_alerts_wait_for_the_day_on_which_a_supplier_takes_orders_and_delivers(api, shop):
    keep_forecast(api, shop, [0.5, 0.8, 0.9], [2.0, 4.0, 5.0], days=28)  # from Monday, 2 March, on
    admin = api.as_role("admin")
    days = {"lead_time_days": 3, "order_days": [4], "delivery_days": [2, 5]}
    supplier = admin.post("/api/suppliers", json={"code": "FARM", "name": "Farm"} | days).json()["id"]
    terms = {"supplier_id": supplier, "product_id": shop["A"]}
    assert admin.post("/api/supply-terms", json=terms).status_code == 201
    (told,) = admin.get("/api/stock/alerts", params={"product": "A"}).json()["items"]
    # Ordered on Thursday, it would be there on Sunday, and is delivered on Tuesday: eight days of six units.
    assert (told["lead_time_days"], told["demand_mean"]) == (8, 48.0)


@pytest.mark.every_database
def test_without_a_champion_recent_sales_tell(api, shop):
    admin = api.as_role("admin")
    assert admin.get("/api/stock/alerts").json() == {
        "basis": "nothing", "model_version": None, "cutoff": None, "total": 0, "items": [],
    }  # fmt: skip
    rows = [
        {
            "transaction_id": f"T{day}",
            "store": "S1",
            "product": "A",
            "sold_at": f"2026-02-{day:02d}T12:00:00",
            "quantity": 8,
        }
        for day in range(1, 29)
    ]
    assert admin.post("/api/sales/batch", json={"sales": rows}).json()["added"] == 28
    body = admin.get("/api/stock/alerts").json()
    assert (body["basis"], body["cutoff"], body["total"]) == ("recent_sales", "2026-02-28", 1)
    item = body["items"][0]
    assert (item["sku"], item["daily_mean"], item["demand_high"], item["units_short"]) == ("A", 8, 16, 6)
    assert item["suggested_order"] == 66
    assert admin.get("/api/stock/alerts", params={"product": "B"}).json()["total"] == 0
    assert admin.get("/api/stock/alerts", params={"category": "none"}).json()["total"] == 0
    assert admin.get("/api/stock/alerts", params={"product": "Z"}).status_code == 404


def test_a_movement_changes_the_stock(api, shop):
    planner = api.as_role("planner")
    moved = {"product_id": shop["A"], "store_id": shop["S1"], "quantity": 48.5, "reason": "delivery"}
    answer = planner.post("/api/stock/movements", json=moved)
    assert answer.status_code == 201, answer.text
    planner.post("/api/stock/movements", json={**moved, "quantity": -0.5, "reason": "waste"})
    planner.post("/api/stock/movements", json={**moved, "product_id": shop["C"], "store_id": None})
    assert planner.get(f"/api/products/{shop['A']}").json()["stock"] == 58
    assert planner.get(f"/api/products/{shop['C']}").json()["stock"] == 48.5
    listed = planner.get("/api/stock/movements", params={"product": "A"}).json()["items"]
    assert [item["quantity"] for item in listed] == [-0.5, 48.5]
    assert [
        item["reason"]
        for item in planner.get("/api/stock/movements", params={"reason": "waste"}).json()["items"]
    ] == ["waste"]
    for wrong in ({"product_id": 999}, {"store_id": 999}, {"reason": "theft"}, {"quantity": "NaN"}):
        assert planner.post("/api/stock/movements", json=moved | wrong).status_code == 422
    removed = api.as_role("analyst").delete(f"/api/products/{shop['A']}").json()
    assert (removed["deactivated"], "movements" in removed["message"]) == (True, True)


def test_a_caller_of_one_store_sees_and_moves_only_there(api, shop):
    admin, planner = api.as_role("admin"), api.as_role("planner", [shop["S1"]])
    moved = {"product_id": shop["A"], "quantity": 1, "reason": "count"}
    for store in ("S1", "S2"):
        admin.post("/api/stock/movements", json={**moved, "store_id": shop[store]})
    assert [item["store_id"] for item in planner.get("/api/stock/movements").json()["items"]] == [shop["S1"]]
    assert planner.post("/api/stock/movements", json={**moved, "store_id": shop["S2"]}).status_code == 422
    assert planner.post("/api/stock/movements", json=moved).status_code == 403
    assert planner.get("/api/stock/movements", params={"store": "S2"}).status_code == 404
    assert planner.get("/api/stock/alerts").status_code == 200
    assert api.as_role("viewer").post("/api/stock/movements", json=moved).status_code == 403


def test_more_than_a_product_can_be_given_is_still_shown(embedded_api):
    admin = embedded_api.as_role("admin")
    product = admin.post("/api/products", json={"sku": "A", "name": "A"}).json()["id"]
    for _ in range(2):
        moved = {"product_id": product, "quantity": 1e12, "reason": "delivery"}
        assert admin.post("/api/stock/movements", json=moved).status_code == 201
    listed = admin.get("/api/products")
    assert listed.status_code == 200, listed.text
    assert [item["stock"] for item in listed.json()["items"]] == [2e12]
