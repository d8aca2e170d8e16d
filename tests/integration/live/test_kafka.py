"""Sales from a Kafka topic: each once, whatever is killed, moved or away; what can't be used is kept."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from confluent_kafka import Consumer, KafkaException, TopicPartition

from foresale.service.kafka.consumer import SalesConsumer
from foresale.service.kafka.loops import kafka_loops
from foresale.service.kafka.relay import Relay
from foresale.service.live.runner import LiveLoops
from foresale.storage.database.inbox.letters import LETTERS
from foresale.storage.database.inbox.offsets import read_offsets
from foresale.storage.database.live_leases import Lease, Leases
from foresale.storage.database.tables import Table
from kafka_cluster import MockCluster, produce, read_all, wait_until
from live_service import Service, sale

SALES = Table.metadata.tables["sales"]
NO_LEASE = Lease("none", 0)


@pytest.fixture(scope="session")
def cluster() -> Iterator[MockCluster]:
    """One for all tests; each has topics of its own."""
    opened = MockCluster()
    yield opened
    opened.close()


@pytest.fixture
def topic() -> str:
    return f"sales-{secrets.token_hex(4)}"


@pytest.fixture
def shop(open_service: Callable[..., Service], cluster: MockCluster, topic: str) -> Callable[..., Service]:
    """A function that opens a service over a kind of database, that reads the topic."""

    def prepare(kind: str = "sqlite") -> Service:
        return open_service(
            kind,
            kafka_servers=cluster.address,
            kafka_sales_topic=topic,
            kafka_group=topic,
            kafka_topic_prefix=f"{topic}.",
        )

    return prepare


def begin(service: Service, name: str = "") -> LiveLoops:
    """The loops of Kafka, as a process has them."""
    leases = Leases(service.container.engine, name or secrets.token_hex(4))
    loops = LiveLoops(kafka_loops(service.container), leases)
    loops.start()
    service.running.callback(lambda: (loops.stop(), loops.join(60)))
    return loops


def stored(service: Service) -> list[str]:
    with service.container.engine.connect() as connection:
        return sorted(connection.scalars(sa.select(SALES.c.transaction_id)))


def letters(service: Service) -> list[Any]:
    with service.container.engine.connect() as connection:
        return list(connection.execute(sa.select(LETTERS).order_by(LETTERS.c.id)))


@pytest.mark.parametrize("kind", ["sqlite", "postgres", "mariadb"])
def test_sales_of_a_topic_are_stored_once_and_the_broker_knows_how_far(
    kind: str, shop: Callable[..., Service], cluster: MockCluster, topic: str
) -> None:
    produce(cluster.address, topic, [sale(f"R{number:03d}") for number in range(300)] * 2)
    service = shop(kind)
    begin(service)
    wait_until(lambda: len(stored(service)) == 300)
    produce(cluster.address, topic, [b"{", sale("BAD", product="GHOST"), sale("LAST")])
    wait_until(lambda: "LAST" in stored(service))
    assert len(stored(service)) == 301
    wait_until(lambda: len(letters(service)) == 2)
    assert "There is no product 'GHOST'." in [letter.reason for letter in letters(service)]
    dead = read_all(cluster.address, f"{topic}.sales.dead-letters", 2)
    assert sorted(json.loads(one.value())["data"]["transaction_id"] or "" for one in dead) == ["", "BAD"]
    assert len({dict(one.headers())["id"] for one in dead}) == 2
    group = Consumer({"bootstrap.servers": cluster.address, "group.id": topic})
    parts = [TopicPartition(topic, part) for part in group.list_topics(topic).topics[topic].partitions]
    wait_until(lambda: sum(max(one.offset, 0) for one in group.committed(parts)) == 603)
    group.close()


def test_a_start_seeks_to_the_databases_offset_whatever_the_broker_says(
    shop: Callable[..., Service], cluster: MockCluster, topic: str
) -> None:
    service = shop()
    produce(cluster.address, topic, [sale(f"R{number}") for number in range(10)], partition=0)
    tell_broker(cluster, topic, 7)
    first = begin(service)
    wait_until(lambda: len(stored(service)) == 10)
    first.stop()
    assert first.join(60)
    with service.container.engine.begin() as connection:  # the broker was told 10
        connection.execute(sa.delete(SALES))
        offsets = Table.metadata.tables["stream_offsets"]
        connection.execute(sa.update(offsets).values(next_offset=6))
    begin(service)
    wait_until(lambda: len(stored(service)) == 4)
    assert stored(service) == ["R6", "R7", "R8", "R9"]


def tell_broker(cluster: MockCluster, topic: str, offset: int) -> None:
    """Commit an offset in the group's name, once its members have left."""
    group = Consumer({"bootstrap.servers": cluster.address, "group.id": topic})

    def commit() -> bool:
        try:
            group.commit(offsets=[TopicPartition(topic, 0, offset)], asynchronous=False)
        except KafkaException:
            return False
        return True

    wait_until(commit)
    group.close()


def test_two_consumers_that_take_a_partition_for_theirs_store_nothing_twice(
    shop: Callable[..., Service], cluster: MockCluster, topic: str
) -> None:
    service = shop()
    one, other = SalesConsumer(service.container), SalesConsumer(service.container, 2)
    produce(cluster.address, topic, [sale("A")], partition=0)
    wait_until(lambda: one.run_once(NO_LEASE))
    other._next = dict(one._next)  # as if it had been given the partition at the same moment
    produce(cluster.address, topic, [sale("B")], partition=0)
    wait_until(lambda: one.run_once(NO_LEASE))
    other._consumer = one._consumer
    message = _message(topic, 0, 1, sale("C"))
    assert not other._store([message])
    assert stored(service) == ["A", "B"]
    other._consumer = None
    one.close()


def test_while_the_database_is_away_partitions_wait_and_nothing_is_lost(
    shop: Callable[..., Service], cluster: MockCluster, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = shop()
    consumer = SalesConsumer(service.container)
    produce(cluster.address, topic, [sale("A")], partition=0)
    wait_until(lambda: consumer.run_once(NO_LEASE))
    is_away = True

    def fail(*_: Any) -> Any:
        if is_away:
            raise sa.exc.OperationalError("INSERT", {}, Exception("away"))

    sa.event.listen(service.container.engine, "begin", fail)
    produce(cluster.address, topic, [sale(f"B{number}") for number in range(5)], partition=0)
    until = time.monotonic() + 3
    while time.monotonic() < until:
        assert not consumer.run_once(NO_LEASE)
    is_away = False
    wait_until(lambda: consumer.run_once(NO_LEASE) or len(stored(service)) == 6)
    assert stored(service) == ["A", "B0", "B1", "B2", "B3", "B4"]
    consumer.close()


def test_a_topic_made_anew_is_read_from_its_beginning(
    shop: Callable[..., Service], cluster: MockCluster, topic: str
) -> None:
    service = shop()
    consumer = SalesConsumer(service.container)
    with service.container.engine.begin() as connection:
        from foresale.storage.database.inbox.offsets import begin_offset

        begin_offset(connection, f"{topic}/{topic}/0", 5000)
    produce(cluster.address, topic, [sale("A"), sale("B")], partition=0)
    wait_until(lambda: consumer.run_once(NO_LEASE))
    assert stored(service) == ["A", "B"]
    with service.container.engine.connect() as connection:
        assert read_offsets(connection, [f"{topic}/{topic}/0"]) == {f"{topic}/{topic}/0": 2}
    consumer.close()


@pytest.mark.slow
def test_events_are_in_their_topics_once_by_id_though_the_relay_was_killed(
    shop: Callable[..., Service], cluster: MockCluster, topic: str
) -> None:
    from foresale.storage.database.event_log.append import NewEvent, append

    service = shop()
    leases = Leases(service.container.engine, "relay")
    lease = leases.take("kafka_relay")
    assert lease is not None
    first = Relay(service.container)
    tell = [
        NewEvent("alert", {"id": number, "message": "late"}, key=f"alert:{number}") for number in range(50)
    ]
    with service.container.engine.begin() as connection:
        append(connection, [*tell, NewEvent("stock", {"quantity": 1})])
    wait_until(lambda: first.run_once(lease))
    with service.container.engine.begin() as connection:  # as if it had died before it noted how far it was
        offsets = Table.metadata.tables["stream_offsets"]
        connection.execute(sa.update(offsets).values(next_offset=offsets.c.next_offset - 20))
    second = Relay(service.container)
    wait_until(lambda: second.run_once(lease))
    found = read_all(cluster.address, f"{topic}.alerts", 69)
    assert len(found) == 69
    by_id = {dict(one.headers())["id"]: json.loads(one.value())["data"]["id"] for one in found}
    assert sorted(by_id.values()) == list(range(50))
    first.close()
    second.close()


def _message(topic: str, partition: int, offset: int, body: Any) -> Any:
    class Sent:
        def partition(self) -> int:
            return partition

        def offset(self) -> int:
            return offset

        def value(self) -> bytes:
            return json.dumps(body).encode()

    return Sent()
