"""How fast the live path is: `make bench-live`.

On each database a service is started; sales are sent by each channel as fast as it takes them, then at steady
rates by the stream of sales while 50 listen to the live feed. Beside it, in the same run, the plain way:
a loop that takes a message, inserts it and commits.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa

from bench.live_page import Latency, LiveFigures, write_page
from bench.plain_consumer import consume
from bench.servers import SERVERS
from bench.soak import free_port, log_in
from bench.soak_process import DATABASE, Service
from foresale.simulation.chain import simulate_chain
from foresale.simulation.options import ChainOptions
from foresale.storage.database.engine.connect import driver_address

if TYPE_CHECKING:
    from foresale.client import Client

RATES = (100, 300, 1000)
LISTENERS = 50
_CHANNEL_SECONDS = 8.0
_BATCH, _REQUEST_ROWS = 100, 500
_TICK = 0.02
_CHAIN = ChainOptions(stores=20, products=60, days=2)
_TOPIC, _PLAIN_TOPIC = "sales", "plain-sales"


class Till:
    """Makes sales whose numbers say when they were sent."""

    def __init__(self) -> None:
        chain = simulate_chain(_CHAIN)
        self._stores, self._products = chain.stores["store"].to_list(), chain.products["product"].to_list()
        self._count = 0

    def sales(self, count: int) -> list[dict[str, Any]]:
        """So many new sales of now."""
        moment = datetime.now(UTC).isoformat()
        found = []
        for _ in range(count):
            self._count += 1
            found.append(
                {
                    "transaction_id": f"L{self._count}-{time.time_ns()}",
                    "store": self._stores[self._count % len(self._stores)],
                    "product": self._products[self._count // 7 % len(self._products)],
                    "sold_at": moment,
                    "quantity": 1.0,
                }
            )
        return found


def rate_of_batches(client: Client, till: Till) -> float:
    """Sales a second by `POST /sales/batch`, 500 at a time."""
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < _CHANNEL_SECONDS:
        client.sales.add_many(till.sales(_REQUEST_ROWS))
        count += _REQUEST_ROWS
    return count / (time.perf_counter() - began)


def rate_of_stream(client: Client, till: Till) -> float:
    """Sales a second by the stream, 100 a message."""
    began = time.perf_counter()
    with client.sales.stream() as stream:
        while time.perf_counter() - began < _CHANNEL_SECONDS:
            stream.send(till.sales(_BATCH))
        count = stream.flush().added
    return count / (time.perf_counter() - began)


def rate_of_kafka(url: str, servers: str, till: Till, count: int) -> float:
    """Sales a second from a topic, until all are in the ledger; the topic is known before."""
    engine = sa.create_engine(driver_address(url))
    stored = sa.text("SELECT count(*) FROM sales")

    def send(many: int) -> float:
        with engine.connect() as connection:
            wanted = int(connection.scalar(stored) or 0) + many
        began, there = time.perf_counter(), 0
        produce(servers, _TOPIC, till.sales(many))
        while there < wanted:
            time.sleep(0.05)
            with engine.connect() as connection:
                there = int(connection.scalar(stored) or 0)
        return time.perf_counter() - began

    send(100)
    seconds = send(count)
    engine.dispose()
    return count / seconds


def produce(servers: str, topic: str, sales: list[dict[str, Any]]) -> None:
    """Send sales to a topic."""
    from confluent_kafka import Producer

    producer = Producer({"bootstrap.servers": servers, "linger.ms": 5})
    for sale in sales:
        producer.produce(topic, json.dumps(sale).encode())
        producer.poll(0)
    producer.flush(30)


def latency_at(rate: int, seconds: float, client: Client, till: Till, listeners: int) -> Latency:
    """Sales at a steady rate by the stream, and when they were heard."""
    address, who = client.server, client._connection.headers()["Authorization"]
    with subprocess.Popen(
        [sys.executable, "-m", "bench.live_listeners", address, str(listeners)],
        env=os.environ | {"FORESALE_BENCH_TOKEN": who},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as ears:  # fmt: skip
        assert ears.stdout is not None
        ears.stdout.readline()
        time.sleep(1)
        sent, began = 0, time.perf_counter()
        with client.sales.stream() as stream:
            while (now := time.perf_counter() - began) < seconds:
                due = int(now * rate) - sent
                if due > 0:
                    stream.send(till.sales(due))
                    sent += due
                time.sleep(_TICK)
        reached = sent / (time.perf_counter() - began)
        time.sleep(1)
        heard, _ = ears.communicate("")
    found = np.array([second for one in json.loads(heard) for second in one]) * 1000
    return Latency(rate, reached, sent, len(found) // 2, *np.percentile(found, [50, 99]).tolist())


def measure(kind: str, url: str | None, folder: Path, options: argparse.Namespace) -> LiveFigures:
    """All figures of one database."""
    from confluent_kafka import Producer

    owner = Producer({"bootstrap.servers": "none:1", "test.mock.num.brokers": 1, "log_level": 3})
    broker = next(iter(owner.list_topics(timeout=10).brokers.values()))
    servers = f"{broker.host}:{broker.port}"
    settings = {"FORESALE_KAFKA_SERVERS": servers, "FORESALE_KAFKA_SALES_TOPIC": _TOPIC}
    settings |= {DATABASE: url} if url else {}
    service, till = Service(folder / "home", free_port(), settings), Till()
    service.start()
    try:
        client = log_in(service, folder / "config", _CHAIN)
        rates = {
            "POST /sales/batch": rate_of_batches(client, till),
            "stream of sales": rate_of_stream(client, till),
            "Kafka": rate_of_kafka(service.database, servers, till, options.messages),
        }
        latencies = [latency_at(rate, options.seconds, client, till, options.listeners) for rate in RATES]
    finally:
        service.end()
    produce(servers, _PLAIN_TOPIC, till.sales(options.plain))
    plain_url = url or f"sqlite:///{folder / 'plain.db'}"
    plain = consume(plain_url, servers, _PLAIN_TOPIC, options.plain, options.listeners)
    owner.flush(1)
    return LiveFigures(kind, rates, plain, tuple(latencies), options.listeners)


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str | None]:
    if kind == "sqlite":
        yield None
        return
    place = folder / "server"
    place.mkdir(mode=0o755)
    folder.chmod(0o755)
    with SERVERS[kind](place) as url:
        yield url


def main() -> int:
    """Measure, write the page, and print it."""
    asked = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    asked.add_argument("--databases", default="sqlite,postgresql,mariadb")
    asked.add_argument("--seconds", type=float, default=20.0, help="how long each rate is kept up")
    asked.add_argument("--messages", type=int, default=10_000, help="messages by Kafka")
    asked.add_argument("--plain", type=int, default=3_000, help="messages that are stored the plain way")
    asked.add_argument("--listeners", type=int, default=LISTENERS)
    asked.add_argument("--page", type=Path, default=Path("docs/benchmarks-live.md"))
    options = asked.parse_args()
    found = []
    for kind in options.databases.split(","):
        with tempfile.TemporaryDirectory() as name, _database(kind, Path(name)) as url:
            os.environ["XDG_CONFIG_HOME"] = str(Path(name) / "config")
            found.append(measure(kind, url, Path(name), options))
    sys.stdout.write(write_page(options.page, found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
