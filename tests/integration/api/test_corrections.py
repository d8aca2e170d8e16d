"""A wrong sale is changed, cancelled or removed, and an import undone; who did it, when and why stays."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

SALE = {
    "transaction_id": "R1",
    "store": "S1",
    "product": "MILK",
    "sold_at": "2026-03-11T12:00:00",
    "quantity": 2,
    "unit_price": "1.29",
}
CHANGED = {
    "store": "S2",
    "product": "COLA",
    "sold_at": "2026-03-12T23:30:00",
    "quantity": 3,
    "unit_price": "1.50",
    "promotion": "spring",
    "reason": "typed wrong",
}


@pytest.fixture
def shop(api):
    """Two stores and two products; the stores' ids by code."""
    admin = api.as_role("admin")
    for sku in ("MILK", "COLA"):
        admin.post("/api/products", json={"sku": sku, "name": sku})
    return {
        code: admin.post("/api/stores", json={"code": code, "name": code, "time_zone": zone}).json()["id"]
        for code, zone in (("S1", "Europe/Rome"), ("S2", "America/New_York"))
    }


def changed_days(api):
    from foresale.storage.database.tables.trade import ChangedDayRow

    with Session(api.container.engine) as session:
        return set(session.execute(select(ChangedDayRow.store_id, ChangedDayRow.day)).all())


def audit(api, action):
    items = api.as_role("admin").get("/api/audit", params={"action": action}).json()["items"]
    return [(item["subject"], item["details"]) for item in items]


def add_sale(client):
    """The sale, stored, as it is read."""
    answer = client.post("/api/sales", json=SALE).json()
    return {name: value for name, value in answer.items() if name != "warnings"}


def sum_of_units(client):
    return sum(item["quantity"] for item in client.get("/api/sales").json()["items"])


@pytest.mark.every_database
def test_a_sale_is_changed_on_both_of_its_days_and_the_log_says_from_what(api, shop):
    client = api.as_role("planner")
    stored = add_sale(client)
    place = f"/api/sales/{stored['id']}"
    read = client.get(place)
    assert read.json() == stored
    tag = {"If-Match": read.headers["ETag"]}
    answer = client.put(place, json=CHANGED, headers=tag)
    assert answer.status_code == 200, answer.text
    sale = answer.json()
    assert (sale["id"], sale["transaction_id"]) == (stored["id"], "R1")
    assert (sale["store"], sale["product"], sale["quantity"], sale["revenue"]) == ("S2", "COLA", 3, "4.50")
    assert (sale["sold_at"], sale["sold_on"]) == ("2026-03-13T03:30:00Z", "2026-03-12")
    assert sale.pop("warnings") == []
    assert client.get(place).json() == sale
    assert client.get(place).headers["ETag"] == answer.headers["ETag"]
    assert changed_days(api) >= {(shop["S1"], date(2026, 3, 11)), (shop["S2"], date(2026, 3, 12))}
    ((subject, details),) = audit(api, "sale.changed")
    assert (subject, details["reason"]) == (f"sale {stored['id']}", "typed wrong")
    assert (details["before"]["quantity"], details["after"]["quantity"]) == (2, 3)
    assert (details["before"]["promotion"], details["after"]["promotion"]) == (None, "spring")
    assert client.put(place, json=CHANGED, headers=tag).status_code == 412


def test_a_correction_tells_what_may_be_a_slip_as_a_new_sale_does(api, shop):
    client = api.as_role("planner")
    place = f"/api/sales/{add_sale(client)['id']}"
    slip = client.put(place, json=CHANGED | {"revenue": "100"})
    assert slip.status_code == 200, slip.text
    (warning,) = slip.json()["warnings"]
    assert warning.startswith("1 sale has a revenue that quantity times unit_price is far from")
    assert "(first: R1, 100 for 3 × 1.50)" in warning
    assert client.get(place).headers["ETag"] == slip.headers["ETag"]
    products = api.as_role("admin").get("/api/products").json()["items"]
    idle = next(one["id"] for one in products if one["sku"] == "COLA")
    api.as_role("admin").delete(f"/api/products/{idle}")
    (warning,) = client.put(place, json=CHANGED).json()["warnings"]
    assert warning == "1 sale of products or stores out of use (COLA): these aren't forecast."
    old = client.put(place, json=CHANGED | {"product": "MILK", "sold_at": "2022-01-01T12:00:00"})
    assert "back to 2022-01-01" in old.json()["warnings"][0]


def test_what_was_taken_back_is_refused_with_a_code_that_can_be_worded(api, shop):
    client = api.as_role("planner")
    stored = add_sale(client)
    line = client.post(f"/api/sales/{stored['id']}/cancel", json={"reason": "x"}).json()
    for sale, reason in ((stored, "taken_back_already"), (line, "takes_back_another")):
        assert client.put(f"/api/sales/{sale['id']}", json=CHANGED).json()["reason"] == reason
    again = client.post(f"/api/sales/{line['id']}/cancel", json={"reason": "x"})
    assert again.json()["reason"] == "takes_back_another"


def test_a_cancelled_sale_and_what_cancels_it_both_stay_and_add_up_to_nothing(api, shop):
    client = api.as_role("planner")
    stored = add_sale(client)
    why = {"reason": "till was tested"}
    answer = client.post(f"/api/sales/{stored['id']}/cancel", json=why)
    assert answer.status_code == 201, answer.text
    line = answer.json()
    assert (line["quantity"], line["revenue"], line["sold_on"]) == (-2, "-2.58", "2026-03-11")
    assert answer.headers["Location"] == f"/api/sales/{line['id']}"
    again = client.post(f"/api/sales/{stored['id']}/cancel", json=why)
    assert (again.status_code, again.json()) == (200, line)
    assert len(client.get("/api/sales").json()["items"]) == 2
    assert sum_of_units(client) == 0
    assert audit(api, "sale.cancelled") == [
        (f"sale {stored['id']}", {"reason": "till was tested", "by": line["id"]})
    ]
    for refused in (
        client.put(f"/api/sales/{stored['id']}", json=CHANGED),
        client.put(f"/api/sales/{line['id']}", json=CHANGED),
        client.post(f"/api/sales/{line['id']}/cancel", json=why),
    ):
        assert refused.status_code == 409, refused.text
    assert client.delete(f"/api/sales/{line['id']}", params=why).status_code == 200
    assert sum_of_units(client) == 2
    assert client.post(f"/api/sales/{stored['id']}/cancel", json=why).status_code == 201
    assert client.delete(f"/api/sales/{stored['id']}", params=why).json()["deleted"] is True
    assert client.get("/api/sales").json()["items"] == []


def test_a_removed_sale_is_kept_in_the_log_alone_and_may_come_again(api, shop):
    client = api.as_role("planner")
    stored = add_sale(client)
    place = f"/api/sales/{stored['id']}"
    assert client.delete(place).status_code == 422
    assert client.delete(place, params={"reason": " "}).status_code == 422
    stale = client.delete(place, params={"reason": "twice"}, headers={"If-Match": '"other"'})
    assert stale.status_code == 412
    removed = client.delete(place, params={"reason": "twice"})
    assert (removed.status_code, removed.json()["deleted"]) == (200, True)
    assert client.get(place).status_code == 404
    assert client.delete(place, params={"reason": "twice"}).status_code == 404
    ((_, details),) = audit(api, "sale.removed")
    assert (details["reason"], details["was"]["transaction_id"]) == ("twice", "R1")
    assert details["was"]["unit_price"] == "1.2900"
    assert client.post("/api/sales", json=SALE).status_code == 201


def test_sales_of_other_stores_can_neither_be_seen_nor_corrected_nor_reached(api, shop):
    own, foreign = (
        api.as_role("admin").post("/api/sales", json={**SALE, "transaction_id": code, "store": code}).json()
        for code in ("S1", "S2")
    )
    planner, viewer = api.as_role("planner", [shop["S1"]]), api.as_role("viewer")
    there = f"/api/sales/{foreign['id']}"
    for refused in (
        planner.get(there),
        planner.put(there, json=CHANGED),
        planner.post(f"{there}/cancel", json={"reason": "x"}),
        planner.delete(there, params={"reason": "x"}),
    ):
        assert refused.status_code == 404, refused.text
    here = f"/api/sales/{own['id']}"
    moved = planner.put(here, json=CHANGED)
    assert (moved.status_code, "no store 'S2'" in moved.json()["detail"]) == (422, True)
    assert planner.put(here, json=CHANGED | {"store": "S1"}).status_code == 200
    assert viewer.get(there).status_code == 200
    assert viewer.put(there, json=CHANGED).status_code == 403
    assert viewer.delete(there, params={"reason": "x"}).status_code == 403


def test_a_correction_that_cant_be_changes_nothing(embedded_api):
    admin = embedded_api.as_role("admin")
    for sku in ("MILK", "COLA"):
        admin.post("/api/products", json={"sku": sku, "name": sku})
    for code in ("S1", "S2"):
        admin.post("/api/stores", json={"code": code, "name": code})
    stored = add_sale(admin)
    place = f"/api/sales/{stored['id']}"
    for wrong in (
        {"product": "TEA"},
        {"sold_at": "1989-12-31T12:00:00"},
        {"sold_at": "2126-01-01T00:00:00"},
        {"quantity": 1e13},
        {"unit_price": "-1"},
        {"promotion": "a\tb"},
        {"transaction_id": "R2"},
        {"reason": None},
    ):
        assert admin.put(place, json=CHANGED | wrong).status_code == 422, wrong
        assert admin.get(place).json() == stored, wrong


def upload(client, text, **options):
    import json

    form = {"options": json.dumps(options)} if options else {}
    return client.post("/api/imports", files={"file": ("sales.csv", text)}, data=form).json()


def stored_import(api, client, work, text, **options):
    shown = upload(client, text, **options)
    return work(api, client.post(f"/api/imports/{shown['id']}/commit").json())


def undo(api, client, import_id):
    from foresale.service.jobs.job import JobTimings
    from foresale.service.jobs.job_types import JobContext, find_handler
    from foresale.service.jobs.leases import JobLeases

    asked = client.post(f"/api/imports/{import_id}/undo", json={"reason": "wrong file"})
    assert asked.status_code == 202, asked.text
    assert asked.json()["state"] == "undoing"
    leases, job_id = JobLeases(api.container.engine, JobTimings()), asked.json()["job"].rpartition("/")[2]
    claim = leases.claim(job_id, "test")
    context = JobContext(job_id)
    result = find_handler(claim.job.kind)(api.container, claim.job.arguments, context)
    assert leases.succeed(claim, result, context.heartbeat())
    return client.get(f"/api/imports/{import_id}").json()


HEADER = "transaction id,date,shop,sku,units\n"
ROWS = [f"N{day},2026-01-{day:02d},S1,MILK,{day}\n" for day in range(1, 21)]


@pytest.mark.every_database
def test_an_undone_import_takes_away_exactly_what_it_added(api, shop, work):
    client = api.as_role("planner")
    client.post("/api/sales", json=SALE)
    first = stored_import(api, client, work, HEADER + "".join(ROWS[:10]))
    second = stored_import(api, client, work, HEADER + "".join(ROWS[5:]))
    assert (second["result"]["new"], second["result"]["known"]) == (10, 5)
    with Session(api.container.engine) as session, session.begin():
        from sqlalchemy import delete

        from foresale.storage.database.tables.trade import ChangedDayRow

        session.execute(delete(ChangedDayRow))
    undone = undo(api, client, second["id"])
    assert undone["state"] == "undone"
    assert (undone["result"]["removed"], undone["result"]["new"]) == (10, 10)
    assert "10 sales removed" in undone["result"]["message"]
    left = {item["transaction_id"] for item in client.get("/api/sales").json()["items"]}
    assert left == {"R1", *(f"N{day}" for day in range(1, 11))}
    assert changed_days(api) == {(shop["S1"], date(2026, 1, day)) for day in range(11, 21)}
    ((subject, details),) = audit(api, "import.undone")
    assert (subject, details) == (f"import {second['id']}", {"reason": "wrong file"})
    for again in ("undo", "commit"):
        body = {"reason": "x"} if again == "undo" else None
        assert client.post(f"/api/imports/{second['id']}/{again}", json=body).status_code == 409
    anew = stored_import(api, client, work, HEADER + "".join(ROWS[5:]))
    assert (anew["result"]["new"], anew["already_imported"]) == (10, None)
    assert undo(api, client, first["id"])["result"]["removed"] == 10


def test_an_import_is_undone_only_by_who_sees_its_stores(api, shop, work):
    client = api.as_role("planner")
    done = stored_import(api, client, work, HEADER + "".join(ROWS))
    other = api.as_role("planner", [shop["S2"]])
    assert other.post(f"/api/imports/{done['id']}/undo", json={"reason": "x"}).status_code == 404
    assert (
        api.as_role("viewer").post(f"/api/imports/{done['id']}/undo", json={"reason": "x"}).status_code == 403
    )
    assert client.post(f"/api/imports/{done['id']}/undo", json={}).status_code == 422
    looked = upload(client, HEADER + "".join(ROWS))
    assert client.post(f"/api/imports/{looked['id']}/undo", json={"reason": "x"}).status_code == 409
