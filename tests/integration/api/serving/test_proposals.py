"""Orders proposed from the forecast, people's changes, stock and what is on its way; stock projected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from foresale.service.jobs.job_types import JobContext, find_handler
from order_jobs import TODAY, propose, stock_up


@pytest.fixture
def shop(api, shop_of):
    return stock_up(api, shop_of(api))


@pytest.mark.every_database
def test_what_runs_out_is_proposed_in_packs_with_why_and_again_the_same(api, shop):
    planner = api.as_role("planner")
    told = propose(api, planner)
    found = {(line["product"], line["store"]): line for line in told["items"]}
    assert set(found) == {("TEA", "S1"), ("BREAD", "S1")}  # S2 has enough
    tea = found["TEA", "S1"]
    # Twenty units last two days; the order comes on the third day and has to last for seven.
    assert 70 <= tea["quantity"] <= 110
    assert (tea["quantity"] % 6, tea["supplier"], tea["amount"]) == (0, "SUP", f"{tea['quantity']:.2f}")
    why = tea["why"]
    assert (why["policy"], why["on_hand"], why["demand_until_arrival"]) == ("cost_optimal", 20, 30)
    assert why["days_of_cover_without"] == 2
    assert why["days_of_cover_with"] == pytest.approx(2 + tea["quantity"] / 10, abs=0.1)
    assert why["demand_in_cycle"] == pytest.approx(70, abs=0.1)
    assert why["runs_out_without"] > 0.99 > why["runs_out_with"]
    assert why["assumed"] == ["review_days"]
    assert tea["saves"] > 4 * 60
    details = planner.get(f"/api/orders/{tea['order_id']}").json()
    assert details["origin"]["model_versions"] == ["daily.all.1"]
    assert details["expected_on"] == (TODAY + timedelta(days=3)).isoformat()
    again = propose(api, planner)
    kept = planner.get(f"/api/orders/{again['items'][0]['order_id']}").json()
    assert kept["origin"]["inputs"] == details["origin"]["inputs"]
    assert [line["quantity"] for line in again["items"]] == [line["quantity"] for line in told["items"]]


@pytest.mark.every_database
def test_orders_on_their_way_and_peoples_changes_are_reckoned_with(api, shop):
    planner = api.as_role("planner")
    before = {line["product"]: line for line in propose(api, planner)["items"]}
    tea = before["TEA"]
    place = f"/api/orders/{tea['order_id']}"
    planner.post(f"{place}/approve")
    assert planner.post(f"{place}/send").json()["state"] == "sent"
    after = {line["product"]: line for line in propose(api, planner)["items"]}
    assert "TEA" not in after
    assert after["BREAD"]["quantity"] == before["BREAD"]["quantity"]
    change = {
        "kind": "percent", "amount": 100, "reason": "promotion", "product_id": shop.products["BREAD"],
        "first_day": TODAY.isoformat(), "last_day": (TODAY + timedelta(days=20)).isoformat(),
    }  # fmt: skip
    assert planner.post("/api/overrides", json=change).status_code == 201
    changed = {line["product"]: line for line in propose(api, planner)["items"]}
    assert changed["BREAD"]["quantity"] == pytest.approx(2 * before["BREAD"]["quantity"], rel=0.05)


def test_a_budget_buys_the_best_packs_and_the_curve_says_what_more_would(api, shop):
    planner = api.as_role("planner")
    whole = propose(api, planner)
    assert whole["total"] == 2
    spends, saves = ([point[name] for point in whole["curve"]] for name in ("spend", "saves"))
    assert spends == sorted(spends)
    assert saves == sorted(saves)
    assert (spends[-1], saves[-1]) == (pytest.approx(whole["spend"]), pytest.approx(whole["saves"], abs=0.1))
    half = planner.get("/api/orders/proposals", params={"budget": whole["spend"] / 2}).json()
    assert half["spend"] <= whole["spend"] / 2
    assert half["saves"] > whole["saves"] / 2  # the best packs come first
    assert sum(line["affordable"] for line in half["items"]) < sum(line["quantity"] for line in half["items"])


@pytest.mark.every_database
def test_packs_are_read_once_and_again_when_a_line_changes(api, shop):
    planner = api.as_role("planner")
    whole = propose(api, planner)
    read = []

    @event.listens_for(api.container.engine, "before_cursor_execute")
    def _note(_connection, _cursor, statement, *_rest):
        read.append("packs" in statement)

    first = planner.get("/api/orders/proposals", params={"limit": 1}).json()
    second = planner.get("/api/orders/proposals", params={"limit": 1, "cursor": first["next"]}).json()
    assert not any(read)
    told = ("total", "stale", "spend", "saves", "curve", "unpriced")
    assert [[page[name] for name in told] for page in (first, second)] == [[whole[name] for name in told]] * 2
    assert [first["items"][0]["id"], second["items"][0]["id"]] == [line["id"] for line in whole["items"]]
    line = whole["items"][0]
    place = f"/api/orders/{line['order_id']}"
    tag = planner.get(place).headers["etag"]
    lines = [{"product_id": line["product_id"], "quantity": 0}]
    changed = planner.put(f"{place}/lines", json={"lines": lines}, headers={"If-Match": tag})
    assert changed.status_code == 200, changed.text
    after = planner.get("/api/orders/proposals").json()
    assert any(read)
    assert after["spend"] == pytest.approx(whole["spend"] - float(line["amount"]))
    assert after["curve"][-1]["spend"] == pytest.approx(after["spend"])


def test_money_is_that_of_the_lines_found_not_of_as_many_others_of_the_order(api):
    admin = api.as_role("admin")
    ids = []
    for sku, name, cost in (
        ("1", "Red cup", 1),
        ("2", "Blue cup", 2),
        ("3", "Blue mug", 3),
        ("4", "Red mug", 8),
    ):
        product = {"sku": sku, "name": name, "cost": str(cost), "lead_time_days": 1}
        ids.append(admin.post("/api/products", json=product).json()["id"])
    lines = [{"product_id": number, "quantity": 1} for number in ids]
    made = admin.post("/api/orders", json={"order_on": "2026-03-02", "lines": lines})
    assert made.status_code == 201, made.text
    found = [admin.get("/api/orders/proposals", params={"q": q}).json() for q in ("red", "blue", "red")]
    # The numbers of the red lines, the first and the last, have the same sum as those of the blue ones.
    assert [(page["total"], page["spend"]) for page in found] == [(2, 9.0), (2, 5.0), (2, 9.0)]


def test_an_order_below_the_minimum_value_is_filled_up_or_waits_and_says_so(api, shop):
    planner, admin = api.as_role("planner"), api.as_role("admin")
    before = next(line for line in propose(api, planner)["items"] if line["product"] == "TEA")
    (supplier,) = admin.get("/api/suppliers").json()["items"]
    place = f"/api/suppliers/{supplier['id']}"

    def with_minimum(value):
        given = {"code": "SUP", "name": "Supplier", "minimum_order_value": value}
        assert admin.put(place, json=given).status_code == 200
        return next(line for line in propose(api, planner)["items"] if line["product"] == "TEA")

    worth = float(before["amount"])
    filled = with_minimum(worth + 20)
    assert filled["order_id"] == before["order_id"]  # the same order, for who may look at it
    assert float(filled["amount"]) >= worth + 20
    assert filled["quantity"] % 6 == 0
    assert filled["why"]["limit"] == "minimum_value"
    assert filled["why"]["minimum_value"] == {
        "action": "filled", "needed": worth + 20, "value": worth, "without": before["quantity"],
    }  # fmt: skip
    waiting = with_minimum(worth * 100)
    assert (waiting["quantity"], waiting["why"]["minimum_value"]["action"]) == (0, "waits")
    assert waiting["why"]["runs_out_with"] == waiting["why"]["runs_out_without"]
    assert planner.post(f"/api/orders/{waiting['order_id']}/approve").status_code == 409


def test_delivery_weekdays_and_late_deliveries_move_and_raise_an_order(api, shop):
    planner, admin = api.as_role("planner"), api.as_role("admin")
    before = next(line for line in propose(api, planner)["items"] if line["product"] == "TEA")
    (term,) = admin.get("/api/supply-terms").json()["items"]
    given = {
        "supplier_id": term["supplier_id"], "product_id": term["product_id"], "pack_size": 6,
        "lead_time_days": 3, "lead_time_spread_days": 2,
    }  # fmt: skip
    assert admin.put(f"/api/supply-terms/{term['id']}", json=given).status_code == 200
    late = next(line for line in propose(api, planner)["items"] if line["product"] == "TEA")
    assert late["quantity"] >= before["quantity"]
    assert late["why"]["runs_out_without"] >= before["why"]["runs_out_without"]
    assert late["why"]["lead_time_spread_days"] == 2
    weekday = (TODAY + timedelta(days=4)).isoweekday()  # a day after it would come
    given |= {"delivery_days": [weekday], "lead_time_spread_days": None}
    assert admin.put(f"/api/supply-terms/{term['id']}", json=given).status_code == 200
    moved = next(line for line in propose(api, planner)["items"] if line["product"] == "TEA")
    assert moved["why"]["arrives_on"] == (TODAY + timedelta(days=4)).isoformat()
    assert moved["why"]["next_arrives_on"] == (TODAY + timedelta(days=11)).isoformat()


def test_what_was_sold_today_is_not_expected_again(api, shop):
    planner = api.as_role("planner")
    before = {line["product"]: line for line in propose(api, planner)["items"]}
    shop.sell("TEA", "S1", TODAY, 4)
    after = {line["product"]: line for line in propose(api, planner)["items"]}
    assert after["TEA"]["why"]["demand_until_arrival"] == before["TEA"]["why"]["demand_until_arrival"] - 4


def test_stock_is_projected_by_day_and_with_an_order(api, shop):
    viewer = api.as_role("viewer")
    asked = {"product": "TEA", "store": "S1", "days": 10}
    told = viewer.get("/api/stock/projection", params=asked).json()
    days = told["items"]
    assert [day["date"] for day in days][:1] == [TODAY.isoformat()]
    assert days[0]["stock"] == pytest.approx(10, abs=0.1)
    assert days[0]["lower"] <= days[0]["stock"] <= days[0]["upper"]
    assert days[5]["lost"] == pytest.approx(10, abs=0.1)
    assert days[5]["runs_out"] > 0.99
    more = viewer.get("/api/stock/projection", params={**asked, "order": 100}).json()["items"]
    assert (more[3]["arrives"], round(more[5]["lost"], 1)) == (100, 0)
    assert viewer.get("/api/stock/projection", params={"product": "COFFEE", "store": "S1"}).status_code == 404


def test_stock_that_spoils_is_projected_as_orders_reckon_with_it(api, shop):
    admin = api.as_role("admin")
    supplier = admin.post("/api/suppliers", json={"code": "FARM", "name": "Farm"}).json()["id"]
    terms = {
        "supplier_id": supplier, "product_id": shop.products["TEA"], "shelf_life_days": 3,
        "is_preferred": True, "unit_cost": "0.01",
    }  # fmt: skip
    assert admin.post("/api/supply-terms", json=terms).status_code == 201
    count = {"product_id": shop.products["TEA"], "store_id": shop.stores["S1"], "counted": 100}
    assert admin.post("/api/stock/movements", json=count | {"reason": "count"}).status_code == 201
    asked = {"product": "TEA", "store": "S1", "days": 5}
    days = admin.get("/api/stock/projection", params=asked).json()["items"]
    assert [day["spoils"] > 50 for day in days] == [False, False, True, False, False]
    assert (days[2]["stock"], days[3]["runs_out"]) == (0, pytest.approx(1, abs=0.01))


def test_who_is_limited_to_a_store_proposes_and_sees_only_that(api, shop):
    everybody = api.as_role("planner")
    propose(api, everybody)
    own = api.as_role("planner", [shop.stores["S2"]])
    assert propose(api, own)["items"] == []
    assert len(everybody.get("/api/orders/proposals").json()["items"]) == 2  # others' stay
    assert own.get("/api/stock/projection", params={"product": "TEA", "store": "S1"}).status_code == 404
    assert own.get("/api/stock/projection", params={"product": "TEA"}).status_code == 403
    assert api.as_role("viewer").post("/api/orders/proposals").status_code == 403


def test_without_stock_the_job_says_what_lacks(api, shop_of):
    shop_of(api)
    result = find_handler("propose_orders")(api.container, {}, JobContext("x"))
    assert (result["orders"], result["because"]) == (0, "Nothing is forecast of what is in stock.")
