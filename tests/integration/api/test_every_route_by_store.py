"""Every route of the schema, asked by every role that is limited to a store: no other store is told of.

Made from the schema, so that a new route can't be forgotten: whatever takes an id is asked about the other
store's too, and whatever takes a body gets its example.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.service.api.kit.permissions import Role
from foresale.storage.database.inbox.letters import NewLetter, keep_letters
from foresale.storage.database.tables.catalog import EventRow, StoreRow
from foresale.storage.database.tables.outlook import AlertRow
from foresale.storage.database.tables.trade import SaleRow

MARK = "ELSEWHERE"
"""Stands in all that is the other store's, and in nothing else."""


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
    with Session(embedded_api.container.engine) as session, session.begin():
        for name, store_id in ids.items():
            row = AlertRow(kind="bias", subject=name, message=name, store_id=store_id)
            row.created_at = datetime(2026, 3, 2, tzinfo=UTC)
            session.add(row)
        letters = [
            NewLetter("kafka", f"{name}/0/0", f'{{"store": "{name}"}}', f"{name} is wrong", store=name)
            for name in ids
        ]
        keep_letters(session.connection(), letters)
    return ids


def operations(app: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every method, address and description."""
    for path, found in app.openapi()["paths"].items():
        for method, operation in found.items():
            yield method.upper(), path, operation


def addresses(path: str, operation: Mapping[str, Any], other: int) -> Iterator[str]:
    """An address for each of the few ids that there are, with and without the other store's as a filter."""
    names = [part["name"] for part in operation.get("parameters", ()) if part["in"] == "path"]
    queries = {part["name"] for part in operation.get("parameters", ()) if part["in"] == "query"}
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
                for column in (StoreRow.id, EventRow.store_id, SaleRow.store_id)
                for row in session.execute(select(*column.class_.__table__.columns).where(column == other))
            ]

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
