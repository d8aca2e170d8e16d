"""How small projects take sales from Kafka: one INSERT and one commit a message, one connection manager."""

from __future__ import annotations

import json
import time
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.engine.connect import driver_address


class ConnectionManager:
    """Sends each message to every listener of this process, one after the other."""

    def __init__(self, listeners: int) -> None:
        self._queues: list[list[str]] = [[] for _ in range(listeners)]

    def broadcast(self, text: str) -> None:
        """Send a text to all."""
        for queue in self._queues:
            queue.append(text)


def consume(url: str, servers: str, topic: str, messages: int, listeners: int) -> float:
    """Store messages from a topic one by one, and answer how many a second.

    Args:
        url: The database.
        servers: Kafka's addresses.
        topic: Where the messages are.
        messages: How many to take.
        listeners: To whom each is sent.
    """
    from confluent_kafka import Consumer

    engine, manager = sa.create_engine(driver_address(url)), ConnectionManager(listeners)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE plain_sales (transaction_id VARCHAR(64) PRIMARY KEY, store VARCHAR(100), "
            "product VARCHAR(100), sold_at VARCHAR(40), quantity FLOAT)"
        )
    insert = sa.text(
        "INSERT INTO plain_sales VALUES (:transaction_id, :store, :product, :sold_at, :quantity)"
    )
    consumer = Consumer({"bootstrap.servers": servers, "group.id": "plain", "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    began, taken = 0.0, 0
    while taken < messages:
        message = consumer.poll(1.0)
        if message is None or message.error():
            continue
        began = began or time.perf_counter()
        sale: dict[str, Any] = json.loads(message.value())
        with engine.begin() as connection:
            connection.execute(insert, sale)
        manager.broadcast(json.dumps(sale))
        taken += 1
    seconds = time.perf_counter() - began
    consumer.close()
    engine.dispose()
    return messages / seconds
