"""The loop that reads sales from a topic: what a message says and how far was read is one transaction.

The offset of record is the database's. Whoever gets a partition begins there; whoever lost it meanwhile can't
store anything more, as the offset isn't where it left it. The broker is told the offset, too, for those who
watch its lag, and is never believed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from sqlalchemy.exc import SQLAlchemyError

from foresale.error_reasons import Reason
from foresale.service.api.sales.receive import IncomingMessage, receive, rules_of
from foresale.service.live.loop_report import CONSUMER, LoopReport
from foresale.service.live.poll_interval import PollInterval
from foresale.service.topics.brokers import client_options
from foresale.storage.database.event_log.sequence import waiting_since
from foresale.storage.database.inbox.offsets import (
    OffsetMovedError,
    begin_offset,
    move_offset,
    read_offsets,
)
from foresale.storage.database.live_leases import Lease, LoopProblem
from foresale.tracing import Span

if TYPE_CHECKING:
    from foresale.container import Container

_log = logging.getLogger(__name__)

MAX_MESSAGES = 1000
"""Of one transaction."""
MAX_UNNUMBERED = 20_000
"""Events that may wait for the sequencer; with more, the ledger has fallen behind."""
_POLL_SECONDS = 0.1
_BROKER_SECONDS = 10.0
_LOOK_SECONDS, _REPORT_SECONDS = 1.0, 1.0
_FIRST_REST_SECONDS, _LONGEST_REST_SECONDS = 0.5, 10.0


class SalesConsumer:
    """Reads sales, corrections and cancellations from a topic.

    Args:
        container: The service's parts.
        number: Which of several; each reads some of the partitions.
    """

    pace = PollInterval(0.0, 0.05)

    def __init__(self, container: Container, number: int = 1) -> None:
        self.name = f"{CONSUMER}_{number}"
        self._engine, self._settings = container.engine, container.settings
        self._topic = str(container.settings.kafka_sales_topic)
        self._consumer: Consumer | None = None
        self._next: dict[int, int] = {}
        """By partition, the offset of record as this process knows it."""
        self._resume_at: float | None = None
        self._rest = _FIRST_REST_SECONDS
        self._look_at = 0.0
        self._problem: LoopProblem | None = None

    def run_once(self, lease: Lease) -> bool:
        """Read what has come, and store it.

        Args:
            lease: Its hold on this number; partitions are fenced by their offsets.
        """
        consumer = self._connect()
        if self._resume_at is not None:
            consumer.consume(1, _POLL_SECONDS)  # stays a member of the group; paused, it gets nothing
            if time.monotonic() >= self._resume_at:
                self._resume()
            return False
        if self._is_behind():
            self._note_problem(
                f"The ledger has fallen behind: no sales are read from {self._topic} for now.",
                Reason("events_behind", name=self._topic),
            )
            self._pause()
            return False
        messages = [message for message in consumer.consume(MAX_MESSAGES, _POLL_SECONDS) if _is_data(message)]
        return bool(messages) and self._store(messages)

    def report(self) -> LoopReport:
        """How many messages weren't read, and whether brokers answer."""
        if self._consumer is None:
            return LoopReport()
        lag = 0
        try:
            if not self._next:
                self._consumer.list_topics(self._topic, timeout=_REPORT_SECONDS)
            for partition, at in self._next.items():
                place = TopicPartition(self._topic, partition)
                lag += max(self._consumer.get_watermark_offsets(place, timeout=_REPORT_SECONDS)[1] - at, 0)
        except KafkaException as error:
            told = f"Kafka's brokers don't answer: {error.args[0].str()}."
            return LoopReport(None, LoopProblem(told, Reason("kafka_away")))
        return LoopReport(lag, self._problem)

    def close(self) -> None:
        """Leave the group; another member gets the partitions."""
        if self._consumer is not None:
            consumer, self._consumer = self._consumer, None
            consumer.close()
        self._next.clear()
        self._resume_at, self._problem = None, None

    def _store(self, messages: Sequence[Message]) -> bool:
        ends: dict[int, int] = {}
        arrived = []
        for message in messages:
            partition, offset = int(message.partition() or 0), int(message.offset() or 0)
            if partition not in self._next or offset < self._next[partition]:
                continue  # fetched before the partition was given away, or is stored
            ends[partition] = offset + 1
            arrived.append(IncomingMessage(f"{self._topic}/{partition}/{offset}", message.value() or b""))
        if not arrived:
            return False
        try:
            told = {"messaging.system": "kafka", "foresale.messages": len(arrived)}
            with Span("store messages", told), self._engine.begin() as connection:
                rules = rules_of(connection, self._settings)
                found = receive(connection, "kafka", arrived, rules)
                for partition, end in sorted(ends.items()):
                    move_offset(connection, self._offset_name(partition), self._next[partition], end)
        except OffsetMovedError:
            _log.warning("Another process read on in %s; this one goes on from there.", self._topic)
            self._pause(0.0)
            return False
        except SQLAlchemyError as error:
            self._note_problem(
                f"Sales from {self._topic} can't be stored now: {type(error).__name__}.",
                Reason("sales_not_stored", name=self._topic),
            )
            self._pause()
            return False
        self._next |= ends
        self._problem = None
        self._rest = _FIRST_REST_SECONDS
        if found.letters:
            _log.warning("%d messages from %s became dead letters.", found.letters, self._topic)
        self._tell_broker(ends)
        return True

    def _note_problem(self, text: str, reason: Reason) -> None:
        self._problem = LoopProblem(text, reason)
        _log.warning("%s", text)

    def _tell_broker(self, ends: Mapping[int, int]) -> None:
        if self._consumer is not None:
            offsets = [TopicPartition(self._topic, partition, end) for partition, end in ends.items()]
            self._consumer.commit(offsets=offsets, asynchronous=True)

    def _connect(self) -> Consumer:
        if self._consumer is None:
            own = {
                "group.id": self._settings.kafka_group,
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "isolation.level": "read_committed",
                "topic.metadata.refresh.interval.ms": 10_000,
                "session.timeout.ms": 10_000,
            }
            consumer = Consumer(client_options(self._settings) | own)
            consumer.subscribe([self._topic], on_assign=self._begin, on_revoke=self._end, on_lost=self._end)
            self._consumer = consumer
        return self._consumer

    def _begin(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        for partition in partitions:
            low, high = consumer.get_watermark_offsets(partition, timeout=_BROKER_SECONDS)
            name = self._offset_name(partition.partition)
            with self._engine.begin() as connection:
                at = begin_offset(connection, name, low)
                if not low <= at <= high:
                    _log.warning("%s is read from %d on: %d isn't there (any more).", name, low, at)
                    move_offset(connection, name, at, low)
                    at = low
            self._next[partition.partition] = partition.offset = at
        consumer.assign(partitions)
        if self._resume_at is not None:
            consumer.pause(partitions)

    def _end(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        for partition in partitions:
            self._next.pop(partition.partition, None)

    def _pause(self, seconds: float | None = None) -> None:
        if self._consumer is not None:
            self._consumer.pause(self._consumer.assignment())
        rest = self._rest if seconds is None else seconds
        self._resume_at = time.monotonic() + rest
        if seconds is None:
            self._rest = min(2 * self._rest, _LONGEST_REST_SECONDS)

    def _resume(self) -> None:
        """Go on from the offsets of record."""
        consumer = self._connect()
        try:
            with self._engine.connect().execution_options(writes=False) as connection:
                names = [self._offset_name(partition) for partition in self._next]
                stored = read_offsets(connection, names)
        except SQLAlchemyError:
            self._pause()
            return
        for partition in self._next:
            self._next[partition] = stored[self._offset_name(partition)]
            consumer.seek(TopicPartition(self._topic, partition, self._next[partition]))
        consumer.resume(consumer.assignment())
        self._resume_at = None

    def _is_behind(self) -> bool:
        now = time.monotonic()
        if self._engine.dialect.name == "sqlite" or now < self._look_at:
            return False  # on SQLite events are numbered as they are written
        self._look_at = now + _LOOK_SECONDS
        with self._engine.connect().execution_options(writes=False) as connection:
            return waiting_since(connection)[0] > MAX_UNNUMBERED

    def _offset_name(self, partition: int) -> str:
        return f"{self._topic}/{self._settings.kafka_group}/{partition}"


_PASSING = frozenset(
    {
        KafkaError._PARTITION_EOF,
        KafkaError._ALL_BROKERS_DOWN,
        KafkaError._TRANSPORT,
        KafkaError.UNKNOWN_TOPIC_OR_PART,
    }
)


def _is_data(message: Message) -> bool:
    error: Any = message.error()
    if error is None:
        return True
    if error.code() not in _PASSING:
        _log.warning("Kafka: %s", error)
    return False
