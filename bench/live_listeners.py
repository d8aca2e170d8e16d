"""Listeners to the live feed, in a process of their own: `python -m bench.live_listeners ADDRESS COUNT`.

Two of them read what they get and note when; the others only take it, as so many readers in Python would
be slower than the server. What was heard is printed at the end of the standard input.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
import urllib.parse

READERS = 2
_SALE = re.compile(rb'"transaction_id":"(L\d+-(\d+))"')


async def listen(address: str, token: str, *, reads: bool, heard: dict[str, float]) -> None:
    """Hear of sales until cancelled; a reader notes the latency of each in seconds."""
    place = urllib.parse.urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=2**22)
    writer.write(
        f"GET /api/live?kind=sale HTTP/1.1\r\nHost: {place.netloc}\r\n"
        f"Authorization: {token}\r\nAccept: text/event-stream\r\n\r\n".encode()
    )
    await writer.drain()
    rest = b""
    while data := await reader.read(2**16):
        if not reads:
            continue
        now, lines = time.time(), (rest + data).split(b"\n")
        rest = lines.pop()
        for line in lines:
            for name, sent in _SALE.findall(line):
                heard[name.decode()] = now - int(sent) / 1e9


async def main(address: str, count: int) -> None:
    """Listen until the standard input ends, then print latencies."""
    heard: list[dict[str, float]] = [{} for _ in range(count)]
    token = os.environ["FORESALE_BENCH_TOKEN"]
    ears = [
        asyncio.create_task(listen(address, token, reads=place < READERS, heard=heard[place]))
        for place in range(count)
    ]
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for ear in ears:
        ear.cancel()
    await asyncio.gather(*ears, return_exceptions=True)
    sys.stdout.write(json.dumps([list(one.values()) for one in heard[:READERS]]))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
