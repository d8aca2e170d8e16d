"""Kafka for tests: librdkafka's mock cluster inside this process, and what tests write and read there."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from confluent_kafka import Consumer, Producer, TopicPartition

PATIENCE_SECONDS = 180.0


class MockCluster:
    """A cluster of one broker, for as long as it is open; other processes reach it, too."""

    def __init__(self) -> None:
        self._owner = Producer({"bootstrap.servers": "none:1", "test.mock.num.brokers": 1})
        broker = next(iter(self._owner.list_topics(timeout=60).brokers.values()))
        self.address = f"{broker.host}:{broker.port}"
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._ended.is_set():
            self._owner.poll(0.1)

    def close(self) -> None:
        """End the cluster."""
        self._ended.set()
        self._thread.join()
        self._owner.flush(1)


def produce(address: str, topic: str, messages: Iterable[Any], *, partition: int | None = None) -> None:
    """Write messages to a topic: bytes as they are, anything else as JSON."""
    producer = Producer({"bootstrap.servers": address, "enable.idempotence": True, "linger.ms": 5})
    for message in messages:
        value = message if isinstance(message, bytes) else json.dumps(message).encode()
        place = {} if partition is None else {"partition": partition}
        producer.produce(topic, value, **place)
        producer.poll(0)
    assert producer.flush(PATIENCE_SECONDS) == 0


def read_all(address: str, topic: str, count: int) -> list[Any]:
    """The messages of a topic from its beginning, once there are so many."""
    consumer = Consumer({
        "bootstrap.servers": address, "group.id": f"test-{time.monotonic_ns()}",
        "auto.offset.reset": "earliest", "enable.auto.commit": False,
    })  # fmt: skip
    until = time.monotonic() + PATIENCE_SECONDS
    while not (parts := consumer.list_topics(topic, timeout=60).topics[topic].partitions):
        assert time.monotonic() < until, "there is no such topic"
        time.sleep(0.1)
    consumer.assign([TopicPartition(topic, part, 0) for part in parts])
    found: list[Any] = []
    while len(found) < count and time.monotonic() < until:
        found += [message for message in consumer.consume(500, 0.2) if message.error() is None]
    consumer.close()
    return found


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it didn't come"
        time.sleep(0.05)
