"""A full disk is told as one: to whoever sends a file, in jobs, and by the readiness probe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

resource = pytest.importorskip("resource", reason="Windows has no limits of files' sizes.")
HEAD = "date,store,product,quantity,price\n"


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Let the system refuse to write on, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_an_upload_to_a_full_disk_is_refused_as_such_and_leaves_nothing(embedded_api: Any) -> None:
    client = embedded_api.as_role("planner")
    text = HEAD + "2026-03-01,S1,TEA,1,2.5\n" * 100_000
    with no_file_larger_than(1_000_000):
        refused = client.post("/api/imports", files={"file": ("sales.csv", text.encode())})
    assert (refused.status_code, refused.json()["code"]) == (507, "disk_full"), refused.text
    assert refused.json()["detail"] == "The disk is full."
    assert "Free some space" in refused.json()["fix"]
    assert list((embedded_api.container.settings.home / "uploads").iterdir()) == []
    assert client.post("/api/imports", files={"file": ("sales.csv", text.encode())}).status_code == 201


@contextmanager
def no_page_left(engine: sa.Engine) -> Iterator[None]:
    """Let SQLite find no space for one more page of its file, as on a full disk."""

    def limit(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    sa.event.listen(engine, "connect", limit)
    engine.dispose()
    try:
        yield
    finally:
        sa.event.remove(engine, "connect", limit)
        engine.dispose()


def test_sales_that_a_full_database_has_no_room_for_are_refused_whole_and_taken_later(
    embedded_api: Any,
) -> None:
    client, engine = embedded_api.as_role("admin"), embedded_api.container.engine
    client.post("/api/stores", json={"code": "S1", "name": "First"}).raise_for_status()
    client.post("/api/products", json={"sku": "TEA", "name": "Tea"}).raise_for_status()
    sale = {"store": "S1", "product": "TEA", "sold_at": "2026-03-01T12:00:00Z", "quantity": 1}
    batch = {"sales": [{"transaction_id": f"t-{number:05d}", **sale} for number in range(500)]}
    with no_page_left(engine):
        refused = client.post("/api/sales/batch", json=batch)
        assert (refused.status_code, refused.json()["code"]) == (507, "disk_full"), refused.text
        assert client.get("/api/sales").json()["items"] == []
    stored = client.post("/api/sales/batch", json=batch)
    assert (stored.status_code, stored.json()["added"]) == (200, 500), stored.text


def test_a_service_whose_disk_is_full_isnt_ready_and_says_why(open_api: Callable[..., Any]) -> None:
    assert open_api().client.get("/api/health/ready").status_code == 200
    answer = open_api(min_free_mb=10**9).client.get("/api/health/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert answer.json()["detail"].startswith("The disk is full: ")
