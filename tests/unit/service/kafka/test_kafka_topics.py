"""A topic's messages are read until each of its parts was read, whatever brokers hand over at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest
from confluent_kafka import Consumer, Message

from foresale.service.topics import kafka_topics
from foresale.service.topics.viewed import MessageQuestion


@dataclass
class SentMessage:
    """A message of a part, at a place in it."""

    part: int
    place: int

    def error(self) -> None:
        return None

    def partition(self) -> int:
        return self.part

    def offset(self) -> int:
        return self.place

    def value(self) -> bytes:
        return b'{"units": 1}'

    def key(self) -> None:
        return None

    def timestamp(self) -> tuple[int, int]:
        return 1, 1_700_000_000_000 + 1000 * self.place

    def headers(self) -> None:
        return None


@dataclass
class HandedOver:
    """What brokers hand over, a batch at a time; nobody asks for more than there is."""

    batches: list[list[SentMessage]]

    def consume(self, _count: int, _seconds: float) -> list[Message]:
        return cast(list[Message], self.batches.pop(0))


@pytest.mark.parametrize("asked", [{}, {"offset": 0}], ids=["newest", "from an offset"])
def test_parts_that_come_together_after_a_pause_end_the_reading(
    asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_topics, "READ_SECONDS", 600.0)
    first, second = [SentMessage(0, place) for place in range(3)], [SentMessage(1, 0)]
    consumer = HandedOver([[], [*first, *second]])
    question = MessageQuestion(limit=50, **asked)
    found, read = kafka_topics._read(cast(Consumer, consumer), question, {0: 3, 1: 1})
    assert sorted((one.partition, one.offset) for one in found) == [(0, 0), (0, 1), (0, 2), (1, 0)]
    assert read == {0: 3, 1: 1}
    assert consumer.batches == []
