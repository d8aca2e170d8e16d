"""Transfers between stores: approved, sent, received, refused, and what that does to stock and orders."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.transfers import TransferLineRow, TransferRow
from order_jobs import TODAY, only_transfer, propose, units_of

KINDS = ("sqlite", "postgres", "mariadb")
on_each_database = pytest.mark.parametrize("kind", KINDS)


@on_each_database
def test_units_leave_one_stock_when_sent_and_come_to_the_other_when_received(kind, open_shop):
    api, shop = open_shop(kind)
    planner, admin = api.as_role("planner"), api.as_role("admin")
    propose(api, planner)
    made = only_transfer(planner)
    place, tea = f"/api/transfers/{made['id']}", shop.products["TEA"]
    lines = {"lines": [{"product_id": tea, "quantity": 30}]}
    assert planner.put(f"{place}/lines", json=lines, headers={"If-Match": '"old"'}).status_code == 412
    assert planner.put(f"{place}/lines", json=lines).json()["state"] == "changed"
    stranger = {"lines": [{"product_id": shop.products["BREAD"], "quantity": 1}]}
    assert planner.put(f"{place}/lines", json=stranger).status_code == 422
    assert planner.post(f"{place}/send", json={}).status_code == 409
    assert planner.post(f"{place}/approve").json()["state"] == "approved"
    assert units_of(planner) == {"S1": 20, "S2": 500}
    sent = planner.post(f"{place}/send", json={"lines": [{"product_id": tea, "quantity": 28}]}).json()
    assert (sent["state"], sent["units"]) == ("sent", 28)
    assert units_of(planner) == {"S1": 20, "S2": 472}
    assert planner.post(f"{place}/cancel", json={"reason": "late"}).status_code == 409
    part = {"lines": [{"product_id": tea, "quantity": 20}], "note": "van 2"}
    assert planner.post(f"{place}/receive", json=part).json()["state"] == "partly_received"
    more = planner.post(f"{place}/receive", json={"lines": [{"product_id": tea, "quantity": 9}]})
    assert (more.status_code, more.json()["detail"]) == (
        422, f"9 units of product {tea} came, but only 8 are on their way.",
    )  # fmt: skip
    assert units_of(planner) == {"S1": 40, "S2": 472}
    whole = planner.post(f"{place}/receive", json={}).json()
    assert (whole["state"], whole["received"]) == ("received", 28)
    assert units_of(planner) == {"S1": 48, "S2": 472}
    moved = planner.get("/api/stock/movements", params={"reason": "transfer"}).json()["items"]
    name = f"Transfer {made['id']}"
    assert [(one["quantity"], one["note"]) for one in moved] == [
        (8, name),
        (20, f"{name}: van 2"),
        (-28, name),
    ]
    assert planner.post(f"{place}/close").json()["state"] == "closed"
    told = admin.get("/api/audit", params={"limit": 50}).json()["items"]
    deeds = [entry["action"] for entry in told if entry["subject"] == f"transfer {made['id']}"]
    assert deeds == [
        f"transfer.{state}"
        for state in ("closed", "received", "partly_received", "sent", "approved", "changed")
    ]


@on_each_database
def test_a_transfer_made_by_hand_goes_from_hand_to_the_other_stores_stock(kind, open_shop):
    api, shop = open_shop(kind, transfer_days=2)
    planner, ids = api.as_role("planner"), {**shop.products, **shop.stores}
    before = propose(api, planner)
    planner.post(f"/api/transfers/{only_transfer(planner)['id']}/cancel", json={"reason": "by hand"})
    given = {
        "from_store_id": ids["S2"], "to_store_id": ids["S1"], "note": "asked for",
        "lines": [{"product_id": ids["TEA"], "quantity": 30}],
    }  # fmt: skip
    answer = planner.post("/api/transfers", json=given)
    made, place = answer.json(), answer.headers["Location"]
    assert (answer.status_code, place) == (201, f"/api/transfers/{made['id']}")
    assert (made["state"], made["units"], made["saves"], made["note"]) == ("changed", 30, 0, "asked for")
    assert (made["send_on"], made["expected_on"]) == (
        TODAY.isoformat(),
        (TODAY + timedelta(days=2)).isoformat(),
    )
    (line,) = made["items"]
    assert (line["proposed"], line["giver"], line["taker"], made["origin"]) == (0, None, None, None)
    told = planner.get("/api/orders/proposals").json()
    assert told["stale"] == len(told["items"]) == before["total"]
    lines = {"lines": [{"product_id": ids["TEA"], "quantity": 25}]}
    kept = planner.put(f"{place}/lines", json=lines, headers={"If-Match": answer.headers["ETag"]})
    assert kept.json()["units"] == 25
    asked = {"product": "TEA", "store": "S1", "days": 4}
    days = planner.get("/api/stock/projection", params=asked).json()["items"]
    assert [day["arrives"] for day in days] == [0, 0, 25, 0]
    for step, state in (("approve", "approved"), ("send", "sent"), ("receive", "received")):
        assert planner.post(f"{place}/{step}", json={}).json()["state"] == state
    assert units_of(planner) == {"S1": 45, "S2": 475}
    entries = api.as_role("admin").get("/api/audit", params={"limit": 50}).json()["items"]
    deeds = [one["action"] for one in entries if one["subject"] == f"transfer {made['id']}"]
    assert deeds[-2:] == ["transfer.changed", "transfer.added"]
    for wrong in (
        {"to_store_id": ids["S2"]},
        {"to_store_id": 999},
        {"lines": [{"product_id": 999, "quantity": 1}]},
        {"lines": [{"product_id": ids["TEA"], "quantity": 0}]},
        {"lines": [{"product_id": ids["TEA"], "quantity": 1}] * 2},
        {"expected_on": (TODAY - timedelta(days=1)).isoformat()},
    ):
        assert planner.post("/api/transfers", json=given | wrong).status_code == 422, wrong
    for role, stores in (("viewer", None), ("planner", [ids["S1"]]), ("planner", [ids["S2"]])):
        refused = api.as_role(role, stores).post("/api/transfers", json=given)
        assert refused.status_code == (403 if stores is None else 422)
    both = api.as_role("planner", [ids["S1"], ids["S2"]])
    assert both.post("/api/transfers", json=given).status_code == 201


def test_who_is_limited_to_a_store_acts_for_that_end_only(open_shop):
    api, shop = open_shop()
    everybody = api.as_role("planner")
    propose(api, everybody)
    made = only_transfer(everybody)
    place = f"/api/transfers/{made['id']}"
    third = api.as_role("admin").post("/api/stores", json={"code": "S3", "name": "S3"}).json()["id"]
    giver, taker = (api.as_role("planner", [shop.stores[code]]) for code in ("S2", "S1"))
    other = api.as_role("planner", [third])
    assert other.get("/api/transfers").json()["items"] == []
    assert other.get(place).status_code == 404
    assert other.post(f"{place}/cancel", json={"reason": "mine"}).status_code == 404
    for client, ends in ((giver, ("giver", "taker")), (taker, ("taker", "giver"))):
        shown = client.get(place).json()
        (line,) = shown["items"]
        assert line[ends[0]] is not None
        assert line[ends[1]] is None  # how the other store stands isn't theirs to know
        assert (shown[f"acts_for_{ends[0]}"], shown[f"acts_for_{ends[1]}"]) == (True, False)
        (told,) = client.get("/api/transfers/lines").json()["items"]
        assert told[ends[1]] is None
    refused = taker.post(f"{place}/approve")
    assert (refused.status_code, refused.json()["detail"]) == (
        403, f"Transfer {made['id']} leaves store S2, and you are limited to others.",
    )  # fmt: skip
    lines = {"lines": [{"product_id": shop.products["TEA"], "quantity": 400}]}
    assert taker.put(f"{place}/lines", json=lines).status_code == 403
    assert api.as_role("viewer").post(f"{place}/approve").status_code == 403
    assert giver.post(f"{place}/approve").status_code == 200
    assert taker.post(f"{place}/send", json={}).status_code == 403
    assert giver.post(f"{place}/send", json={}).status_code == 200
    assert giver.post(f"{place}/receive", json={}).status_code == 403
    assert giver.post(f"{place}/close").status_code == 403
    assert taker.post(f"{place}/receive", json={}).json()["state"] == "received"


def test_other_units_sent_than_approved_leave_orders_of_both_stores_stale(open_shop):
    api, shop = open_shop()
    planner, tea = api.as_role("planner"), shop.products["TEA"]
    count = {"product_id": shop.products["BREAD"], "store_id": shop.stores["S2"], "counted": 3}
    assert planner.post("/api/stock/movements", json=count | {"reason": "count"}).status_code == 201
    assert {line["store"] for line in propose(api, planner)["items"]} == {"S1"}
    place = f"/api/transfers/{only_transfer(planner)['id']}"
    planner.post(f"{place}/approve")
    assert planner.get("/api/orders/proposals").json()["stale"] == 0
    twice = [{"product_id": tea, "quantity": units} for units in (3, 4)]
    refused = planner.post(f"{place}/send", json={"lines": twice})
    assert (refused.status_code, refused.json()["detail"]) == (422, f"Product {tea} is named twice.")
    assert planner.post(f"{place}/send", json={"lines": twice[:1]}).json()["units"] == 3
    told = planner.get("/api/orders/proposals").json()
    assert told["stale"] == len(told["items"]) > 0


def test_what_leaves_days_later_than_it_should_comes_as_many_days_later(open_shop):
    api, _ = open_shop()
    planner = api.as_role("planner")
    propose(api, planner)
    made = only_transfer(planner)
    place, units = f"/api/transfers/{made['id']}", made["units"]
    assert planner.post(f"{place}/approve").status_code == 200
    with Session(api.container.engine) as session, session.begin():
        row = session.get_one(TransferRow, made["id"])
        row.send_on, row.expected_on = TODAY - timedelta(days=4), TODAY - timedelta(days=2)
    asked = {"product": "TEA", "store": "S1", "days": 4}
    arrives = [day["arrives"] for day in planner.get("/api/stock/projection", params=asked).json()["items"]]
    assert arrives == [0, 0, units, 0]  # if it left today, it would be there in two days
    sent = planner.post(f"{place}/send", json={}).json()
    assert sent["expected_on"] == (TODAY + timedelta(days=2)).isoformat()
    arrives = [day["arrives"] for day in planner.get("/api/stock/projection", params=asked).json()["items"]]
    assert arrives == [0, 0, units, 0]


def test_a_transfer_is_a_pdf_in_two_languages_for_who_sees_one_of_its_stores(open_shop):
    api, shop = open_shop()
    planner = api.as_role("planner")
    propose(api, planner)
    place = f"/api/transfers/{only_transfer(planner)['id']}/pdf"
    for client in (planner, *(api.as_role("planner", [shop.stores[code]]) for code in ("S1", "S2"))):
        for language in ("en", "de"):
            answer = client.get(place, params={"language": language})
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.content.startswith(b"%PDF-")
            assert 'filename="transfer-' in answer.headers["content-disposition"]
    third = api.as_role("admin").post("/api/stores", json={"code": "S3", "name": "S3"}).json()["id"]
    assert api.as_role("planner", [third]).get(place).status_code == 404


def test_what_is_refused_says_so_as_data_and_a_list_is_of_all_lines(open_shop):
    api, shop = open_shop()
    planner = api.as_role("planner")
    propose(api, planner)
    made = only_transfer(planner)
    place = f"/api/transfers/{made['id']}"
    with Session(api.container.engine) as session, session.begin():
        told = {"proposed": 2.0, "quantity": 2.0, "received": 0.0, "saves": 1.5, "giver": {}, "taker": {}}
        bread = shop.products["BREAD"]
        session.add(TransferLineRow(transfer_id=made["id"], product_id=bread, **told))
    (listed,) = planner.get("/api/transfers").json()["items"]
    shown = planner.get(place).json()
    assert listed == {name: shown[name] for name in listed}
    assert (listed["lines"], listed["units"]) == (2, made["units"] + 2)
    assert listed["saves"] == pytest.approx(made["saves"] + 1.5, abs=0.01)
    lines = [{"product_id": line["product_id"], "quantity": 0} for line in shown["items"]]
    planner.put(f"{place}/lines", json={"lines": lines})
    empty = planner.post(f"{place}/approve").json()
    assert (empty["reason"], empty["arguments"]) == ("transfer_empty", {"name": made["id"]})
    planner.put(f"{place}/lines", json={"lines": [lines[0] | {"quantity": 2}]})
    planner.post(f"{place}/approve")
    planner.post(f"{place}/send", json={})
    more = planner.post(f"{place}/receive", json={"lines": [lines[0] | {"quantity": 3}]}).json()
    name = shown["items"][0]["product"]
    assert (more["reason"], more["arguments"]) == ("more_than_left", {"name": name, "units": 3, "most": 2})


@on_each_database
def test_units_of_hundreds_of_products_move_by_few_queries(kind, open_api, shop_of):
    api = open_api(kind)
    shop, engine = shop_of(api), api.container.engine
    count = 700
    with Session(engine) as session, session.begin():
        products = [ProductRow(sku=f"A{number}", name="A") for number in range(count)]
        row = TransferRow(
            from_store_id=shop.stores["S2"], to_store_id=shop.stores["S1"], state="approved", send_on=TODAY,
            expected_on=TODAY, changed_at=utc_now(),
        )  # fmt: skip
        session.add_all([row, *products])
        session.flush()
        session.add_all(
            TransferLineRow(
                transfer_id=row.id,
                product_id=product.id,
                proposed=2.0,
                quantity=2.0,
                saves=1.0,
                giver={},
                taker={},
            )
            for product in products
        )
        place, last = f"/api/transfers/{row.id}", products[-1].sku
    planner, queries = api.as_role("planner"), []

    def note(_connection, _cursor, statement, *_rest):
        queries.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    assert planner.post(f"{place}/send", json={}).json()["units"] == 2 * count
    assert planner.post(f"{place}/receive", json={}).json()["received"] == 2 * count
    sa.event.remove(engine, "before_cursor_execute", note)
    # On SQLite, where a query costs no way to a server, each movement is one.
    assert len(queries) < (3 * count if kind == "sqlite" else count)
    levels = planner.get("/api/stock/levels", params={"product": last}).json()["items"]
    assert {level["store"]: level["units"] for level in levels} == {"S1": 2, "S2": -2}
    moved = planner.get("/api/stock/movements", params={"product": last}).json()["items"]
    assert [one["quantity"] for one in moved] == [2, -2]
