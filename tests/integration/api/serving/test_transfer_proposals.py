"""What stores should give each other before anything is bought: proposed by the job, and not twice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.service.jobs.handlers import propose_orders as handler
from foresale.service.live.proposals_loop import ProposalsLoop
from foresale.storage.database.supply.proposals import mark_stale
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.transfers import TransferRow
from order_jobs import TODAY, lease_of, only_transfer, propose, run_job, sequence, tea_in

KINDS = ("sqlite", "postgres", "mariadb")
on_each_database = pytest.mark.parametrize("kind", KINDS)


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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "is_moved"),
    [
        ({"transfers_within": "nowhere"}, False),
        ({"transfers_within": "region"}, False),
        ({"transfer_unit_cost": 50.0}, False),
        ({"transfer_move_cost": 5000.0}, False),
        ({"transfer_least_units": 400}, False),
        ({"transfer_least_saving": 900.0}, False),
        ({"transfer_unit_cost": 1.2}, False),
        ({"transfer_unit_cost": 1.2, "transfer_least_saving": 0.0}, True),
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
        days = settings.get("transfer_days", 1)
        assert found["items"][0]["expected_on"] == (TODAY + timedelta(days=days)).isoformat()


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
    planner = api.as_role("planner")
    propose(api, planner)
    made = only_transfer(planner)
    approve_as_the_job_keeps(api, planner, made["id"])
    assert [one["state"] for one in planner.get("/api/transfers").json()["items"]] == ["approved"]
    told = planner.get("/api/orders/proposals").json()
    assert told["stale"] == len(told["items"]) > 0  # they don't know what was approved


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_a_need_that_is_met_as_the_job_keeps_its_proposals_is_not_met_by_a_third_store(kind, open_shop):
    api, shop = open_shop(kind)
    planner, admin = api.as_role("planner"), api.as_role("admin")
    propose(api, planner)
    made = only_transfer(planner)
    assert made["from_store"] == "S2"
    # S3 has more than S2 now, so that the job would let it give what S1 lacks.
    third = admin.post("/api/stores", json={"code": "S3", "name": "S3"}).json()["id"]
    shop.stores["S3"] = third
    shop.put(cutoff=TODAY - timedelta(days=1), pairs=(("TEA", "S1"), ("TEA", "S2"), ("TEA", "S3")))
    for store, units in (("S2", 30), ("S3", 600)):
        count = {"product_id": shop.products["TEA"], "store_id": shop.stores[store], "counted": units}
        assert planner.post("/api/stock/movements", json=count | {"reason": "count"}).status_code == 201
    approve_as_the_job_keeps(api, planner, made["id"])
    found = planner.get("/api/transfers").json()["items"]
    assert [(one["from_store"], one["to_store"], one["state"]) for one in found] == [("S2", "S1", "approved")]


@pytest.mark.parametrize("stores", [[], ["S1"]], ids=["all stores", "one"])
def test_orders_that_do_not_know_a_transfer_made_while_they_were_worked_out_are_stale(
    stores, open_shop, monkeypatch
):
    api, shop = open_shop(transfers_within="nowhere")
    planner = api.as_role("planner")
    given = {
        "from_store_id": shop.stores["S2"], "to_store_id": shop.stores["S1"],
        "lines": [{"product_id": shop.products["TEA"], "quantity": 10}],
    }  # fmt: skip
    work_out = handler.propose_orders

    def work_out_meanwhile(*what):
        assert planner.post("/api/transfers", json=given).status_code == 201
        return work_out(*what)

    monkeypatch.setattr(handler, "propose_orders", work_out_meanwhile)
    own = api.as_role("planner", [shop.stores[code] for code in stores]) if stores else planner
    told = propose(api, own)
    assert told["stale"] == len(told["items"]) > 0
    monkeypatch.setattr(handler, "propose_orders", work_out)
    assert propose(api, own)["stale"] == 0


def test_orders_are_stale_if_fewer_units_than_approved_were_sent_while_they_were_worked_out(
    open_shop, monkeypatch
):
    api, shop = open_shop(transfers_within="nowhere")
    planner = api.as_role("planner")
    line = {"product_id": shop.products["TEA"], "quantity": 10}
    given = {"from_store_id": shop.stores["S2"], "to_store_id": shop.stores["S1"], "lines": [line]}
    made = planner.post("/api/transfers", json=given).json()["id"]
    assert planner.post(f"/api/transfers/{made}/approve").status_code == 200
    work_out = handler.propose_orders

    def work_out_meanwhile(*what):
        fewer = {"lines": [line | {"quantity": 4}]}
        assert planner.post(f"/api/transfers/{made}/send", json=fewer).status_code == 200
        return work_out(*what)

    monkeypatch.setattr(handler, "propose_orders", work_out_meanwhile)
    told = propose(api, planner)
    assert told["stale"] == len(told["items"]) > 0


def test_a_transfer_that_somebody_spoke_of_is_cancelled_not_deleted_when_nothing_is_proposed(open_shop):
    api, shop = open_shop()
    planner = api.as_role("planner")
    propose(api, planner)
    made = only_transfer(planner)
    said = {"transfer_id": made["id"], "text": "By the van on Friday."}
    assert planner.post("/api/comments", json=said).status_code == 201
    count = {"product_id": shop.products["TEA"], "store_id": shop.stores["S1"], "counted": 500}
    assert planner.post("/api/stock/movements", json=count | {"reason": "count"}).status_code == 201
    told = propose(api, planner)
    assert told["stale"] == 0  # the orders were made without it
    after = planner.get(f"/api/transfers/{made['id']}").json()
    assert (after["state"], len(after["items"])) == ("cancelled", 1)
    assert [one["text"] for one in planner.get("/api/comments").json()["items"]] == [said["text"]]
    propose(api, planner)
    assert planner.get("/api/transfers").json()["total"] == 1


def approve_as_the_job_keeps(api, planner, transfer_id):
    """Approve a transfer after a job has worked out new ones, and before it keeps them."""
    engine, waits = api.container.engine, Event()
    job = planner.post("/api/orders/proposals").json()["id"]

    def hear(_connection, _cursor, statement, *_rest):
        if "FOR UPDATE" in statement and "FROM transfers" in statement:
            waits.set()

    with ThreadPoolExecutor(1) as pool:
        with Session(engine) as session, session.begin():
            row = session.scalar(
                sa.select(TransferRow).where(TransferRow.id == transfer_id).with_for_update()
            )
            row.state, row.changed_at = "approved", utc_now() + timedelta(minutes=1)
            session.flush()
            sa.event.listen(engine, "before_cursor_execute", hear)
            working = pool.submit(run_job, api, job)
            assert waits.wait(120)
            time.sleep(0.5)
            mark_stale(session, [row.from_store_id, row.to_store_id])  # as a step does; else they'd deadlock
        working.result()
    sa.event.remove(engine, "before_cursor_execute", hear)
