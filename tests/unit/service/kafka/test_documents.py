"""The schemas of messages and the AsyncAPI document: as the code is, valid, and true of real messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from foresale.service.api.sales.messages import read_message
from foresale.service.kafka.documents import SCHEMAS, as_text, asyncapi, schemas
from foresale.service.kafka.events import EVENTS
from foresale.service.live.live_event import LiveEvent
from foresale.service.topics.names import TOPICS
from foresale.storage.database.event_log.read import LoggedEvent
from foresale.storage.database.inbox.messages import SaleMessage

DOCUMENT = Path(__file__).parents[4] / "docs" / "asyncapi.json"


def test_the_files_are_what_the_code_says() -> None:
    found = schemas()
    assert {file.stem: file.read_text(encoding="utf-8") for file in SCHEMAS.glob("*.json")} == {
        name: as_text(schema) for name, schema in found.items()
    }, "run: python -m foresale.service.kafka.documents docs/asyncapi.json"
    assert DOCUMENT.read_text(encoding="utf-8") == as_text(asyncapi(found))


@pytest.mark.parametrize("name", sorted(schemas()))
def test_each_schema_is_one(name: str) -> None:
    jsonschema_rs.meta.validate(schemas()[name])


def _references(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for name, value in told.items():
            if name == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(told, list):
        for value in told:
            yield from _references(value)


def test_the_document_is_whole() -> None:
    told = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    assert told["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= told["info"].keys()
    assert {one["address"] for one in told["channels"].values()} == {"sales", *TOPICS.values()}
    for reference in _references(told):
        place = told
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    for operation in told["operations"].values():
        assert operation["action"] in ("send", "receive")
        channel = operation["channel"]["$ref"]
        assert all(one["$ref"].startswith(f"{channel}/messages/") for one in operation["messages"])
    for message in told["components"]["messages"].values():
        jsonschema_rs.meta.validate(message["payload"]["schema"])


SALE = {
    "transaction_id": "R-1", "store": "S1", "product": "TEA", "quantity": 2,
    "sold_at": "2026-03-11T17:05:00+01:00",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "message", "is_good"),
    [
        ("sale", SALE, True),
        ("sale", {**SALE, "kind": "sale", "unit_price": "1.29"}, True),
        ("sale", {**SALE, "quantity": 1e13}, False),
        ("sale", {**SALE, "surprise": 1}, False),
        ("correction", {**SALE, "kind": "correction", "reason": "typo"}, True),
        ("correction", {"kind": "correction", "transaction_id": "R-1"}, False),
        ("cancellation", {"kind": "cancellation", "transaction_id": "R-1"}, True),
        ("cancellation", {"kind": "cancellation"}, False),
    ],
)
def test_schema_and_reader_agree_on_messages(kind: str, message: dict[str, Any], is_good: bool) -> None:
    assert jsonschema_rs.is_valid(schemas()[f"{kind}.1"], message) == is_good
    assert isinstance(read_message(json.dumps(message).encode()), SaleMessage) == is_good


def test_every_kind_that_goes_to_a_topic_has_a_schema() -> None:
    assert EVENTS.keys() == TOPICS.keys()


def test_an_event_as_it_is_sent_keeps_to_its_schema() -> None:
    payload = {
        "product": "TEA", "store": "S1", "date": date(2026, 3, 1).isoformat(), "mean": 3.5,
        "as_of": datetime(2026, 3, 1, 12, tzinfo=UTC).isoformat(), "model_version": "daily.all.3",
    }  # fmt: skip
    logged = LoggedEvent(7, datetime.now(UTC), "outlook", 1, 2, "outlook:2/1", json.dumps(payload))
    sent = json.loads(LiveEvent("3fa2b1c0", logged).text)
    jsonschema_rs.validate(schemas()["outlook.1"], sent)
    del sent["id"]
    assert not jsonschema_rs.is_valid(schemas()["outlook.1"], sent)
