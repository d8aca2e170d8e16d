"""Every route of the schema, asked by every role that is limited to a store: no other store is told of.

Made from the schema, so that a new route can't be forgotten: whatever takes an id is asked about the other
store's too, and whatever takes a body gets its example.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.service.api.kit.permissions import Role
from foresale.storage.database.inbox.letters import NewLetter, keep_letters
from foresale.storage.database.tables.catalog import EventRow, StockMovementRow, StoreRow
from foresale.storage.database.tables.collaboration import CommentRow, ProductOwnerRow, SavedViewRow
from foresale.storage.database.tables.drivers import DriverAnalysisRow
from foresale.storage.database.tables.exceptions import ExceptionRow
from foresale.storage.database.tables.outlook import AlertRow
from foresale.storage.database.tables.supply import PurchaseOrderRow, SupplyTermRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.storage.database.tables.transfers import TransferLineRow, TransferRow

MARK = "ELSEWHERE"
"""Stands in all that is the other store's, and in nothing else."""
TABLE = "0b0b0b0b-0000-4000-8000-00000000000b"
"""The number of a table that somebody else uploaded."""


@pytest.fixture
def shop_of_two(embedded_api: Any) -> dict[str, int]:
    """The ids of an own store and another, each with a sale, an event, a movement and an alert."""
    admin = embedded_api.as_role("admin")
    ids = {}
    product = admin.post("/api/products", json={"sku": "TEA", "name": "Tea"}).json()["id"]
    for name in ("OWN", MARK):
        ids[name] = admin.post("/api/stores", json={"code": name, "name": f"{name} street"}).json()["id"]
        sale = {"transaction_id": f"{name}-1", "store": name, "product": "TEA", "quantity": 1}
        assert admin.post("/api/sales", json=sale | {"sold_at": "2026-03-02T10:00:00"}).status_code == 201
        event = {"name": f"{name} fair", "starts_on": "2026-03-01", "ends_on": "2026-03-02"}
        assert admin.post("/api/events", json=event | {"store_id": ids[name]}).status_code == 201
        moved = {"product_id": product, "store_id": ids[name], "quantity": 1, "reason": "count"}
        assert admin.post("/api/stock/movements", json=moved | {"note": name}).status_code == 201
    plan_of_two(admin, product, ids)
    third = admin.post("/api/stores", json={"code": "THIRD", "name": "Third street"}).json()["id"]
    with Session(embedded_api.container.engine) as session, session.begin():
        session.add(
            DriverAnalysisRow(
                id=TABLE, file_name=f"{MARK}.csv", digest="0" * 64, size=1, state="looked_at", options={},
                preview={"is_ready": True, "questions": [], "target": MARK},
            )
        )  # fmt: skip
        for store_id in ids.values():
            figures = {"actual": 0.0, "expected": 2.0, "units": 2.0}
            session.add(
                ExceptionRow(
                    queue_rank=0, kind="out_of_stock", product_id=product, store_id=store_id, **figures
                )
            )
        for name, store_id in ids.items():
            add_transfer(session, (store_id, third), product, name)
            row = AlertRow(kind="bias", subject=name, message=name, store_id=store_id)
            row.created_at = datetime(2026, 3, 2, tzinfo=UTC)
            session.add(row)
        letters = [
            NewLetter("kafka", f"{name}/0/0", f'{{"store": "{name}"}}', f"{name} is wrong", store=name)
            for name in ids
        ]
        keep_letters(session.connection(), letters)
    return ids


def plan_of_two(admin: Any, product: int, ids: Mapping[str, int]) -> None:
    """For each store terms of supply, an order with something said about it, and a view that is shared."""
    for name, store_id in ids.items():
        supplier = admin.post("/api/suppliers", json={"code": f"SUP{store_id}", "name": "Supplier"}).json()[
            "id"
        ]
        terms = {"supplier_id": supplier, "product_id": product, "store_id": store_id}
        assert admin.post("/api/supply-terms", json=terms).status_code == 201
        line = {"product_id": product, "quantity": 6}
        order = {"store_id": store_id, "note": name, "supplier_id": supplier, "lines": [line]}
        made = admin.post("/api/orders", json=order)
        assert made.status_code == 201, made.text
        for about in ({"order_id": made.json()["id"]}, {"product_id": product, "store_id": store_id}):
            assert admin.post("/api/comments", json=about | {"text": name}).status_code == 201
        view = {"screen": "products", "name": name, "search": {"store": name}, "is_shared": True}
        assert admin.post("/api/saved-views", json=view).status_code == 201


def add_transfer(session: Session, stores: tuple[int, int], product: int, note: str) -> None:
    """What one store should give another, approved, and something said about it."""
    day = date(2026, 3, 3)
    row = TransferRow(
        from_store_id=stores[0], to_store_id=stores[1], state="approved", send_on=day, expected_on=day,
        note=note, changed_at=datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip
    session.add(row)
    session.flush()
    line = {"proposed": 3.0, "quantity": 3.0, "received": 0.0, "saves": 1.0}
    ends = {"giver": {"of": note}, "taker": {"of": MARK}}
    session.add(TransferLineRow(transfer_id=row.id, product_id=product, **line, **ends))
    session.add(CommentRow(transfer_id=row.id, text=note))


def operations(app: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every method, address and description."""
    for path, found in app.openapi()["paths"].items():
        for method, operation in found.items():
            yield method.upper(), path, operation


def addresses(path: str, operation: Mapping[str, Any], other: int) -> Iterator[str]:
    """An address for each of the few ids that there are, with and without the other store's as a filter."""
    names = [part["name"] for part in operation.get("parameters", ()) if part["in"] == "path"]
    queries = {part["name"] for part in operation.get("parameters", ()) if part["in"] == "query"}
    if "analysis_id" in names:
        yield path.replace("{analysis_id}", TABLE).replace("{name}", "report.html")
        return
    if {"product", "store"} <= queries and not names:  # both are needed: the store is hidden by its number
        yield f"{path}?product=TEA&store={other}"
    for ids in itertools.product((1, 2), repeat=len(names)):
        address = path
        for name, number in zip(names, ids, strict=True):
            address = address.replace(f"{{{name}}}", str(number))
        if "follow" in queries:  # all that there was, and the end of it
            yield f"{address}?after=0&follow=false"
            yield f"{address}?after=0&follow=false&store_id={other}"
            continue
        yield address
        if "store_id" in queries:
            yield f"{address}?store_id={other}"
        if "by" in queries:
            yield f"{address}?by=store"


def example(app: Any, operation: Mapping[str, Any]) -> Any:
    """The schema's own example of a body; an empty one where it has none."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return next(iter(app.openapi()["components"]["schemas"].get(name, {}).get("examples", ())), {})


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_nothing_of_another_store_is_told_to_who_is_limited_to_one(
    embedded_api: Any, shop_of_two: dict[str, int], role: Role
) -> None:
    app, other = embedded_api.client.app, shop_of_two[MARK]
    user_id = embedded_api.add_user(role, [shop_of_two["OWN"]])
    asked, told = 0, []
    for method, path, operation in operations(app):
        if path == "/api/audit":  # numbers alone, for admins
            continue
        client = embedded_api.as_user(user_id)
        for address in addresses(path, operation, other):
            body = None if method in ("GET", "DELETE") else example(app, operation)
            if isinstance(body, dict) and "store_id" in body:
                body = body | {"store_id": other}
            answer = client.request(method, address, json=body)
            asked += 1
            if MARK in answer.text or answer.status_code in (500, 502):
                told.append(f"{method} {address}: {answer.status_code} {answer.text[:200]}")
    assert told == []
    assert asked > 60


def test_nothing_of_another_store_is_changed_by_who_is_limited_to_one(
    embedded_api: Any, shop_of_two: dict[str, int]
) -> None:
    app, other = embedded_api.client.app, shop_of_two[MARK]
    engine = embedded_api.container.engine

    def theirs() -> list[tuple[Any, ...]]:
        with Session(engine.execution_options(writes=False)) as session:
            return [
                tuple(row)
                for column in (
                    StoreRow.id, EventRow.store_id, SaleRow.store_id, SupplyTermRow.store_id,
                    PurchaseOrderRow.store_id, CommentRow.store_id, StockMovementRow.store_id,
                    TransferRow.from_store_id,
                )
                for row in session.execute(select(*column.class_.__table__.columns).where(column == other))
            ] + [
                tuple(row)
                for table in (SavedViewRow, DriverAnalysisRow, ProductOwnerRow)
                for row in session.execute(select(*table.__table__.columns))
                if MARK in str(row) or table is ProductOwnerRow
            ]  # fmt: skip

    before = theirs()
    user_id = embedded_api.add_user("admin", [shop_of_two["OWN"]])
    for method, path, operation in operations(app):
        if method == "GET":
            continue
        client = embedded_api.as_user(user_id)
        for address in addresses(path, operation, other):
            body = None if method == "DELETE" else example(app, operation)
            if isinstance(body, dict) and "store_id" in body:
                body = body | {"store_id": other}
            client.request(method, address, json=body)
    assert theirs() == before
