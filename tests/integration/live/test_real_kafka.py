"""Sales from a real Apache Kafka and events back to it, while consumer, relay and broker are killed."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from bench.kafka_broker import Broker, is_out_of_reach, jars, running_broker

from foresale.storage.database.event_log.append import NewEvent, append
from foresale.storage.database.inbox.letters import LETTERS
from foresale.storage.database.tables import Table
from kafka_cluster import produce, read_all, wait_until
from live_service import Service, sale

SALES = Table.metadata.tables["sales"]


@pytest.fixture(scope="session")
def broker(need: Callable[[object, str], None], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """One for all tests; each has topics of its own."""
    libraries = jars()
    if libraries is None and is_out_of_reach():
        pytest.skip("Apache Kafka couldn't be fetched from Maven Central.")
    need(libraries, "Apache Kafka (.ci/kafka/fetch.sh brings it, and Java 17 runs it)")
    assert libraries is not None
    with running_broker(libraries, tmp_path_factory.mktemp("kafka")) as running:
        yield running


class LiveProcess:
    """The process of the live path, killed and started again under the same name."""

    def __init__(self, service: Service, **settings: str) -> None:
        url = service.settings.database_url
        assert url is not None
        stated = {"database_url": url.get_secret_value(), "home": str(service.settings.home), **settings}
        self._environment = {f"FORESALE_{name.upper()}": value for name, value in stated.items()}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run."""
        command = [sys.executable, "-m", "foresale.service.processes", "live", "--name", "test"]
        environment = {**os.environ, **self._environment}
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """End at once."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.communicate()


def stored(service: Service) -> set[str]:
    with service.container.engine.connect() as connection:
        return set(connection.scalars(sa.select(SALES.c.transaction_id)))


def test_killed_again_and_again_nothing_is_lost_and_nothing_is_there_twice(
    open_service: Callable[..., Service], broker: Broker
) -> None:
    topic = f"sales-{secrets.token_hex(4)}"
    service = open_service()
    live = LiveProcess(
        service, kafka_servers=broker.address, kafka_sales_topic=topic, kafka_topic_prefix=f"{topic}."
    )
    service.running.callback(live.kill)
    live.start()
    rows: list[Any] = [sale(f"R{number:05d}") for number in range(3000)]
    for place in range(0, 3000, 300):
        rows[place] = {**rows[place], "product": "GHOST"}
    good = {row["transaction_id"] for row in rows if row["product"] != "GHOST"}

    def send() -> None:
        for start in range(0, 3000, 150):
            produce(broker.address, topic, rows[start : start + 150])
            with service.container.engine.begin() as connection:
                append(connection, [NewEvent("alert", {"id": start}, key=f"alert:{start}")])
            time.sleep(0.1)

    sender = threading.Thread(target=send)
    sender.start()
    wait_until(lambda: len(stored(service)) > 200)
    live.kill()
    live.start()
    wait_until(lambda: len(stored(service)) > 800)
    broker.kill()
    broker.start()
    live.kill()
    live.start()
    sender.join(180)
    assert not sender.is_alive()
    wait_until(lambda: stored(service) == good)
    with service.container.engine.connect() as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(SALES))
        names = list(connection.scalars(sa.select(LETTERS.c.transaction_id)))
    assert count == len(good) == 2990
    assert sorted(names) == [f"R{place:05d}" for place in range(0, 3000, 300)]
    _all_there_once_by_id(broker, f"{topic}.alerts", {str(start) for start in range(0, 3000, 150)}, "id")
    _all_there_once_by_id(broker, f"{topic}.sales.dead-letters", set(names), "transaction_id")


def _all_there_once_by_id(broker: Broker, topic: str, wanted: set[str], field: str) -> None:
    """Each event is there, and each id stands for one of them."""

    def by_id() -> dict[Any, str]:
        found = read_all(broker.address, topic, len(wanted))
        return {dict(one.headers())["id"]: str(json.loads(one.value())["data"][field]) for one in found}

    wait_until(lambda: sorted(by_id().values()) == sorted(wanted))
