"""Suppliers, orders, changes of forecasts and exceptions from Python and from the command line."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy.orm import Session

from foresale.client.http_errors import ServerError
from foresale.storage.database.supply.transfers import keep_transfers
from foresale.storage.database.tables.base import utc_now
from foresale.workflows.planning.propose_transfers import ProposedTransfer


def test_an_order_goes_from_hand_to_shelf(served, foresale):
    with served.log_in() as admin:
        store = admin.stores.add(code="S1", name="Ulm").id
        tea = admin.products.add(sku="TEA", name="Tea", cost="2.00").id
        supplier = admin.suppliers.add(code="SUP", name="Supplier", order_days=[1, 4])
        assert [one.code for one in admin.suppliers.list()] == ["SUP"]
        kept = admin.suppliers.put_terms(
            [
                {"supplier": "SUP", "product": "TEA", "pack_size": 6},
                {"supplier": "SUP", "product": "MILK"},
            ]
        )
        assert (kept.added, [one.reason for one in kept.rejected]) == (1, ["There is no product 'MILK'."])
        assert [one.pack_size for one in admin.suppliers.terms(product="TEA")] == [6]
        body = {"supplier_id": supplier.id, "store_id": store, "lines": [{"product_id": tea, "quantity": 12}]}
        order = admin._connection.post("/orders", body)["id"]
        changed = admin.orders.change(order, [{"product_id": tea, "quantity": 18}])
        assert [line.quantity for line in changed.items] == [18]
        listed = admin.orders.proposals()
        assert [(line.product, line.quantity) for line in listed.items] == [("TEA", 18)]
        assert admin.orders.propose().kind == "propose_orders"
        with pytest.raises(ServerError, match="No stock is kept of TEA"):
            admin.orders.projection("TEA", "S1")
        with pytest.raises(ServerError, match="No forecast is served"):
            admin.overrides.preview(
                kind="add", amount=1, product_id=tea, reason="event", first_day="2026-01-01",
                last_day="2026-01-02",
            )  # fmt: skip
        assert admin.overrides.value().cells == 0
        assert admin.exceptions().items == ()
    words = ("login", "--server", served.address, "--email", served.add_user("planner"), "--password-stdin")
    assert foresale(*words, text="seven amber ladders\n").returncode == 0
    assert "TEA" in foresale("remote", "orders").stdout
    for step, state in (
        ("approve", "approved"),
        ("send", "sent"),
        ("receive", "received"),
        ("close", "closed"),
    ):
        done = foresale("remote", "orders", str(order), "--step", step, "--json")
        assert json.loads(done.stdout)["state"] == state, done.stderr
    assert foresale("remote", "orders", str(order)).returncode == 1
    assert foresale("remote", "orders").stdout.startswith("Nothing is to be ordered")
    assert foresale("remote", "exceptions").stdout.startswith("There is nothing to look at")


def test_a_transfer_goes_from_one_store_to_the_other(served, foresale):
    with served.log_in() as admin:
        stores = [admin.stores.add(code=code, name=code).id for code in ("S1", "S2")]
        tea = admin.products.add(sku="TEA", name="Green tea").id
        moves = [
            ProposedTransfer(
                tea, stores[1], stores[0], 12.0, 34.5, date(2026, 3, 2), date(2026, 3, 3),
                {"days_of_cover_without": 50.0, "days_of_cover_with": 47.0}, {"days_of_cover_without": 2.0},
            )
        ]  # fmt: skip
        with Session(served.container.engine) as session, session.begin():
            (number,) = keep_transfers(session, moves, {"runs": [1]}, utc_now()).numbers
        (listed,) = admin.transfers.list()
        assert (listed.from_store, listed.to_store, listed.units, listed.saves) == ("S2", "S1", 12, 34.5)
        changed = admin.transfers.change(number, [{"product_id": tea, "quantity": 10}])
        assert [(line.product, line.proposed, line.quantity) for line in changed.items] == [("TEA", 12, 10)]
        assert changed.items[0].taker == {"days_of_cover_without": 2.0}
    words = ("login", "--server", served.address, "--email", served.add_user("planner"), "--password-stdin")
    assert foresale(*words, text="seven amber ladders\n").returncode == 0
    shown = foresale("remote", "transfers").stdout
    assert "S2" in shown
    assert "34.50" in shown
    assert "47" in foresale("remote", "transfers", str(number)).stdout
    for step in ("approve", "send", "receive", "close"):
        done = foresale("remote", "transfers", str(number), "--step", step, "--json")
        assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["state"] == "closed"
    refused = foresale("remote", "transfers", str(number), "--cancel", "no van")
    assert refused.returncode == 1
    assert "is closed" in refused.stderr
    assert foresale("remote", "transfers", "--step", "send").returncode == 1
    assert foresale("remote", "transfers").stdout.startswith("Stores have nothing to give each other")
    ends = ("--from", "S2", "--to", "S1")
    made = foresale("remote", "transfers", *ends, "--units", "TEA=3.5", "--note", "asked for", "--json")
    told = json.loads(made.stdout)
    assert (told["state"], told["from_store"], told["to_store"]) == ("changed", "S2", "S1")
    assert (told["units"], told["note"], told["origin"]) == (3.5, "asked for", None)
    assert [(short["product"], short["in_stock"], short["promised"]) for short in told["warnings"]] == [
        ("TEA", -10, 0)
    ]
    printed = foresale("remote", "transfers", *ends, "--units", "TEA=1").stdout
    assert "TEA: 1 asked, and store S2 has -10, 3.5 of them promised." in printed
    assert foresale("remote", "transfers", str(told["id"]), "--step", "approve").returncode == 0
    assert "Green tea" in foresale("remote", "transfers", str(told["id"])).stdout
    for words in (ends, (*ends, "--units", "TEA"), (*ends, "--units", "TEA=0"), (*ends, "--step", "send")):
        refused = foresale("remote", "transfers", *words)
        assert refused.returncode == 1, words
    assert "There is no product" in foresale("remote", "transfers", *ends, "--units", "JAM=1").stderr
