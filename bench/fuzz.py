"""Malformed bodies and files against a running service: `python -m bench.fuzz`.

Looks for answers of 500 and more (503 apart, which says that something isn't there yet), and for seconds
in which nobody else is answered: a second client asks a plain question all the while.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

MAX_STALL = 0.5
"""Seconds."""

HEADER, ROW = "date,store,product,quantity,price\n", "2026-03-01,S1,TEA,2,1.29\n"
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 1e308, -0.0, "", " ", "TEA", "\u0000", "💣" * 50, "a" * 5_000, "2026-13-45",
    "'; DROP TABLE sales; --", "../../etc/passwd", "{{7*7}}", [], {}, [[]], {"a": {"b": []}}, [None] * 300,
)  # fmt: skip
_NOT_ASKED = ("/api/auth/logout", "/api/auth/password", "/api/live")
"""They end the fuzzer's own session, or go on for ever."""


@dataclass
class Findings:
    """What came of it: requests sent, answers that are our fault, and the longest waits of somebody else."""

    sent: int = 0
    faults: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """The longest wait in seconds; of many the 99.9th percentile, as the machine stalls too."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.999))] if ordered else 0.0


def bodies(rng: random.Random, example: Any) -> Iterator[bytes]:
    """Bodies without end: an example with fields changed, left out or added, and bytes broken."""
    while True:
        body = dict(example) if isinstance(example, dict) else {}
        for _ in range(rng.randint(0, 3)):
            name = rng.choice([*body, "odd", "store", "product", "limit"])
            body[name] = rng.choice(VALUES)
        if body and rng.random() < 0.2:
            body.pop(rng.choice(list(body)))
        text = json.dumps(body).encode()
        yield _broken(rng, text) if rng.random() < 0.4 else text


def files(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """Files without end: tables with cells, endings, encodings and bytes that aren't what they should be."""
    endings = (".csv", ".xlsx", ".json", ".jsonl", ".parquet", ".tsv", "", ".exe")
    while True:
        rows = "".join(_odd_row(rng) for _ in range(rng.randint(0, 40)))
        text = (HEADER + rows).encode(rng.choice(("utf-8", "utf-16", "cp1252")), errors="replace")
        content = rng.choice((text, _packed(text), b"PAR1" + text + b"PAR1", b"[" + text, b"{" * 500 + text))
        yield "f" + rng.choice(endings), _broken(rng, content) if rng.random() < 0.5 else content


def _odd_row(rng: random.Random) -> str:
    cells = ROW.strip().split(",")
    if rng.random() < 0.3:
        cells[rng.randrange(len(cells))] = str(rng.choice(VALUES))[:200]
    return ",".join(cells[: rng.choice((5, 5, 5, 4, 1))]) + rng.choice(("\n", "\r\n", "\r"))


def _packed(text: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", text)
    return made.getvalue()


def _broken(rng: random.Random, content: bytes) -> bytes:
    broken = bytearray(content)
    for _ in range(rng.randint(1, 8)):
        if broken:
            broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken[: rng.randint(0, len(broken))] if rng.random() < 0.3 else broken)


def fuzz(address: str, headers: dict[str, str], requests: int, uploads: int, seed: int = 0) -> Findings:
    """Send malformed requests and files to a server, and answer what came of it.

    Args:
        address: Of the server.
        headers: Who asks.
        requests: Bodies to send.
        uploads: Files to send.
        seed: The same seed sends the same.
    """
    rng, found = random.Random(seed), Findings()
    with httpx.Client(base_url=address, headers=headers, timeout=300) as client, _watched(client, found):
        schema = client.get("/api/openapi.json").json()
        streams = [
            (method.upper(), path, bodies(rng, _example(schema, operation)))
            for path, operations in schema["paths"].items()
            for method, operation in operations.items()
            if path not in _NOT_ASKED
        ]
        for number in range(requests):
            method, path, stream = streams[number % len(streams)]
            content = None if method in ("GET", "DELETE") else next(stream)
            place = path
            while "{" in place:
                before, _, rest = place.partition("{")
                place = before + str(rng.choice((99, "x", "%00", "a%2Fb", 2**64))) + rest.partition("}")[2]
            query = {rng.choice(("limit", "cursor", "store", "odd")): str(rng.choice(VALUES))[:100]}
            answer = client.request(
                method, place, content=content, params=query if rng.random() < 0.3 else None,
                headers={"Content-Type": "application/json"},
            )  # fmt: skip
            _note(found, answer, f"{method} {place} {content!r:.300}")
        tables = files(rng)
        for _ in range(uploads):
            name, content = next(tables)
            answer = client.post("/api/imports", files={"file": (name, content)})
            _note(found, answer, f"upload of {name} {content!r:.300}")
    return found


def _note(found: Findings, answer: httpx.Response, what: str) -> None:
    found.sent += 1
    if answer.status_code >= 500 and answer.status_code != 503:
        found.faults.append(f"{answer.status_code} after {what}: {answer.text[:300]}")


def _example(schema: dict[str, Any], operation: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return next(iter(schema["components"]["schemas"].get(name, {}).get("examples", ())), {})


@contextmanager
def _watched(client: httpx.Client, found: Findings) -> Iterator[None]:
    over = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=client.base_url, headers=client.headers, timeout=300) as other:
            while not over.wait(0.02):
                began = time.perf_counter()
                other.get("/api/health/live")
                found.waits.append(time.perf_counter() - began)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield
    finally:
        over.set()
        asking.join()


def main() -> None:
    """Start a service of its own, and fuzz it."""
    from bench.service import foresale_server
    from bench.service_case import make_case
    from bench.service_process import running

    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--requests", type=int, default=100_000)
    said.add_argument("--files", type=int, default=1_000)
    said.add_argument("--seed", type=int, default=0)
    given = said.parse_args()
    with tempfile.TemporaryDirectory() as place:
        server = foresale_server(make_case(Path(place)))
        with running(server, Path(place)) as (address, headers):
            found = fuzz(address, headers, given.requests, given.files, given.seed)
    print(f"{found.sent:,} requests; longest wait of somebody else {found.longest * 1000:.0f} ms")
    print("\n".join(found.faults) or "no fault")
    if found.faults or found.longest > MAX_STALL:
        sys.exit(1)


if __name__ == "__main__":
    main()
