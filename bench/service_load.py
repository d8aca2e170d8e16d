"""Many requests at once on loopback: by wrk, or by our own client where wrk isn't installed."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 32

_SCRIPT = """
local asked, place = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    local method, path, body = line:match("^(%S+)\\t(%S+)\\t(.*)$")
    if body == "" then body = nil end
    asked[#asked + 1] = wrk.format(method, path, nil, body)
  end
end
function request()
  place = place % #asked + 1
  return asked[place]
end
function done(summary, latency)
  local errors = summary.errors
  print(string.format('ANSWER {"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "failed": %d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""


@dataclass(frozen=True)
class Ask:
    """A request: method, path and JSON body, if any."""

    method: str
    path: str
    body: str = ""


@dataclass(frozen=True)
class Load:
    """How a server did: requests a second, milliseconds by percentile, and answers that weren't 2xx."""

    rate: float
    p50: float
    p99: float
    failed: int


def load(address: str, asks: Sequence[Ask], headers: Mapping[str, str], seconds: float, folder: Path) -> Load:
    """Ask over 32 connections, each sending its next request once the last was answered.

    Args:
        address: Of the server, such as http://127.0.0.1:8000.
        asks: Asked one after the other, over and over.
        headers: Sent with each.
        seconds: How long.
        folder: For files in between.
    """
    if shutil.which("wrk") is None:
        return asyncio.run(_own_load(address, asks, headers, seconds))
    script, listed = folder / "load.lua", folder / "asks.tsv"
    script.write_text(_SCRIPT, encoding="utf-8")
    listed.write_text("".join(f"{ask.method}\t{ask.path}\t{ask.body}\n" for ask in asks), encoding="utf-8")
    said = list(itertools.chain.from_iterable(("-H", f"{name}: {text}") for name, text in headers.items()))
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "10s", "-s", str(script)]
    done = subprocess.run(
        [*command, *said, address, "--", str(listed)], capture_output=True, text=True, check=True
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("ANSWER "))
    found = json.loads(line.removeprefix("ANSWER "))
    return Load(found["requests"] / found["seconds"], found["p50"], found["p99"], found["failed"])


async def _own_load(address: str, asks: Sequence[Ask], headers: Mapping[str, str], seconds: float) -> Load:
    place = urlsplit(address)
    host, port = str(place.hostname), int(place.port or 80)
    said = "".join(f"{name}: {text}\r\n" for name, text in headers.items())
    queue = itertools.cycle(
        f"{ask.method} {ask.path} HTTP/1.1\r\nHost: {host}\r\n{said}"
        f"Content-Length: {len(ask.body.encode())}\r\n\r\n{ask.body}".encode()
        for ask in asks
    )
    times: list[float] = []
    failed = 0
    began = time.perf_counter()

    async def keep_asking() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection(host, port)
        while time.perf_counter() - began < seconds:
            sent = time.perf_counter()
            writer.write(next(queue))
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.partition(b":")[2])
                for line in head.splitlines()
                if line.lower().startswith(b"content-length:")
            )
            await reader.readexactly(length)
            times.append(time.perf_counter() - sent)
            failed += not head.startswith(b"HTTP/1.1 2")
        writer.close()

    await asyncio.gather(*(keep_asking() for _ in range(CONNECTIONS)))
    taken = time.perf_counter() - began
    ordered = sorted(times)
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return Load(len(times) / taken, 1000 * half, 1000 * most, failed)
