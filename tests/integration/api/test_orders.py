"""Suppliers, terms and orders from hand to shelf: by whoever may, up to what it may, in its own stores."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from orders_by_hand import filled, order_of


@pytest.fixture
def shop(api):
    return filled(api)


def test_an_order_by_hand_is_expected_on_a_day_on_which_its_supplier_delivers(api, shop):
    admin = api.as_role("admin")
    supplier = {"code": "DAIRY", "name": "Dairy", "lead_time_days": 3, "delivery_days": [2, 5]}
    assert admin.put(f"/api/suppliers/{shop['DAIRY']}", json=supplier).status_code == 200
    made = order_of(shop, api.as_role("planner"), MILK=24)
    assert (made["order_on"], made["expected_on"]) == ("2026-11-30", "2026-12-04")  # Monday, Friday


@pytest.mark.every_database
def test_an_order_is_changed_approved_sent_and_received_in_two_parts(api, shop):
    planner = api.as_role("planner")
    made = order_of(shop, planner, MILK=24, TEA=10)
    assert (made["state"], made["amount"], made["expected_on"]) == ("changed", "41.60", "2026-12-03")
    assert made["below_minimum"]
    assert [(line["product"], line["pack_size"], line["unit_cost"]) for line in made["items"]] == [
        ("MILK", 12, "0.90"), ("TEA", 1, "2.00"),
    ]  # fmt: skip
    place = f"/api/orders/{made['id']}"
    lines = {
        "lines": [{"product_id": shop["MILK"], "quantity": 36}, {"product_id": shop["TEA"], "quantity": 0}]
    }
    assert planner.put(f"{place}/lines", json=lines, headers={"If-Match": '"old"'}).status_code == 412
    changed = planner.put(f"{place}/lines", json=lines).json()
    assert [(line["product"], line["quantity"]) for line in changed["items"]] == [("MILK", 36)]
    assert planner.post(f"{place}/send").status_code == 409
    assert planner.post(f"{place}/approve").json()["state"] == "approved"
    assert planner.put(f"{place}/lines", json=lines).status_code == 409
    assert planner.post(f"{place}/send").json()["state"] == "sent"
    on_its_way = planner.get("/api/orders", params={"state": "sent", "sort": "expected_on"}).json()["items"]
    assert [(order["id"], order["expected_on"]) for order in on_its_way] == [(made["id"], "2026-12-03")]
    part = {"lines": [{"product_id": shop["MILK"], "quantity": 12}], "note": "D-17"}
    assert planner.post(f"{place}/receive", json=part).json()["state"] == "partly_received"
    stranger = {"lines": [{"product_id": shop["TEA"], "quantity": 1}]}
    assert planner.post(f"{place}/receive", json=stranger).status_code == 422
    whole = planner.post(f"{place}/receive", json={}).json()
    assert (whole["state"], whole["received"]) == ("received", 36)
    (level,) = planner.get("/api/stock/levels").json()["items"]
    assert (level["store"], level["units"]) == ("S1", 36)
    moved = planner.get("/api/stock/movements").json()["items"]
    assert [(one["quantity"], one["note"]) for one in moved] == [
        (24, f"Order {made['id']}"), (12, f"Order {made['id']}: D-17"),
    ]  # fmt: skip
    assert planner.post(f"{place}/close").json()["state"] == "closed"
    assert planner.post(f"{place}/cancel", json={"reason": "late"}).status_code == 409
    told = api.as_role("admin").get("/api/audit", params={"limit": 50}).json()["items"]
    deeds = [entry["action"] for entry in told if entry["subject"] == f"order {made['id']}"]
    assert deeds == [
        "order.closed", "order.received", "order.partly_received", "order.sent", "order.approved",
        "order.changed", "order.added",
    ]  # fmt: skip


@pytest.mark.every_database
def test_many_terms_are_kept_by_name_and_what_is_unknown_is_told(api, shop):
    analyst = api.as_role("analyst")
    items = [
        {"supplier": "DAIRY", "product": "MILK", "pack_size": 6, "order_days": [2]},
        {"supplier": "DAIRY", "product": "TEA", "store": "S2", "shelf_life_days": 90},
        {"supplier": "NOBODY", "product": "TEA"},
    ]
    kept = analyst.post("/api/supply-terms/bulk", json={"items": items}).json()
    assert (kept["added"], kept["changed"]) == (1, 1)
    assert [(one["row"], one["column"]) for one in kept["rejected"]] == [(3, "supplier")]
    told = analyst.get("/api/supply-terms").json()["items"]
    assert [(one["product"], one["store"], one["pack_size"], one["unit_cost"]) for one in told] == [
        ("MILK", None, 6, None), ("TEA", "S2", 1, None),
    ]  # fmt: skip
    rows = analyst.get("/api/exports/supply-terms").text.splitlines()
    assert len(rows) == 3
    same = {"supplier_id": shop["DAIRY"], "product_id": shop["MILK"]}
    assert analyst.post("/api/supply-terms", json=same).status_code == 409
    own = api.as_role("analyst", [shop["S1"]])
    assert [one["product"] for one in own.get("/api/supply-terms").json()["items"]] == ["MILK"]
    assert (
        own.post("/api/supply-terms/bulk", json={"items": items[:1]}).json()["rejected"][0]["column"]
        == "store"
    )
    assert own.delete(f"/api/supply-terms/{told[0]['id']}").status_code == 403


def test_who_may_approve_how_much_the_settings_say(open_api):
    api = open_api(planners_approve_up_to=40, analysts_approve_up_to=1000)
    shop = filled(api)
    planner = api.as_role("planner")
    small, large = order_of(shop, planner, TEA=20), order_of(shop, planner, TEA=21)
    assert planner.post(f"/api/orders/{small['id']}/approve").status_code == 200
    refused = planner.post(f"/api/orders/{large['id']}/approve")
    assert refused.status_code == 403
    assert "costs 42.00; a planner may approve up to 40.00" in refused.json()["detail"]
    assert api.as_role("analyst").post(f"/api/orders/{large['id']}/approve").status_code == 200
    assert api.as_role("viewer").post("/api/orders", json={}).status_code == 403


def test_orders_of_other_stores_are_not_there(api, shop):
    planner = api.as_role("planner")
    made = order_of(shop, planner, TEA=5)
    other = api.as_role("planner", [shop["S2"]])
    assert other.get("/api/orders").json()["items"] == []
    assert other.get("/api/orders/lines").json()["items"] == []
    assert other.get(f"/api/orders/{made['id']}").status_code == 404
    assert other.post(f"/api/orders/{made['id']}/approve").status_code == 404
    body = {"store_id": shop["S1"], "lines": [{"product_id": shop["TEA"], "quantity": 1}]}
    assert other.post("/api/orders", json=body).status_code == 422
    assert other.post("/api/orders", json=body | {"store_id": None}).status_code == 403
    rows = planner.get("/api/exports/orders/lines", params={"order_id": made["id"]}).text.splitlines()
    assert len(rows) == 2


def test_a_supplier_with_orders_is_put_out_of_use(api, shop):
    order_of(shop, api.as_role("planner"), TEA=5)
    admin = api.as_role("admin")
    removed = admin.delete(f"/api/suppliers/{shop['DAIRY']}").json()
    assert (removed["deleted"], removed["deactivated"]) == (False, True)
    assert admin.post("/api/suppliers", json={"code": "DAIRY", "name": "Other"}).status_code == 409
    assert admin.get("/api/suppliers", params={"is_active": "true"}).json()["items"] == []


TERMS_FILE = """Lieferant;Artikel;VE;Lieferzeit;EK;Bestelltage;Farbe
DAIRY;MILK;24;2 Tage;0,95;Mo, Do;weiß
DAIRY;TEA;6;1;1,80;;grün
NOBODY;TEA;6;1;1,80;;grün
DAIRY;COCOA;6;bald;1,80;;braun
DAIRY;TEA;0;1;1,80;;grün
DAIRY;MILK;12;2;0,95;;weiß
"""


def sent(client, text, **asked):
    answer = client.post(
        "/api/supply-terms/import", params=asked, files={"file": ("terms.csv", text.encode(), "text/csv")}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.every_database
def test_a_file_of_terms_is_seen_row_by_row_before_it_is_kept(api, shop):
    analyst = api.as_role("analyst")
    seen = sent(analyst, TERMS_FILE)
    assert {one["column"]: one["field"] for one in seen["columns"]} == {
        "Lieferant": "supplier", "Artikel": "product", "VE": "pack_size", "Lieferzeit": "lead_time_days",
        "EK": "unit_cost", "Bestelltage": "order_days",
    }  # fmt: skip
    assert (seen["rows"], seen["added"], seen["changed"], seen["unread"]) == (6, 1, 1, ["Farbe"])
    assert [(one["column"], one["value"]) for one in seen["rejected"]] == [
        ("Lieferant", "NOBODY"), ("Lieferzeit", "bald"), ("VE", "0"), ("Artikel", "MILK"),
    ]  # fmt: skip
    milk = seen["preview"][0]
    assert (milk["action"], milk["pack_size"], milk["unit_cost"], milk["order_days"]) == (
        "changed", 24, "0.95", [1, 4],
    )  # fmt: skip
    assert analyst.get("/api/supply-terms").json()["total"] == 1  # nothing is kept yet
    assert sent(analyst, TERMS_FILE, commit="true")["is_kept"]
    told = analyst.get("/api/supply-terms").json()
    assert [(one["product"], one["pack_size"], one["lead_time_days"]) for one in told["items"]] == [
        ("MILK", 24, 2), ("TEA", 6, 1),
    ]  # fmt: skip
    again = sent(analyst, "supplier,product,shelf_life_days\nDAIRY,MILK,9\nDAIRY,TEA,\n", commit="true")
    assert (again["changed"], again["unchanged"]) == (1, 1)
    kept = analyst.get("/api/supply-terms", params={"q": "milk"}).json()["items"][0]
    assert (kept["shelf_life_days"], kept["unit_cost"]) == (9, "0.95")  # what has no column stays


def test_the_template_of_terms_can_be_kept_as_it_is_and_a_wrong_file_says_what_lacks(api, shop):
    analyst = api.as_role("analyst")
    template = analyst.get("/api/supply-terms/template")
    assert template.headers["content-disposition"] == 'attachment; filename="supply-terms.csv"'
    text = template.text.removeprefix("\ufeff").replace("MILK-1L", "MILK")
    seen = sent(analyst, text)
    assert (seen["changed"], seen["unread"], seen["preview"][0]["delivery_days"]) == (1, [], [3, 6])
    wrong = {"file": ("terms.csv", b"a,b\n1,2\n", "text/csv")}
    refused = analyst.post("/api/supply-terms/import", files=wrong)
    assert refused.status_code == 422
    assert "No column says the supplier or the product" in refused.json()["detail"]
    limited = api.as_role("analyst", [shop["S1"]])
    assert "limited to some" in sent(limited, text)["rejected"][0]["reason"]
    assert api.as_role("planner").post("/api/supply-terms/import", files=wrong).status_code == 403


@pytest.mark.every_database
def test_orders_are_found_by_number_supplier_product_and_note_and_counted(api, shop):
    planner = api.as_role("planner")
    milk, tea = order_of(shop, planner, MILK=24), order_of(shop, planner, TEA=5)

    def numbers(**asked):
        told = planner.get("/api/orders", params=asked).json()
        assert told["total"] >= len(told["items"])
        return [order["id"] for order in told["items"]]

    assert numbers(q="milk") == [milk["id"]]
    assert numbers(q=f"#{tea['id']}") == [tea["id"]]
    assert numbers(q="dairy") == [tea["id"], milk["id"]]
    assert numbers(sort="saves") == [milk["id"], tea["id"]]
    first = planner.get("/api/orders", params={"limit": 1, "sort": "saves"}).json()
    assert (first["total"], len(first["items"])) == (2, 1)
    assert numbers(limit=1, sort="saves", cursor=first["next"]) == [tea["id"]]


def test_terms_of_an_orders_lines_are_read_together(api, shop):
    admin = api.as_role("admin")
    skus = [f"N{number}" for number in range(60)]
    made = [
        admin.post("/api/products", json={"sku": sku, "name": sku, "cost": "2"}).json()["id"] for sku in skus
    ]
    reads = []

    @event.listens_for(api.container.engine, "before_cursor_execute")
    def _count(_connection, _cursor, statement, *_rest):
        reads.append(statement.startswith("SELECT"))

    body = {
        "supplier_id": shop["DAIRY"], "store_id": shop["S1"], "order_on": "2026-11-30",
        "lines": [{"product_id": number, "quantity": 5} for number in (*made, shop["MILK"])],
    }  # fmt: skip
    answer = admin.post("/api/orders", json=body).json()
    assert (answer["lines"], answer["expected_on"]) == (61, "2026-12-03")
    told = {(line["product"] == "MILK", line["pack_size"], line["unit_cost"]) for line in answer["items"]}
    assert told == {(True, 12, "0.90"), (False, 1, "2.00")}
    assert sum(reads) < 50
    body["lines"] += [{"product_id": 10**6, "quantity": 1}]
    refused = admin.post("/api/orders", json=body)
    assert refused.status_code == 422
    assert "there is no product 1000000" in refused.json()["detail"]
