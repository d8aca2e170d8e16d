"""Bodies that hold too much: refused before they are made into anything, and nobody else waits."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

PATIENCE = 4.0  # it was 18 s, and .1 s on a machine of its own
"""Seconds; what is measured takes some hundredths of it."""

JSON = {"Content-Type": "application/json"}


@contextmanager
def watched(client: Any) -> Iterator[list[float]]:
    """How long a plain question takes, asked over and over until the block ends."""
    seconds: list[float] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            began = time.perf_counter()
            client.get("/api/health/live")
            seconds.append(time.perf_counter() - began)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield seconds
    finally:
        over.set()
        asking.join()


def keys(count: int) -> bytes:
    return json.dumps({"product": 1, "store": 1, **{f"k{n}": n for n in range(count)}}).encode()


@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("/api/predict/", keys(500_000), 413, "250,000 values"),
        ("/api/predict/", keys(60_000), 413, "60,002 names"),
        ("/api/sales/batch", b'{"sales":[' + b"1," * 4_000_000 + b"1]}", 413, "values"),
        ("/api/sales/batch", b'{"sales":[' + b"{}," * 100_000 + b"{}]}", 413, "100,001 elements"),
        ("/api/predict/", b'{"a":' + b"[" * 4_000_000, 422, "deep"),
        ("/api/predict/", b'{"a":"' + keys(60_000).replace(b'"', b'\\"') + b'"}', 422, "product"),
    ],
    ids=["500,000 names", "60,000 names", "4 million elements", "100,000 objects", "depth", "one long text"],
)
def test_a_body_that_holds_too_much_is_refused_at_once(
    embedded_api: Any, path: str, body: bytes, status: int, word: str
) -> None:
    planner = embedded_api.as_role("planner")
    assert planner.get("/api/products").status_code == 200  # so that the caller is known
    with watched(embedded_api.as_role("viewer")) as seconds:
        began = time.perf_counter()
        answer = planner.post(path, content=body, headers=JSON)
        took = time.perf_counter() - began
    told = answer.json()
    assert (answer.status_code, word in told["detail"]) == (status, True), told
    assert max(took, *seconds) < PATIENCE


def test_a_body_in_pieces_is_judged_as_a_whole(embedded_api: Any) -> None:
    body = keys(60_000)
    pieces = (body[first : first + 1000] for first in range(0, len(body), 1000))
    answer = embedded_api.as_role("planner").post("/api/predict/", content=pieces, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_strangers_body_is_judged_too(embedded_api: Any) -> None:
    answer = embedded_api.client.post("/api/auth/login", content=keys(4_000), headers=JSON)
    assert (answer.status_code, "4,002 names" in answer.json()["detail"]) == (413, True)


def test_as_much_as_a_route_takes_passes(embedded_api: Any) -> None:
    planner = embedded_api.as_role("planner")
    rows = [{"transaction_id": f"T{n}", "store": "S", "product": "P", "note": "a,[{"} for n in range(10_000)]
    assert planner.post("/api/sales/batch", json={"sales": rows}).json()["rejected"] == 10_000
    told = planner.post("/api/sales/batch", json={"sales": [*rows, {}]})
    assert (told.status_code, "10000 items" in told.json()["detail"]) == (422, True)
