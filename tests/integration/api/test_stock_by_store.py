"""Stock by store: opened, moved, lowered by sales, set by counts; the chain's figure is the sum."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

OPENED = datetime.now(UTC).replace(microsecond=0) - timedelta(days=10)


def at(days):
    return (OPENED + timedelta(days=days)).isoformat()


def now():
    """Days from the opening to this moment."""
    return (datetime.now(UTC) - OPENED) / timedelta(days=1)


@pytest.fixture
def shop(api):
    """Two stores and two products without stock; their ids by name."""
    admin = api.as_role("admin")
    ids = {}
    for code in ("S1", "S2"):
        ids[code] = admin.post("/api/stores", json={"code": code, "name": code}).json()["id"]
    for sku in ("A", "B"):
        product = {"sku": sku, "name": sku, "lead_time_days": 2, "pack_size": 1}
        ids[sku] = admin.post("/api/products", json=product).json()["id"]
    return ids


@pytest.fixture
def move(api, shop):
    """A function that writes down a movement as a planner of all stores."""
    planner = api.as_role("planner")

    def moved(store, days, product="A", **said):
        body = {
            "product_id": shop[product],
            "store_id": shop.get(store),
            "moved_at": at(days),
            "reason": "count" if "counted" in said else "delivery",
            **said,
        }
        answer = planner.post("/api/stock/movements", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return moved


@pytest.fixture
def sell(api, shop):
    """A function that adds a sale of A, and answers it."""
    planner = api.as_role("planner")
    sold = []

    def added(store, days, quantity):
        sold.append(store)
        sale = {
            "transaction_id": f"T{len(sold)}",
            "store": store,
            "product": "A",
            "sold_at": at(days),
            "quantity": quantity,
        }
        answer = planner.post("/api/sales", json=sale)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return added


@pytest.fixture
def levels(api, shop):
    """A function that answers what there is of A, by store."""

    def found(client=None, **which):
        client = client or api.as_role("viewer")
        answer = client.get("/api/stock/levels", params={"product": "A", **which})
        assert answer.status_code == 200, answer.text
        return {item["store"]: item["units"] for item in answer.json()["items"]}

    return found


def chain(api, shop, client=None):
    return (client or api.as_role("viewer")).get(f"/api/products/{shop['A']}").json()["stock"]


@pytest.mark.every_database
def test_stock_opens_moves_sells_and_is_counted_in_each_store(api, shop, move, sell, levels):
    assert chain(api, shop) is None
    sell("S1", -1, 100)  # before anything was counted
    assert move("S1", 0, counted=40, reason="opening")["quantity"] == 40
    move("S2", 0, quantity=10)
    move(None, 0, quantity=500)
    assert levels() == {"S1": 40, "S2": 10, None: 500}
    sell("S1", 1, 3)
    sell("S1", 2, -1)
    sell("S2", 2, 4)
    move("S1", 3, quantity=-2, reason="waste")
    assert levels() == {"S1": 36, "S2": 6, None: 500}
    assert chain(api, shop) == 542
    assert move("S1", 4, counted=30)["quantity"] == -6
    assert levels() == {"S1": 30, "S2": 6, None: 500}
    sell("S1", 5, 5)
    sell("S1", 3, 7)  # told of late; the count saw it
    assert levels(store="S1") == {"S1": 25}
    assert chain(api, shop) == 531
    listed = api.as_role("viewer").get("/api/stock/levels", params={"store": "S1"}).json()["items"]
    assert [(item["counted"], item["moved"], item["sold"]) for item in listed] == [(30, 0, 5)]
    products = api.as_role("viewer").get("/api/products", params={"sort": "-stock"}).json()["items"]
    assert [(item["sku"], item["stock"]) for item in products] == [("A", 531), ("B", None)]


def test_corrected_sales_correct_the_stock(api, shop, move, sell, levels):
    planner, why = api.as_role("planner"), {"reason": "typed wrong"}
    move("S1", 0, counted=50)
    move("S2", 0, counted=50)
    sale = sell("S1", 1, 5)
    place = f"/api/sales/{sale['id']}"
    body = {"store": "S2", "product": "A", "sold_at": at(1), "quantity": 8, **why}
    assert planner.put(place, json=body).status_code == 200
    assert levels() == {"S1": 50, "S2": 42}
    assert planner.post(f"{place}/cancel", json=why).status_code == 201
    assert levels() == {"S1": 50, "S2": 50}
    assert planner.delete(place, params=why).status_code == 200
    assert levels() == {"S1": 50, "S2": 50}


def test_a_file_of_sales_lowers_the_stock_too(api, shop, move, levels, work):
    move("S1", 0, counted=50)
    rows = "".join(f"N{n},{at(n)[:10]},S1,A,{n}\n" for n in range(1, 6))
    planner = api.as_role("planner")
    text = f"transaction id,date,shop,sku,units\n{rows}"
    shown = planner.post("/api/imports", files={"file": ("sales.csv", text)}).json()
    assert work(api, planner.post(f"/api/imports/{shown['id']}/commit").json())["result"]["new"] == 5
    assert levels() == {"S1": 35}


@pytest.mark.every_database
def test_sales_of_a_store_without_stock_of_its_own_lower_that_of_no_store(api, shop, move, sell, levels):
    admin = api.as_role("admin")
    tag = admin.get(f"/api/products/{shop['A']}").headers["ETag"]
    given = {"sku": "A", "name": "Tea", "stock": 100}
    assert admin.put(f"/api/products/{shop['A']}", json=given).json()["stock"] == 100
    assert levels() == {None: 100}
    sell("S1", now(), 3)
    assert levels() == {None: 97}
    move("S1", now(), counted=20)
    sell("S1", now(), 4)
    sell("S2", now(), 1)
    assert levels() == {"S1": 16, None: 96}  # what S1 sold before its own count stays with the rest
    assert chain(api, shop) == 112
    renamed = admin.put(f"/api/products/{shop['A']}", json={"sku": "A", "name": "Green tea"})
    assert renamed.json()["stock"] == 112
    stale = admin.put(f"/api/products/{shop['A']}", json=given, headers={"If-Match": tag})
    assert stale.status_code == 412
    tag = admin.get(f"/api/products/{shop['A']}").headers["ETag"]
    sell("S2", now(), 1)  # a sale changes the stock, not the product
    fresh = admin.put(f"/api/products/{shop['A']}", json=given, headers={"If-Match": tag})
    assert (fresh.status_code, fresh.json()["stock"]) == (200, 100)
    assert levels()["S1"] == 16


def test_a_caller_of_one_store_sees_counts_and_moves_its_own_stock_alone(api, shop, move, levels):
    for store in ("S1", "S2", None):
        move(store, 0, counted=10)
    planner = api.as_role("planner", [shop["S1"]])
    assert levels(planner) == {"S1": 10}
    assert chain(api, shop, planner) == 10
    assert planner.get("/api/products", params={"sku": "A"}).json()["items"][0]["stock"] == 10
    assert planner.get("/api/stock/levels", params={"store": "S2"}).status_code == 404
    assert [item["store_id"] for item in planner.get("/api/stock/movements").json()["items"]] == [shop["S1"]]
    body = {"product_id": shop["A"], "counted": 7, "reason": "count"}
    assert planner.post("/api/stock/movements", json=body).status_code == 403
    assert planner.post("/api/stock/movements", json={**body, "store_id": shop["S2"]}).status_code == 422
    assert planner.post("/api/stock/movements", json={**body, "store_id": shop["S1"]}).status_code == 201
    assert levels() == {"S1": 7, "S2": 10, None: 10}
    analyst = api.as_role("analyst", [shop["S1"]])
    product = {"sku": "A", "name": "A"}
    refused = analyst.put(f"/api/products/{shop['A']}", json={**product, "stock": 0})
    assert refused.status_code == 403
    assert analyst.put(f"/api/products/{shop['A']}", json=product).json()["stock"] == 7
    assert levels() == {"S1": 7, "S2": 10, None: 10}


@pytest.mark.every_database
def test_alerts_judge_each_store_by_its_own_stock(api, shop, move, sell):
    move("S1", -40, counted=0)
    move("S2", -40, counted=2000)
    for day in range(28):
        sell("S1", -day - 2, 8)
        sell("S2", -day - 2, 1)
    move("S1", -1, counted=5)
    viewer = api.as_role("viewer")
    together = viewer.get("/api/stock/alerts").json()
    assert (together["total"], together["basis"]) == (0, "recent_sales")
    found = viewer.get("/api/stock/alerts", params={"by_store": True}).json()["items"]
    assert [(item["sku"], item["store"], item["stock"], item["daily_mean"]) for item in found] == [
        ("A", "S1", 5, 8)
    ]
    assert found[0]["store_id"] == shop["S1"]
    assert viewer.get("/api/stock/alerts", params={"store": "S2"}).json()["total"] == 0
    assert api.as_role("viewer", [shop["S1"]]).get("/api/stock/alerts").json()["total"] == 1
    other = api.as_role("viewer", [shop["S2"]])
    assert other.get("/api/stock/alerts").json()["total"] == 0
    assert other.get("/api/stock/alerts", params={"store": "S1"}).status_code == 404


@pytest.mark.every_database
def test_movements_out_of_order_count_and_counts_out_of_order_are_refused(api, shop, move, levels):
    move("S1", 2, quantity=5)
    move("S1", 1, quantity=6)  # told of late
    assert levels() == {"S1": 11}
    move("S1", 3, counted=9)
    move("S1", 2.5, quantity=100)  # before the count, which saw it
    assert levels() == {"S1": 9}
    body = {"product_id": shop["A"], "store_id": shop["S1"], "counted": 1, "reason": "count"}
    older = api.as_role("planner").post("/api/stock/movements", json={**body, "moved_at": at(1)})
    assert older.status_code == 409
    assert levels() == {"S1": 9}


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": 1, "counted": 1, "reason": "count"},
        {"reason": "count"},
        {"counted": 1, "reason": "delivery"},
        {"counted": "NaN", "reason": "count"},
    ],
    ids=str,
)
def test_a_movement_says_what_moved_or_what_was_counted(embedded_api, wrong):
    admin = embedded_api.as_role("admin")
    product = admin.post("/api/products", json={"sku": "A", "name": "A"}).json()["id"]
    answer = admin.post("/api/stock/movements", json={"product_id": product, **wrong})
    assert answer.status_code == 422, answer.text


@pytest.mark.every_database
def test_what_was_left_each_evening_is_worked_out_backwards(api, shop, move, sell):
    move("S1", 0, counted=10)
    sell("S1", 1, 4)
    sell("S1", 3, 6)
    move("S1", 5, quantity=20)
    sell("S2", 3, 100)
    client = api.as_role("viewer", [shop["S1"]])
    asked = {"product": "A", "store": "S1", "days": 30}
    told = client.get("/api/stock/history", params=asked).json()
    left = {datetime.fromisoformat(day["date"]).date(): day["units"] for day in told["items"]}
    ends = [left[(OPENED + timedelta(days=day)).date()] for day in range(11)]
    assert ends == [10, 6, 6, 0, 0, 20, 20, 20, 20, 20, 20]
    assert (told["since"], min(left)) == (str(OPENED.date()), OPENED.date())
    assert client.get("/api/stock/history", params=asked | {"store": "S2"}).status_code == 404
    assert client.get("/api/stock/history", params=asked | {"product": "B"}).status_code == 404


def test_the_history_of_a_store_ends_with_its_own_day(open_api):
    """A store whose day is always one ahead of the service's."""
    api = open_api(time_zone="Pacific/Pago_Pago")
    admin, now = api.as_role("admin"), datetime.now(UTC)
    place = {"code": "K", "name": "K", "time_zone": "Pacific/Kiritimati"}
    store = admin.post("/api/stores", json=place).json()["id"]
    product = admin.post("/api/products", json={"sku": "A", "name": "A"}).json()["id"]
    count = {"product_id": product, "store_id": store, "counted": 10, "reason": "count"}
    counted = admin.post(
        "/api/stock/movements", json=count | {"moved_at": (now - timedelta(days=3)).isoformat()}
    )
    assert counted.status_code == 201, counted.text
    sale = {"transaction_id": "1", "store": "K", "product": "A", "quantity": 4, "sold_at": now.isoformat()}
    assert admin.post("/api/sales", json=sale).status_code == 201
    told = admin.get("/api/stock/history", params={"product": "A", "store": "K"}).json()["items"]
    today = now.astimezone(ZoneInfo("Pacific/Kiritimati")).date()
    assert [(one["date"], one["units"]) for one in told[-2:]] == [
        ((today - timedelta(days=1)).isoformat(), 10), (today.isoformat(), 6),
    ]  # fmt: skip
