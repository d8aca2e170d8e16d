"""Another server that takes its time is waited for by those who asked it, and by nobody else."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from datetime import UTC, datetime
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest

from foresale.errors import NotFoundError
from foresale.service.api.drivers import routes as drivers
from foresale.service.api.kit.dependencies import MAX_EXPORTS, MAX_WAITING
from foresale.service.topics import kafka_topics
from foresale.service.topics.viewed import ViewedMessages
from foresale.storage.database.tables.drivers import DriverAnalysisRow

THREADS = 40
"""Of the API: it has no more for work that blocks."""
ASKERS = THREADS + 8
SALE = {"transaction_id": "1", "store": "S1", "product": "TEA", "quantity": 1}


class SlowServer:
    """Answers nobody before it is let, and knows how many wait for it."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self._goes_on = threading.Event()
        self._counted = threading.Lock()
        self.asked = threading.Semaphore(0)
        self.at_once = 0

    def __call__(self, *_arguments: Any) -> Any:
        with self._counted:
            self.at_once += 1
        self.asked.release()
        assert self._goes_on.wait(120)
        return self._answer

    def answer(self) -> None:
        """Answer all."""
        self._goes_on.set()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(ASKERS + 8) as opened:
        yield opened


@pytest.fixture
def open_shop(open_api: Any) -> Any:
    """A function that opens the API with settings, and a store and a product in it."""

    def opened(**settings: Any) -> Any:
        api = open_api(**settings)
        admin = api.as_role("admin")
        for noun, row in (("stores", {"code": "S1"}), ("products", {"sku": "TEA"})):
            assert admin.post(f"/api/{noun}", json=row | {"name": "One"}).status_code == 201
        return api

    return opened


def _fetch_nothing(*_asked: Any) -> None:
    raise NotFoundError("It is gone.", fix="Start the analysis anew.")


def assert_others_are_answered(api: Any, pool: ThreadPoolExecutor) -> None:
    """Sales are taken, and pages read, by people who don't ask the slow server."""
    admin = api.as_role("admin")
    sale = SALE | {"sold_at": datetime.now(UTC).isoformat()}
    others: list[Future[Any]] = [
        *(pool.submit(admin.post, "/api/sales", json=sale | {"transaction_id": f"t{n}"}) for n in range(4)),
        *(pool.submit(admin.get, "/api/products") for _ in range(4)),
    ]
    done, waiting = wait(others, timeout=20)
    assert not waiting, f"{len(waiting)} of {len(others)} requests wait for a server that they don't ask"
    assert {one.result().status_code for one in done} <= {200, 201}


def test_sales_go_on_while_many_wait_for_messages_of_kafka(
    open_shop: Any, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = open_shop(kafka_servers="slow:9092")
    slow = SlowServer(ViewedMessages([], {0: 0}))
    monkeypatch.setattr(kafka_topics, "read_topic", slow)
    admin = api.as_role("admin")
    asked = [pool.submit(admin.get, "/api/topics/kafka/sales/messages") for _ in range(ASKERS)]
    try:
        assert slow.asked.acquire(timeout=60)
        assert_others_are_answered(api, pool)
        assert slow.at_once < THREADS / 2
    finally:
        slow.answer()
    assert [one.result().status_code for one in asked] == [200] * ASKERS


@pytest.mark.parametrize("form", ["csv", "json"])
def test_few_exports_of_topics_are_made_at_once_and_more_than_may_wait_are_told_to_come_later(
    open_shop: Any, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    api = open_shop(kafka_servers="slow:9092")
    slow = SlowServer(ViewedMessages([], {0: 0}))
    monkeypatch.setattr(kafka_topics, "read_topic", slow)
    admin = api.as_role("admin")
    asked = [pool.submit(admin.get, f"/api/topics/kafka/sales/messages.{form}") for _ in range(ASKERS)]
    many = MAX_EXPORTS + MAX_WAITING
    try:
        refused = [one.result() for one in islice(as_completed(asked, 60), ASKERS - many)]
        assert_others_are_answered(api, pool)
        assert slow.at_once == MAX_EXPORTS, "who waits has read nothing yet"
    finally:
        slow.answer()
    assert {(one.status_code, one.json()["reason"]) for one in refused} == {(503, "too_many_exports")}
    assert refused[0].json()["arguments"] == {"count": many}
    assert refused[0].headers["retry-after"]
    assert sorted(one.result().status_code for one in asked) == [200] * many + [503] * len(refused)
    told = admin.get("/api/audit", params={"limit": 100}).json()["items"]
    assert sum(one["action"] == "topic.exported" for one in told) == many
    assert admin.get(f"/api/topics/kafka/sales/messages.{form}").status_code == 200


def test_sales_go_on_while_kafkas_topics_are_listed(
    open_shop: Any, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = open_shop(kafka_servers="slow:9092")
    slow = SlowServer([])
    monkeypatch.setattr(kafka_topics, "list_topics", slow)
    admin = api.as_role("admin")
    asked = [pool.submit(admin.get, "/api/topics") for _ in range(ASKERS)]
    try:
        assert slow.asked.acquire(timeout=60)
        assert_others_are_answered(api, pool)
    finally:
        slow.answer()
    assert [one.result().status_code for one in asked] == [200] * ASKERS


@pytest.mark.parametrize(("verb", "place"), [("GET", "files/report.html"), ("POST", "predict")])
def test_sales_go_on_while_what_was_found_is_fetched(
    open_shop: Any, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, verb: str, place: str
) -> None:
    api = open_shop()
    slow = SlowServer(SimpleNamespace(run_id="1"))
    monkeypatch.setattr(drivers, "read_done", lambda *_: DriverAnalysisRow(version="drivers.tea.1"))
    monkeypatch.setattr(type(api.container.registry), "version", slow)
    monkeypatch.setattr(type(api.container.registry), "page", lambda *_: None)
    monkeypatch.setattr(type(api.container.registry), "fetch", _fetch_nothing)
    admin, address = api.as_role("admin"), f"/api/drivers/{uuid.uuid4()}/{place}"
    body = {"json": {"values": {"age": 1}}} if verb == "POST" else {}
    asked = [pool.submit(admin.request, verb, address, **body) for _ in range(ASKERS)]
    try:
        assert slow.asked.acquire(timeout=60)
        assert_others_are_answered(api, pool)
        assert slow.at_once < THREADS / 2
    finally:
        slow.answer()
    assert {one.result().status_code for one in asked} == {404}


def test_sales_go_on_while_the_registry_takes_its_time(
    open_shop: Any, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = open_shop()
    slow = SlowServer([])
    monkeypatch.setattr(type(api.container.registry), "versions", slow)
    admin = api.as_role("admin")
    asked = [pool.submit(admin.get, "/api/models") for _ in range(ASKERS)]
    try:
        assert slow.asked.acquire(timeout=60)
        assert_others_are_answered(api, pool)
    finally:
        slow.answer()
    assert [one.result().json() for one in asked] == [{"items": []}] * ASKERS
