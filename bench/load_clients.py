"""Clients that ask a service for a while, each its next question once the last was answered."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

WAIT_SECONDS = 60.0
_REST_SECONDS = 0.5
_MIX = {"read": 50, "predict": 30, "predict a month": 10, "batch of sales": 10}
"""Percent of what each client asks."""
BATCH = 20


@dataclass(frozen=True)
class Catalog:
    """What is asked about.

    Attributes:
        pairs: Product and store, by number.
        names: Product and store, by their codes, of sales.
    """

    pairs: Sequence[tuple[int, int]]
    names: Sequence[tuple[str, str]]


@dataclass
class Asked:
    """What came of it.

    Attributes:
        seconds: Each answer's time, by kind.
        failed: Answers that weren't good, by kind and what they were.
        events: Events that listeners heard.
        lost: Feeds that ended before they should.
        taken: Seconds, all in all.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in _MIX})
    failed: Counter[tuple[str, str]] = field(default_factory=Counter)
    events: int = 0
    lost: int = 0
    taken: float = 0.0


class Clients:
    """Asks a service by many clients, with some that listen to its live feed beside.

    Args:
        address: Of the service.
        key: For `X-API-Key`.
        catalog: What to ask about.
        seed: Of their choices.
    """

    def __init__(self, address: str, key: str, catalog: Catalog, seed: int = 1) -> None:
        place = urlsplit(address)
        self._host, self._port = str(place.hostname), int(place.port or 80)
        self._head = f"Host: {place.netloc}\r\nX-API-Key: {key}\r\nContent-Type: application/json\r\n"
        self._catalog, self._seed = catalog, seed
        self._number = time.time_ns()

    def run(self, clients: int, listeners: int, seconds: float) -> Asked:
        """Ask for so long, and tell what came of it."""
        return asyncio.run(self._run(clients, listeners, seconds))

    async def _run(self, clients: int, listeners: int, seconds: float) -> Asked:
        found, began = Asked(), time.perf_counter()
        until = began + seconds
        ears = [asyncio.create_task(self._listen(found)) for _ in range(listeners)]
        asking = (
            self._ask_on(random.Random(f"{self._seed}/{place}"), until, found) for place in range(clients)
        )
        await asyncio.gather(*asking)
        found.taken = time.perf_counter() - began
        for ear in ears:
            ear.cancel()
        await asyncio.gather(*ears, return_exceptions=True)
        return found

    async def _ask_on(self, draw: random.Random, until: float, found: Asked) -> None:
        link: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        kinds, weights = list(_MIX), list(_MIX.values())
        while time.perf_counter() < until:
            (kind,) = draw.choices(kinds, weights)
            text, began = self._question(kind, draw), time.perf_counter()
            try:
                if link is None:
                    link = await asyncio.open_connection(self._host, self._port)
                status = await asyncio.wait_for(_exchange(*link, text), WAIT_SECONDS)
            except (OSError, EOFError, TimeoutError) as error:
                found.failed[kind, type(error).__name__] += 1
                if link is not None:
                    link[1].close()
                link = None
                await asyncio.sleep(_REST_SECONDS)
                continue
            found.seconds[kind].append(time.perf_counter() - began)
            if not 200 <= status < 300:
                found.failed[kind, str(status)] += 1
        if link is not None:
            link[1].close()

    async def _listen(self, found: Asked) -> None:
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=2**22)
        writer.write(f"GET /api/live HTTP/1.1\r\n{self._head}Accept: text/event-stream\r\n\r\n".encode())
        try:
            while data := await reader.read(2**16):
                found.events += data.count(b"\nid:") + data.startswith(b"id:")
            found.lost += 1
        except OSError:
            found.lost += 1
        finally:
            writer.close()

    def _question(self, kind: str, draw: random.Random) -> bytes:
        product, store = draw.choice(self._catalog.pairs)
        match kind:
            case "predict":
                return self._post("/api/predict/", {"product": product, "store": store, "horizon": 14})
            case "predict a month":
                lags = [float(draw.randrange(1000, 50_000)) for _ in range(3)]
                return self._post("/api/predict/", {"year": 2027, "month": draw.randint(1, 12), "lags": lags})
            case "batch of sales":
                return self._post("/api/sales/batch", {"sales": [self._sale(draw) for _ in range(BATCH)]})
        path = draw.choice(
            (
                "/api/products?limit=50",
                "/api/sales?limit=50",
                "/api/today",
                f"/api/forecast?product_id={product}&store_id={store}",
                "/api/forecast/weekly?limit=50",
            )
        )
        return f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode()

    def _sale(self, draw: random.Random) -> Mapping[str, object]:
        sku, code = draw.choice(self._catalog.names)
        self._number += 1
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return {"transaction_id": f"LOAD-{self._number}", "product": sku, "store": code, "sold_at": now,
                "quantity": draw.randint(1, 4), "unit_price": "1.50"}  # fmt: skip

    def _post(self, path: str, body: Mapping[str, object]) -> bytes:
        text = json.dumps(body)
        return f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(text)}\r\n\r\n{text}".encode()


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, text: bytes) -> int:
    """Send a question and read its answer whole; its status."""
    writer.write(text)
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line.lower() for line in head.split(b"\r\n")]
    length = next((line for line in lines if line.startswith(b"content-length:")), None)
    if length is not None:
        await reader.readexactly(int(length.partition(b":")[2]))
    elif any(line.startswith(b"transfer-encoding:") for line in lines):
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head.split(b" ", 2)[1])
