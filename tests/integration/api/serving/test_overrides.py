"""People's changes of forecasts: spread, laid over, undone, judged; by whoever may, in stores it may see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from foresale.storage.database.tables.outlook import TrackedStoreRow

TODAY = datetime.now(UTC).date()
MONDAY = TODAY - timedelta(days=TODAY.weekday())
"""The first day of the forecast: of the week that today is in."""


@pytest.fixture
def shop(api, shop_of):
    """A shop whose forecast begins this week."""
    return filled(api, shop_of)


def filled(api, shop_of):
    made = shop_of(api)
    made.put(cutoff=MONDAY - timedelta(days=1))
    made.serve(1)
    api.client.app.state.predictor.champions.refresh()
    return made


@pytest.fixture
def week():
    """First and last day of the first week of the forecast."""
    return {"first_day": MONDAY.isoformat(), "last_day": (MONDAY + timedelta(days=6)).isoformat()}


def one_day(day):
    return {"first_day": day.isoformat(), "last_day": day.isoformat()}


@pytest.fixture
def change(api, shop, week):
    """A function that changes a forecast as a new planner, or as somebody."""

    def changed(client=None, status=201, **said):
        named = {"product": shop.products, "store": shop.stores}
        body = {"kind": "percent", "amount": 20, "reason": "promotion", **week}
        for name, value in said.items():
            body |= {f"{name}_id": named[name][value]} if name in named else {name: value}
        answer = (client or api.as_role("planner")).post("/api/overrides", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    return changed


def adjusted(api, store, grain="day", sku="TEA"):
    """What people made of each period of the first week."""
    found = api.as_role("viewer").get(
        f"/api/forecast/{sku}", params={"store": store, "grain": grain, "overrides": "true"}
    )
    assert found.status_code == 200, found.text
    return [period["adjusted"] for period in found.json()["stores"][0]["forecast"]]


@pytest.mark.every_database
def test_a_change_of_a_category_is_spread_down_and_summed_up_and_undone(api, shop, change):
    made = change(kind="set", amount=280, category="Drinks", comment="Fair")
    assert (made["before"], made["after"], made["series"], made["cells"]) == (140, 280, 2, 14)
    assert made["is_active"]
    assert made["by"]["name"] == "planner"
    day = adjusted(api, "S2")[0]
    assert (day["mean"], day["overrides"]) == (20, [made["id"]])
    assert day["intervals"][0]["upper"] == pytest.approx(2 * (10 + 2 * 1.2816), abs=0.01)
    assert adjusted(api, "S1", "week")[0]["mean"] == 140
    weekly = api.as_role("viewer").get("/api/forecast/weekly", params={"overrides": "true"}).json()["items"]
    weeks = {(one["product"]["sku"], one["store"]["code"]): one["weeks"] for one in weekly}
    first, second = weeks["TEA", "S1"][:2]
    assert (first["mean"], first["adjusted"]["mean"], second["adjusted"]) == (70, 140, None)
    assert first["adjusted"]["upper"] == pytest.approx(2 * first["upper"], abs=0.01)
    assert weeks["BREAD", "S1"][0]["adjusted"] is None
    second = change(product="TEA", store="S1", kind="add", amount=-35)
    assert (second["before"], second["after"]) == (140, 105)
    totals = (
        api.as_role("viewer")
        .get("/api/forecast/totals", params={"by": "store", "category": "Drinks", "overrides": "true"})
        .json()["items"]
    )
    first = {item["store"]: item for item in totals if item["period"] == MONDAY.isoformat()}
    assert (first["S1"]["mean"], first["S1"]["adjusted"]["mean"]) == (70, 105)
    assert first["S2"]["adjusted"]["mean"] == 140
    planner = api.as_role("planner")
    undone = planner.post(f"/api/overrides/{made['id']}/undo")
    assert (undone.status_code, undone.json()["is_active"]) == (201, False)
    assert planner.post(f"/api/overrides/{made['id']}/undo").status_code == 409
    assert adjusted(api, "S1")[0]["mean"] == 5  # the second change takes five units a day, as it did then
    assert adjusted(api, "S2")[0] is None
    told = planner.get("/api/overrides").json()["items"]
    assert [entry["kind"] for entry in told] == ["undo", "add", "set"]
    cells = planner.get("/api/overrides/cells", params={"product": "TEA", "store": "S1", "limit": 8}).json()
    assert [(cell["before"], cell["after"], cell["is_undone"]) for cell in cells["items"]][::7] == [
        (20, 15, False), (10, 20, True),
    ]  # fmt: skip
    active = planner.get("/api/overrides", params={"active": "true"}).json()["items"]
    assert [entry["id"] for entry in active] == [second["id"]]
    rows = planner.get("/api/exports/overrides").text.splitlines()
    assert len(rows) == 4


@pytest.mark.every_database
def test_what_came_of_changes_is_told_by_stairs_and_by_whose_they_were(api, shop, change):
    for week_before in range(1, 9):
        shop.sell("TEA", "S1", TODAY - timedelta(weeks=week_before), 16)
    planner = api.as_role("planner")
    change(planner, product="TEA", store="S1", kind="percent", amount=50, **one_day(TODAY))
    value = planner.get("/api/overrides/value", params=JUDGED).json()
    assert (value["cells"], value["stairs"]) == (0, [])
    shop.sell("TEA", "S1", TODAY, 20)
    with shop.engine.begin() as connection:
        connection.execute(insert(TrackedStoreRow).values(store_id=shop.stores["S1"], until=TODAY))
    value = planner.get("/api/overrides/value", params=JUDGED).json()
    steps = {step["step"]: (step["wape"], step["bias"]) for step in value["stairs"]}
    assert steps["naive"] == steps["statistical"] == (0.2, -0.2)
    assert steps["champion"] == (0.5, -0.5)
    assert steps["person"] == steps["approved"] == (0.25, -0.25)
    assert value["unpriced"] == 1
    (group,) = value["groups"]
    assert (group["key"], group["helped"], group["before"]["wape"], group["after"]["wape"]) == (
        "up", 1, 0.5, 0.25,
    )  # fmt: skip
    assert group["after"]["pinball"] < group["before"]["pinball"]
    by_person = planner.get("/api/overrides/value", params={**JUDGED, "by": "person"}).json()["groups"]
    assert [group["name"] for group in by_person] == ["planner"]
    other = api.as_role("planner").get("/api/overrides/value", params={**JUDGED, "by": "person"})
    assert other.json()["groups"] == []  # whose record it is, is for who judges models


JUDGED = {"from": MONDAY.isoformat(), "to": TODAY.isoformat()}


def test_a_change_within_the_noise_is_kept_and_said_to_be_one(api, shop, change):
    small = change(product="TEA", store="S1", amount=3)
    assert [(nudge["kind"], nudge["level"]) for nudge in small["nudges"]] == [("within_noise", 0.5)]
    assert change(product="TEA", store="S2", amount=60)["nudges"] == []


def test_upward_changes_of_who_made_things_worse_by_them_are_told_of(api, shop, change):
    user = api.add_user("planner")
    planner = api.as_user(user)
    for _ in range(5):
        change(planner, product="TEA", store="S1", amount=30, **one_day(TODAY))
    shop.sell("TEA", "S1", TODAY, 10)
    with shop.engine.begin() as connection:
        connection.execute(insert(TrackedStoreRow).values(store_id=shop.stores["S1"], until=TODAY))
    body = {
        "kind": "percent", "amount": 80, "reason": "trend", "product_id": shop.products["BREAD"],
        **one_day(TODAY),
    }  # fmt: skip
    told = planner.post("/api/overrides/preview", json=body).json()
    assert [nudge["kind"] for nudge in told["nudges"]] == ["against_record"]
    assert "Your 5 upward changes" in told["nudges"][0]["text"]
    assert len(planner.get("/api/overrides").json()["items"]) == 5  # a preview keeps nothing


def test_who_is_limited_to_a_store_changes_and_sees_only_that(api, shop, change):
    own = api.as_role("planner", [shop.stores["S1"]])
    all_stores = change(category="Drinks")
    change(product="TEA", store="S2")
    change(own, status=403, category="Drinks")
    change(own, status=422, product="TEA", store="S2")
    change(own, product="TEA", store="S1")
    told = own.get("/api/overrides").json()["items"]
    assert [entry["store"] for entry in told] == ["S1", None]
    assert (told[1]["before"], told[1]["after"]) == (70, 84)  # of its own store
    assert own.post(f"/api/overrides/{all_stores['id']}/undo").status_code == 403
    assert {cell["store_id"] for cell in own.get("/api/overrides/cells?product=TEA").json()["items"]} == {
        shop.stores["S1"]
    }
    assert change(api.as_role("viewer"), status=403, product="TEA")["code"] == "forbidden"


def test_changes_wait_for_a_second_pair_of_eyes_where_that_is_set(open_api, shop_of):
    api = open_api(overrides_need_approval=True)
    shop = filled(api, shop_of)
    planner = api.as_role("planner")
    body = {
        "kind": "add", "amount": 5, "reason": "event", "product_id": shop.products["TEA"],
        **one_day(MONDAY + timedelta(days=6)),
    }  # fmt: skip
    made = planner.post("/api/overrides", json=body).json()
    assert not made["is_active"]
    assert planner.post(f"/api/overrides/{made['id']}/approve").status_code == 403
    approved = api.as_role("planner").post(f"/api/overrides/{made['id']}/approve").json()
    assert approved["is_approved"]
    assert adjusted(api, "S1")[6]["mean"] == 12.5
    kinds = [event["kind"] for event in logged(planner)]
    assert kinds.count("override") == 2


def logged(client):
    """What the live feed tells of changes."""
    import json

    text = client.get("/api/live", params={"after": "0", "follow": "false", "kind": "override"}).text
    return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"amount": -5, "kind": "set"}, "zero"),
        ({"last_day": "2026-03-01", "first_day": "2026-03-02", "product": "TEA"}, "before"),
        ({"category": "Drinks", "product": "TEA"}, "both"),
        ({"first_day": "2100-01-01", "last_day": "2100-01-02", "product": "TEA"}, "Nothing is forecast"),
        ({}, "Name a product"),
    ],
)
def test_a_change_that_can_not_be_is_refused_in_words(change, said, where):
    assert where in change(status=422, **said)["detail"]


def test_a_later_forecast_is_changed_in_the_same_way(api, shop, change):
    change(product="TEA", store="S1", amount=50)
    change(product="TEA", store="S2", kind="set", amount=140)
    shop.put(version=1, mean=20.0, cutoff=MONDAY - timedelta(days=1))
    api.client.app.state.predictor.champions.refresh()
    assert adjusted(api, "S1")[0]["mean"] == 30
    assert adjusted(api, "S2")[0]["mean"] == 20  # set is set
