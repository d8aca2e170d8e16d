"""Proposals that know less than is known: marked at once, made anew soon, with what people said of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from foresale.service.jobs.job_types import find_handler
from foresale.service.live.proposals_loop import ProposalsLoop
from order_jobs import TODAY, lease_of, propose, run_job, sequence, stock_up


@pytest.fixture
def shop(api, shop_of):
    return stock_up(api, shop_of(api))


@pytest.mark.every_database
def test_proposals_are_stale_at_once_when_something_happens_and_made_anew_soon(api, shop):
    planner = api.as_role("planner")
    propose(api, planner)
    moment = [datetime.now(UTC)]
    loop, held = ProposalsLoop(api.container, lambda: moment[0]), lease_of(api)

    def asked():
        jobs = api.as_role("admin").get("/api/jobs", params={"kind": "propose_orders"}).json()["items"]
        return [job for job in jobs if job["scope"] == "orders.changed"]

    sequence(api)
    assert not loop.run_once(held)  # what was there before is known
    sale = {"transaction_id": "1", "store": "S1", "product": "TEA", "quantity": 2}
    assert planner.post("/api/sales", json=sale | {"sold_at": f"{TODAY}T00:01:00"}).status_code == 201
    sequence(api)
    assert not loop.run_once(held)
    told = planner.get("/api/orders/proposals").json()
    assert (told["stale"], told["total"]) == (2, 2)
    assert all(order["stale_since"] for order in planner.get("/api/orders").json()["items"])
    assert asked() == []  # sales can wait a little
    moment[0] += timedelta(minutes=16)
    assert loop.run_once(held)
    (job,) = asked()
    run_job(api, job["id"])
    assert planner.get("/api/orders/proposals").json()["stale"] == 0
    sequence(api)
    assert not loop.run_once(held)  # its own proposals are no news
    count = {"product_id": shop.products["TEA"], "store_id": shop.stores["S1"], "counted": 3}
    assert planner.post("/api/stock/movements", json=count | {"reason": "count"}).status_code == 201
    sequence(api)
    assert loop.run_once(held)  # who counts waits for what it changes


def stale(client):
    return client.get("/api/orders/proposals").json()["stale"]


@pytest.mark.every_database
def test_changed_terms_mark_proposals_as_stale_and_they_are_made_anew(api, shop):
    planner, admin = api.as_role("planner"), api.as_role("admin")
    moment = [datetime.now(UTC)]
    loop, held = ProposalsLoop(api.container, lambda: moment[0]), lease_of(api)

    def made_anew():
        """Whether what is stale is worked out soon, also by a process that began after it was marked."""
        again = ProposalsLoop(api.container, lambda: moment[0])
        moment[0] = datetime.now(UTC)
        sequence(api)
        assert not again.run_once(held)
        moment[0] += timedelta(minutes=16)
        assert again.run_once(held)
        assert not again.run_once(held)
        jobs = admin.get("/api/jobs", params={"kind": "propose_orders", "state": "queued"}).json()["items"]
        (job,) = [job for job in jobs if job["scope"] == "orders.changed"]
        run_job(api, job["id"])
        return stale(planner) == 0

    assert propose(api, planner)["stale"] == 0
    sequence(api)
    assert not loop.run_once(held)
    (term,) = admin.get("/api/supply-terms").json()["items"]
    place = f"/api/supply-terms/{term['id']}"
    given = {"supplier_id": term["supplier_id"], "product_id": term["product_id"], "lead_time_days": 3}
    assert admin.put(place, json=given | {"pack_size": 12}).status_code == 200
    assert stale(planner) == 2
    assert made_anew()
    supplier = {"code": "SUP", "name": "Supplier"}
    assert admin.put(f"/api/suppliers/{term['supplier_id']}", json=supplier | {"email": "a@b.c"}).is_success
    assert stale(planner) == 0
    assert admin.put(f"/api/suppliers/{term['supplier_id']}", json=supplier | {"order_days": [1]}).is_success
    assert stale(planner) == 2
    assert made_anew()
    product = {"sku": "TEA", "name": "TEA", "category": "Food", "price": "5.00", "cost": "1.50"}
    assert admin.put(f"/api/products/{term['product_id']}", json=product).status_code == 200
    assert stale(planner) >= 1
    assert made_anew()
    own = given | {"store_id": shop.stores["S2"]}
    assert admin.post("/api/supply-terms", json=own).status_code == 201
    assert stale(planner) == 0  # of a store without proposals
    assert admin.delete(place).status_code == 200
    assert stale(planner) >= 1


@pytest.mark.every_database
def test_what_happens_while_proposals_are_worked_out_leaves_them_stale(api, shop, monkeypatch):
    planner, admin = api.as_role("planner"), api.as_role("admin")
    propose(api, planner)
    handler = find_handler("propose_orders").__globals__
    plan = handler["propose_orders"]

    def planned_meanwhile(*asked):
        made = {"sku": "TEA", "name": "TEA", "category": "Food", "price": "9.00", "cost": "1.00"}
        assert admin.put(f"/api/products/{shop.products['TEA']}", json=made).status_code == 200
        return plan(*asked)

    monkeypatch.setitem(handler, "propose_orders", planned_meanwhile)
    assert propose(api, planner)["stale"] == 2
    monkeypatch.undo()
    assert propose(api, planner)["stale"] == 0


@pytest.mark.every_database
def test_what_people_said_about_a_proposal_stays(api, shop):
    planner, admin = api.as_role("planner"), api.as_role("admin")
    lines = {line["product"]: line for line in propose(api, planner)["items"]}
    for line in lines.values():
        said = {"order_id": line["order_id"], "text": f"{line['product']} is promised for Friday."}
        assert planner.post("/api/comments", json=said).status_code == 201
    weekday = (TODAY + timedelta(days=2)).isoweekday()
    (supplier,) = admin.get("/api/suppliers").json()["items"]
    given = {"code": "SUP", "name": "Supplier", "order_days": [weekday]}
    assert admin.put(f"/api/suppliers/{supplier['id']}", json=given).status_code == 200
    count = {"product_id": shop.products["BREAD"], "store_id": shop.stores["S1"], "counted": 5000}
    assert planner.post("/api/stock/movements", json=count | {"reason": "count"}).status_code == 201
    (tea,) = propose(api, planner)["items"]
    assert tea["order_on"] == (TODAY + timedelta(days=2)).isoformat()
    assert tea["order_id"] == lines["TEA"]["order_id"]  # of another day, and still the same
    bread = planner.get(f"/api/orders/{lines['BREAD']['order_id']}").json()
    assert bread["state"] == "cancelled"
    assert len(planner.get("/api/comments").json()["items"]) == 2
