"""Kafka's topics, looked into without joining any group."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError, NotReadyError
from foresale.messages import route
from foresale.service.topics.brokers import client_options
from foresale.service.topics.consumer_groups import offsets_of_groups
from foresale.service.topics.viewed import (
    MAX_SCANNED,
    MessageQuestion,
    ViewedMessage,
    ViewedMessages,
    ViewedPartition,
    ViewedTopic,
    read_value,
)
from foresale.settings import Settings
from foresale.storage.database.tables.base import utc_now

BROKER_SECONDS = 5.0
READ_SECONDS = 5.0


def list_topics(settings: Settings) -> list[ViewedTopic]:
    """The topics that brokers have, with how far groups of consumers have read each.

    Args:
        settings: With `kafka_servers`.

    Raises:
        NotReadyError: The brokers can't be reached.
    """
    with _connect(settings) as consumer:
        known = consumer.list_topics(timeout=BROKER_SECONDS).topics
        names = sorted(name for name in known if not name.startswith("__"))
        read = offsets_of_groups(settings)
        return [
            _describe(consumer, settings, (name, sorted(known[name].partitions)), read.get(name, {}))
            for name in names
        ]


def read_topic(settings: Settings, name: str, question: MessageQuestion) -> ViewedMessages:
    """Messages of a topic, oldest first.

    Args:
        settings: With `kafka_servers`.
        name: Which topic.
        question: Which messages.

    Raises:
        NotFoundError: There is no such topic.
        NotReadyError: The brokers can't be reached.
    """
    with _connect(settings) as consumer:
        known = consumer.list_topics(timeout=BROKER_SECONDS).topics
        if name not in known:
            raise NotFoundError(
                f"Kafka has no topic '{name}'.",
                fix=f"{route('list_topics')} lists them.",
                reason=Reason("no_such_topic", name=name),
            )
        parts = [part for part in known[name].partitions if question.partition in (None, part)]
        ends = {part: _reach(consumer, name, part) for part in parts}
        starts = {part: _start(consumer, name, part, ends[part], question) for part in parts}
        left = {part for part in parts if starts[part] < ends[part].next}
        consumer.assign([TopicPartition(name, part, starts[part]) for part in left])
        found, read = _read(consumer, question, {part: ends[part].next for part in left})
    if question.is_tail:
        return ViewedMessages(_newest(found, question), {part: end.next for part, end in ends.items()})
    found.sort(key=_place_in_time)
    ahead = {part: read.get(part, starts[part]) for part in parts}
    for one in found[question.limit :]:
        ahead[one.partition] = min(ahead[one.partition], one.offset)
    return ViewedMessages(found[: question.limit], ahead)


@contextmanager
def _connect(settings: Settings) -> Iterator[Consumer]:
    own = {"group.id": settings.kafka_group, "enable.auto.commit": False, "auto.offset.reset": "earliest"}
    consumer = Consumer(client_options(settings) | own)
    try:
        yield consumer
    except KafkaException as error:
        raise NotReadyError(
            f"Kafka can't be asked: {error}.", fix="See that its brokers run.", reason=Reason("kafka_away")
        ) from None
    finally:
        consumer.close()


def _describe(
    consumer: Consumer,
    settings: Settings,
    place: tuple[str, list[int]],
    read: Mapping[str, Mapping[int, int]],
) -> ViewedTopic:
    name, parts = place
    ends = [_reach(consumer, name, part) for part in parts]
    lag: dict[str, int | None] = {group: _lag_of(ends, offsets) for group, offsets in sorted(read.items())}
    if name == settings.kafka_sales_topic:
        told = consumer.committed([TopicPartition(name, part) for part in parts], timeout=BROKER_SECONDS)
        lag[settings.kafka_group] = _lag_of(ends, {one.partition: one.offset for one in told})
    return ViewedTopic("kafka", name, ends, _count_lately(consumer, name, ends), lag)


def _lag_of(ends: list[ViewedPartition], read: Mapping[int, int]) -> int:
    """Messages that a group hasn't read; where it never read, all that are there."""
    return sum(max(end.next - max(read.get(end.partition, -1), end.first), 0) for end in ends)


def _count_lately(consumer: Consumer, name: str, ends: list[ViewedPartition]) -> int:
    ago = int((utc_now() - timedelta(minutes=1)).timestamp() * 1000)
    asked = [TopicPartition(name, end.partition, ago) for end in ends]
    found = {one.partition: one.offset for one in consumer.offsets_for_times(asked, timeout=BROKER_SECONDS)}
    return sum(end.next - found[end.partition] for end in ends if found[end.partition] >= 0)


def _reach(consumer: Consumer, name: str, part: int) -> ViewedPartition:
    low, high = consumer.get_watermark_offsets(TopicPartition(name, part), timeout=BROKER_SECONDS)
    return ViewedPartition(part, low, high)


def _start(consumer: Consumer, name: str, part: int, end: ViewedPartition, question: MessageQuestion) -> int:
    if question.after is not None:
        return min(max(question.after.get(part, end.first), end.first), end.next)
    if question.offset is not None:
        return max(question.offset, end.first)
    if question.since is not None:
        asked = TopicPartition(name, part, int(question.since.timestamp() * 1000))
        (found,) = consumer.offsets_for_times([asked], timeout=BROKER_SECONDS)
        return int(found.offset) if found.offset >= 0 else end.next
    filters = (question.key, question.text, question.field)
    back = question.limit if filters == (None, None, None) else MAX_SCANNED
    return max(end.first, end.next - back)


def _read(
    consumer: Consumer, question: MessageQuestion, ends: dict[int, int]
) -> tuple[list[ViewedMessage], dict[int, int]]:
    """Messages that fit, and by partition what is to be read next."""
    found: list[ViewedMessage] = []
    read: dict[int, int] = {}
    until, scanned = time.monotonic() + READ_SECONDS, 0
    while ends and scanned < MAX_SCANNED and time.monotonic() < until:
        if not question.is_tail and len(found) >= question.limit:
            break
        for message in consumer.consume(500, 0.1):
            if message.error() is not None:
                continue
            scanned += 1
            part, offset = int(message.partition() or 0), int(message.offset() or 0)
            read[part] = offset + 1
            viewed = _view(message, question)
            if viewed is not None:
                found.append(viewed)
            if part in ends and offset + 1 >= ends[part]:
                del ends[part]
        if question.is_tail:
            found = _newest(found, question)
    return found, read


def _newest(found: list[ViewedMessage], question: MessageQuestion) -> list[ViewedMessage]:
    """No more than are wanted, oldest first: those that only filled memory are let go."""
    return sorted(found, key=_place_in_time)[-question.limit :]


def _place_in_time(message: ViewedMessage) -> tuple[datetime, int, int]:
    return message.at or datetime.min.replace(tzinfo=UTC), message.partition, message.offset


def _view(message: Message, question: MessageQuestion) -> ViewedMessage | None:
    raw = bytes(message.value() or b"").decode("utf-8", "replace")
    sent = message.key()
    key = None if sent is None else bytes(sent).decode("utf-8", "replace")
    value = read_value(raw)
    if not question.fits(key, raw, value):
        return None
    kind, stamp = message.timestamp()
    at = datetime.fromtimestamp(stamp / 1000, UTC) if kind else None
    headers: dict[str, Any] = dict(message.headers() or [])
    id_ = headers.get("id")
    name = id_.decode("utf-8", "replace") if isinstance(id_, bytes) else None
    return ViewedMessage(int(message.partition() or 0), int(message.offset() or 0), at, key, name, value)
