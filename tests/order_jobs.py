"""What tests of proposed orders share: a shop to order for, and the jobs and loops that a service runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from foresale.service.jobs.job import JobTimings
from foresale.service.jobs.job_types import JobContext, find_handler
from foresale.service.jobs.leases import JobLeases
from foresale.storage.database.event_log.sequence import number_events, numbering_engine
from foresale.storage.database.live_leases import Leases

TODAY = datetime.now(UTC).date()


def stock_up(api, made):
    """TEA sells ten a day in two stores, BREAD in one; prices, stock and a supplier with packs of six."""
    made.put(cutoff=TODAY - timedelta(days=1))
    made.serve(1)
    api.client.app.state.predictor.champions.refresh()
    admin = api.as_role("admin")
    for sku, price in (("TEA", "5.00"), ("BREAD", "2.00")):
        product = {"sku": sku, "name": sku, "category": "Food", "price": price, "cost": "1.00"}
        place = f"/api/products/{made.products[sku]}"
        assert admin.put(place, json=product | {"lead_time_days": 2}).status_code == 200
    supplier = admin.post("/api/suppliers", json={"code": "SUP", "name": "Supplier"}).json()["id"]
    terms = {"supplier_id": supplier, "product_id": made.products["TEA"], "pack_size": 6, "lead_time_days": 3}
    assert admin.post("/api/supply-terms", json=terms).status_code == 201
    for sku, code, units in (("TEA", "S1", 20), ("TEA", "S2", 500), ("BREAD", "S1", 0)):
        count = {"product_id": made.products[sku], "store_id": made.stores[code], "counted": units}
        counted = admin.post("/api/stock/movements", json=count | {"reason": "count"})
        assert counted.status_code == 201, counted.text
    return made


def propose(api, client):
    """Ask for proposals, and do the job as a worker does."""
    asked = client.post("/api/orders/proposals")
    assert asked.status_code == 202, asked.text
    run_job(api, asked.json()["id"])
    return client.get("/api/orders/proposals").json()


def run_job(api, job_id):
    leases = JobLeases(api.container.engine, JobTimings())
    claim = leases.claim(job_id, "test")
    context = JobContext(claim.job.id)
    result = find_handler("propose_orders")(api.container, claim.job.arguments, context)
    assert leases.succeed(claim, result, context.heartbeat())


def sequence(api):
    """Give what happened its places in the log, as the sequencer does."""
    with numbering_engine(api.container.engine).begin() as connection:
        number_events(connection)


def lease_of(api):
    """A lease that nobody else wants."""
    held = Leases(api.container.engine, "test").take("order proposals")
    assert held is not None
    return held


def units_of(client):
    """What there is of tea in each store."""
    levels = client.get("/api/stock/levels", params={"product": "TEA"}).json()["items"]
    return {level["store"]: level["units"] for level in levels}


def only_transfer(client):
    (found,) = client.get("/api/transfers", params={"state": "proposed"}).json()["items"]
    return client.get(f"/api/transfers/{found['id']}").json()


def tea_in(told, store):
    return next((line for line in told["items"] if (line["product"], line["store"]) == ("TEA", store)), None)
