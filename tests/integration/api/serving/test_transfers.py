"""What stores give each other before anything is bought: proposed, approved, sent, received."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.service.live.proposals_loop import ProposalsLoop
from foresale.storage.database.supply.proposals import mark_stale
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.transfers import TransferLineRow, TransferRow
from order_jobs import TODAY, lease_of, propose, run_job, sequence, stock_up

KINDS = ("sqlite", "postgres", "mariadb")
on_each_database = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def open_shop(open_api, shop_of):
    """A function that opens a service with settings; S1 lacks the tea of which S2 has too much."""

    def opened(kind="sqlite", **settings):
        api = open_api(kind, **{"transfers_within": "everywhere", **settings})
        return api, stock_up(api, shop_of(api))

    return opened


def units_of(client):
    """What there is of tea in each store."""
    levels = client.get("/api/stock/levels", params={"product": "TEA"}).json()["items"]
    return {level["store"]: level["units"] for level in levels}


def only_transfer(client):
    (found,) = client.get("/api/transfers", params={"state": "proposed"}).json()["items"]
    return client.get(f"/api/transfers/{found['id']}").json()


def tea_in(told, store):
    return next((line for line in told["items"] if (line["product"], line["store"]) == ("TEA", store)), None)


@on_each_database
def test_a_store_that_lacks_gets_from_one_that_has_too_many_and_less_is_bought(kind, open_shop):
    api, _ = open_shop(kind, transfer_unit_cost=0.0)
    planner = api.as_role("planner")
    told = propose(api, planner)
    made = only_transfer(planner)
    assert (made["from_store"], made["to_store"], made["lines"]) == ("S2", "S1", 1)
    assert (made["send_on"], made["expected_on"]) == (
        TODAY.isoformat(),
        (TODAY + timedelta(days=1)).isoformat(),
    )
    (line,) = made["items"]
    # The twenty units there last two days; an order comes on the fourth.
    assert line["quantity"] == line["proposed"] >= 10
    assert made["saves"] == pytest.approx(line["saves"], abs=0.01)
    assert line["saves"] > 20  # ten units lost of a margin of four each, at least
    assert (line["taker"]["on_hand"], line["taker"]["days_of_cover_without"]) == (20, 2)
    assert line["taker"]["days_of_cover_with"] == pytest.approx(2 + line["quantity"] / 10, abs=0.1)
    assert line["taker"]["runs_out_without"] > 0.99 > line["taker"]["runs_out_with"]
    assert (line["giver"]["on_hand"], line["giver"]["days_of_cover_without"]) == (500, 50)
    assert line["giver"]["days_of_cover_with"] == pytest.approx(50 - line["quantity"] / 10, abs=0.1)
    assert made["origin"]["transfers"]["within"] == "everywhere"
    without, _ = open_shop(transfers_within="nowhere")
    bought = tea_in(propose(without, without.as_role("planner")), "S1")["quantity"]
    tea = tea_in(told, "S1")
    now = 0 if tea is None else tea["quantity"]
    assert now < bought
    assert tea is None or tea["why"]["transferred"] == line["quantity"]
    again = propose(api, planner)
    assert only_transfer(planner)["id"] == made["id"]  # the same, for who may look at it
    assert only_transfer(planner)["items"][0]["quantity"] == line["quantity"]
    assert again["spend"] == told["spend"]


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
def test_what_is_promised_or_on_its_way_is_not_proposed_again(kind, open_shop):
    api, shop = open_shop(kind)
    planner = api.as_role("planner")
    before = propose(api, planner)
    made = only_transfer(planner)
    place, units = f"/api/transfers/{made['id']}", made["units"]
    asked = {"product": "TEA", "store": "S1", "days": 3}
    assert [day["arrives"] for day in planner.get("/api/stock/projection", params=asked).json()["items"]] == [
        0
    ] * 3

    def found(limited=None):
        told = propose(api, planner if limited is None else limited)
        left = planner.get("/api/transfers", params={"state": "proposed"}).json()["items"]
        return (left, (tea_in(told, "S1") or {}).get("quantity"))

    bought = (tea_in(before, "S1") or {}).get("quantity")
    own = api.as_role("planner", [shop.stores["S1"]])
    (left, quantity) = found(own)  # orders of one store count on what is proposed for all
    assert (len(left), quantity) == (1, bought)
    planner.post(f"{place}/approve")
    assert found() == ([], bought)
    days = planner.get("/api/stock/projection", params=asked).json()
    assert (days["on_hand"], [day["arrives"] for day in days["items"]]) == (20, [0, units, 0])
    giver = planner.get("/api/stock/projection", params={**asked, "store": "S2"}).json()
    assert giver["on_hand"] == 500 - units
    planner.post(f"{place}/send", json={})
    assert found() == ([], bought)
    planner.post(f"{place}/receive", json={})
    left, quantity = found()
    assert left == []
    assert quantity is None or quantity <= bought + 6  # the same units are there a day before


def test_a_cancelled_transfer_leaves_orders_stale_which_then_do_without_it(open_shop):
    api, shop = open_shop()
    planner = api.as_role("planner")
    count = {"product_id": shop.products["BREAD"], "store_id": shop.stores["S2"], "counted": 3}
    assert planner.post("/api/stock/movements", json=count | {"reason": "count"}).status_code == 201
    before = propose(api, planner)
    assert before["stale"] == 0
    made = only_transfer(planner)
    cancelled = planner.post(f"/api/transfers/{made['id']}/cancel", json={"reason": "no van"}).json()
    assert cancelled["state"] == "cancelled"
    told = planner.get("/api/orders/proposals").json()
    assert told["stale"] == len([line for line in told["items"] if line["store"] == "S1"]) > 0
    sequence(api)
    loop, lease = ProposalsLoop(api.container), lease_of(api)
    loop.run_once(lease)
    assert api.as_role("planner").post(f"/api/transfers/{made['id']}/approve").status_code == 409


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


@pytest.mark.parametrize(
    ("settings", "is_moved"),
    [
        ({"transfers_within": "nowhere"}, False),
        ({"transfers_within": "region"}, False),
        ({"transfer_unit_cost": 50.0}, False),
        ({"transfer_move_cost": 5000.0}, False),
        ({"transfer_least_units": 400}, False),
        ({"transfer_least_saving": 900.0}, False),
        ({"transfer_days": 2}, True),
    ],
)
def test_settings_say_between_which_stores_units_go_and_what_that_takes(open_shop, settings, is_moved):
    api, _ = open_shop(**settings)
    planner = api.as_role("planner")
    propose(api, planner)
    found = planner.get("/api/transfers").json()
    assert (found["total"] == 1) == is_moved
    if is_moved:
        assert found["items"][0]["expected_on"] == (TODAY + timedelta(days=2)).isoformat()


def test_stores_of_one_region_give_each_other_and_lists_are_found_and_exported(open_shop):
    api, shop = open_shop(transfers_within="region")
    admin = api.as_role("admin")
    for code, number in shop.stores.items():
        store = {"code": code, "name": code, "city": "Ulm", "country": "DE"}
        assert admin.put(f"/api/stores/{number}", json=store).status_code == 200
    propose(api, admin)
    made = only_transfer(admin)
    for asked in ({"q": "TEA"}, {"q": f"#{made['id']}"}, {"store": "S1"}, {"store": "S2"}, {"sort": "saves"}):
        assert [one["id"] for one in admin.get("/api/transfers", params=asked).json()["items"]] == [
            made["id"]
        ]
    assert admin.get("/api/transfers", params={"q": "BREAD"}).json()["total"] == 0
    file = admin.get("/api/exports/transfers/lines", params={"transfer_id": made["id"]})
    assert file.status_code == 200
    assert "TEA" in file.text
    propose(api, admin)
    admin.post(f"/api/transfers/{made['id']}/cancel", json={"reason": "no"})
    assert admin.get("/api/transfers", params={"state": "cancelled"}).json()["total"] == 1


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_what_is_approved_as_the_job_keeps_its_proposals_is_not_proposed_twice(kind, open_shop):
    api, _ = open_shop(kind)
    planner, engine = api.as_role("planner"), api.container.engine
    propose(api, planner)
    made = only_transfer(planner)
    job, waits = planner.post("/api/orders/proposals").json()["id"], Event()

    def hear(_connection, _cursor, statement, *_rest):
        if "FOR UPDATE" in statement and "FROM transfers" in statement:
            waits.set()

    with ThreadPoolExecutor(1) as pool:
        with Session(engine) as session, session.begin():
            row = session.scalar(sa.select(TransferRow).where(TransferRow.id == made["id"]).with_for_update())
            row.state, row.changed_at = "approved", utc_now() + timedelta(minutes=1)
            session.flush()
            sa.event.listen(engine, "before_cursor_execute", hear)
            working = pool.submit(run_job, api, job)
            assert waits.wait(120)
            time.sleep(0.5)
            mark_stale(session, [row.from_store_id, row.to_store_id])  # as a step does; else they'd deadlock
        working.result()
    sa.event.remove(engine, "before_cursor_execute", hear)
    assert [one["state"] for one in planner.get("/api/transfers").json()["items"]] == ["approved"]
    told = planner.get("/api/orders/proposals").json()
    assert told["stale"] == len(told["items"]) > 0  # they don't know what was approved


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


@on_each_database
def test_what_leaves_days_later_than_it_should_comes_as_many_days_later(kind, open_shop):
    api, _ = open_shop(kind)
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
