"""Products, stores and events over HTTP, on every database."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.sales.sales_sums import SoldQuestion
from foresale.storage.database.sales.sold_days import sum_changed_days
from foresale.storage.database.sales.sold_product_days import sum_changed_product_days
from foresale.storage.database.tables.catalog import StoreRow

MILK = {"sku": "MILK", "name": "Whole milk 1 l", "category": "Dairy", "price": "1.29", "pack_size": 12}
ROME = {"code": "S1", "name": "Roma Centro", "country": "it", "time_zone": "Europe/Rome"}
FAIR = {"name": "Fair", "starts_on": "2026-04-10", "ends_on": "2026-04-12"}


def added(client, noun, **values):
    answer = client.post(f"/api/{noun}", json=values)
    assert answer.status_code == 201, answer.text
    return answer.json()


def refused(answer, status, *words):
    body = answer.json()
    assert answer.status_code == status, body
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["fix"]
    told = body["detail"] + " " + body["fix"]
    assert all(word in told for word in words), told


@pytest.mark.every_database
def test_a_product_is_added_read_changed_and_removed(api):
    client = api.as_role("analyst")
    made = client.post("/api/products", json=MILK)
    assert made.status_code == 201
    place, tag = made.headers["location"], made.headers["etag"]
    read = client.get(place)
    assert read.json() == made.json() == {**read.json(), **MILK}
    assert read.headers["etag"] == tag
    changed = client.put(place, json={**MILK, "price": "1.3900"}, headers={"If-Match": tag})
    assert changed.json()["price"] == "1.39"
    refused(client.put(place, json=MILK, headers={"If-Match": tag}), 412, "changed since")
    removed = client.delete(place, headers={"If-Match": changed.headers["etag"]})
    assert removed.json()["deleted"] is True
    refused(client.get(place), 404, "no product")


@pytest.mark.every_database
def test_a_sku_taken_is_a_conflict_that_names_its_owner(api):
    client = api.as_role("analyst")
    milk = added(client, "products", **MILK)
    refused(client.post("/api/products", json=MILK), 409, "MILK", f"product {milk['id']}")
    other = added(client, "products", sku="BREAD", name="Bread")
    refused(client.put(f"/api/products/{other['id']}", json=MILK), 409, "MILK")
    assert added(client, "products", sku="milk", name="Another")["id"] != milk["id"]


@pytest.mark.every_database
def test_products_come_filtered_sorted_and_page_by_page(api):
    client = api.as_role("analyst")
    for number, price in enumerate(["3.00", None, "1.00", "2.50"]):
        category = "Dairy" if number % 2 else "Ba%ery"
        added(client, "products", sku=f"P{number}", name=f"Thing {number}", price=price, category=category)
    seen, cursor = [], None
    while True:
        params = {"sort": "-price", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/products", params=params).json()
        seen += [item["sku"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ["P0", "P3", "P2", "P1"]

    def found(**params):
        return [item["sku"] for item in client.get("/api/products", params=params).json()["items"]]

    assert found(category="Dairy") == ["P1", "P3"]
    assert found(q="THING 2") == ["P2"]
    assert found(q="%") == []
    assert found(sku="P0", is_active=False) == []
    refused(client.get("/api/products", params={"sort": "password"}), 422, "sorted by", "sku")


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": "-1"},
        {"price": "1.00001"},
        {"price": "dear"},
        {"price": "1e30"},
        {"name": " "},
        {"name": "a\x00b"},
        {"sku": "x" * 101},
        {"stock": "Infinity"},
        {"pack_size": 0},
        {"lead_time_days": -1},
        {"colour": "red"},
    ],
    ids=str,
)
def test_a_product_that_cant_be_is_refused_with_where_and_what_to_do(embedded_api, wrong):
    answer = embedded_api.as_role("analyst").post("/api/products", json={**MILK, **wrong})
    refused(answer, 422)
    assert answer.json()["errors"][0]["where"].startswith("body." + next(iter(wrong)))


@pytest.mark.every_database
def test_a_store_is_known_by_one_code_and_keeps_its_zone(api):
    client = api.as_role("analyst")
    rome = added(client, "stores", **ROME)
    assert rome["country"] == "IT"
    refused(client.post("/api/stores", json=ROME), 409, "S1", f"store {rome['id']}")
    refused(client.post("/api/stores", json={**ROME, "code": "S2", "time_zone": "Rome"}), 422, "time zone")
    changed = client.put(f"/api/stores/{rome['id']}", json={**ROME, "city": "Roma"})
    assert changed.json()["city"] == "Roma"
    assert client.delete(f"/api/stores/{rome['id']}").json()["deleted"] is True


@pytest.mark.every_database
def test_what_a_removed_store_had_sold_is_in_no_sum_of_products(api):
    admin, engine = api.as_role("admin"), api.container.engine
    store = added(admin, "stores", **ROME)
    added(admin, "products", **MILK)
    sale = {"transaction_id": "1", "product": "MILK", "store": "S1", "sold_at": "2026-03-02T10:00:00"}
    sold = admin.post("/api/sales", json=sale | {"quantity": 3}, params={"any_age": True})
    assert sold.status_code == 201, sold.text
    assert (sum_changed_days(engine), sum_changed_product_days(engine)) == (1, 1)
    by_product = SoldQuestion(by=("product",))
    assert [row.quantity for row in DatabaseSales(engine).sum_sales(by_product)] == [3.0]
    gone = admin.delete(f"/api/sales/{sold.json()['id']}", params={"reason": "Another shop's."})
    assert gone.status_code == 200, gone.text
    # Before anybody summed the day anew.
    assert admin.delete(f"/api/stores/{store['id']}").json()["deleted"] is True
    assert not DatabaseSales(engine).sum_sales(by_product)
    sum_changed_days(engine)
    assert sum_changed_product_days(engine) == 1
    assert not DatabaseSales(engine).sum_sales(by_product)


def test_a_store_whose_time_zone_is_no_longer_known_is_shown_as_it_is(embedded_api):
    with Session(embedded_api.container.engine) as session, session.begin():
        session.add(StoreRow(**ROME | {"time_zone": "Europe/Atlantis"}))
    (shown,) = embedded_api.as_role("viewer").get("/api/stores").json()["items"]
    assert shown["time_zone"] == "Europe/Atlantis"


def test_a_store_that_a_caller_isnt_limited_to_doesnt_exist_for_it(api):
    analyst = api.as_role("analyst")
    mine = added(analyst, "stores", **ROME)
    other = added(analyst, "stores", code="S2", name="Milano")
    limited = api.as_role("analyst", [mine["id"]])
    assert [store["code"] for store in limited.get("/api/stores").json()["items"]] == ["S1"]
    assert limited.get(f"/api/stores/{mine['id']}").status_code == 200
    for call in (limited.get, limited.delete):
        refused(call(f"/api/stores/{other['id']}"), 404, "no store")
    refused(limited.put(f"/api/stores/{other['id']}", json=ROME), 404, "no store")
    refused(limited.post("/api/stores", json={**ROME, "code": "S3"}), 403, "limited")
    taken = limited.put(f"/api/stores/{mine['id']}", json={**ROME, "code": "S2"})
    refused(taken, 409, "S2")
    assert "Milano" not in taken.text


def test_a_store_that_users_are_limited_to_stays_so_that_they_dont_see_all(api):
    analyst = api.as_role("analyst")
    only, _other = (added(analyst, "stores", code=code, name=code)["id"] for code in ("S1", "S2"))
    limited = api.as_role("viewer", [only])
    removed = analyst.delete(f"/api/stores/{only}").json()
    assert (removed["deleted"], removed["deactivated"]) == (False, True)
    assert "users" in removed["message"]
    assert [store["code"] for store in limited.get("/api/stores").json()["items"]] == ["S1"]
    assert limited.get("/api/auth/me").json()["store_ids"] == [only]


@pytest.mark.every_database
def test_events_are_found_by_their_days_store_and_product(api):
    client = api.as_role("analyst")
    store = added(client, "stores", **ROME)["id"]
    milk = added(client, "products", **MILK)["id"]
    everywhere = added(client, "events", **FAIR)["id"]
    here = added(client, "events", **FAIR, store_id=store)["id"]
    dairy = added(client, "events", **{**FAIR, "ends_on": "2026-05-01"}, category="Dairy", discount=0.2)["id"]
    drinks = added(client, "events", **FAIR, category="Drinks")["id"]
    own = added(client, "events", **FAIR, product_id=milk)["id"]

    def found(**params):
        return {item["id"] for item in client.get("/api/events", params=params).json()["items"]}

    assert found(**{"from": "2026-04-13"}) == {dairy}
    assert found(to="2026-04-09") == set()
    assert found(store="S1") == {everywhere, here, dairy, drinks, own}
    assert found(product="MILK") == {everywhere, here, dairy, own}
    refused(client.get("/api/events", params={"store": "S9"}), 404, "S9")
    refused(client.post("/api/events", json=FAIR), 409, f"event {everywhere}")
    refused(client.post("/api/events", json={**FAIR, "store_id": 99}), 422, "store_id")
    refused(client.post("/api/events", json={**FAIR, "product_id": 99}), 422, "product_id")
    refused(client.post("/api/events", json={**FAIR, "ends_on": "2026-04-01"}), 422, "before")
    assert client.delete(f"/api/events/{drinks}").json()["deleted"] is True
    refused(client.get(f"/api/events/{drinks}"), 404)


def test_a_caller_of_some_stores_touches_only_their_events(api):
    admin = api.as_role("admin")
    mine, other = (added(admin, "stores", code=code, name=code)["id"] for code in ("S1", "S2"))
    everywhere = added(admin, "events", **FAIR)["id"]
    foreign = added(admin, "events", **FAIR, store_id=other)["id"]
    planner = api.as_role("planner", [mine])
    own = added(planner, "events", **FAIR, store_id=mine)["id"]
    shown = {item["id"] for item in planner.get("/api/events").json()["items"]}
    assert shown == {everywhere, own}
    refused(planner.get(f"/api/events/{foreign}"), 404)
    refused(planner.delete(f"/api/events/{foreign}"), 404)
    refused(planner.delete(f"/api/events/{everywhere}"), 403, "all stores")
    refused(planner.post("/api/events", json={**FAIR, "name": "Mine"}), 403, "store_id")
    refused(planner.post("/api/events", json={**FAIR, "store_id": other}), 422, "store_id")
    refused(planner.put(f"/api/events/{own}", json={**FAIR, "store_id": None}), 403)
    assert planner.put(f"/api/events/{own}", json={**FAIR, "name": "M", "store_id": mine}).status_code == 200


@pytest.mark.every_database
def test_ids_that_no_database_can_hold_are_refused(api):
    client = api.as_role("analyst")
    for noun in ("products", "stores", "events"):
        refused(client.get(f"/api/{noun}/{2**70}"), 422)
        refused(client.get(f"/api/{noun}/0"), 422)
