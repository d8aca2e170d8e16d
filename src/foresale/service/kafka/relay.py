"""The loop that mirrors the event log to topics: every event at least once, each with its id.

An event's id is its place in the log. Where a broker or this process dies, events are sent again that may
have arrived: whoever reads them knows a repeat by its id, which never stands for anything else.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from confluent_kafka import KafkaError, Message, Producer

from foresale.error_reasons import Reason
from foresale.errors import ForesaleError
from foresale.service.live.live_event import LiveEvent
from foresale.service.live.loop_report import KAFKA_RELAY, LoopReport
from foresale.service.live.poll_interval import PollInterval
from foresale.service.topics.brokers import client_options
from foresale.service.topics.names import RELAY, TOPICS
from foresale.storage.database.event_log.read import events_after, log_reach
from foresale.storage.database.inbox.offsets import begin_offset, move_offset
from foresale.storage.database.live_leases import Lease, LoopProblem
from foresale.tracing import Span

if TYPE_CHECKING:
    from foresale.container import Container

_log = logging.getLogger(__name__)

MAX_EVENTS = 1000
"""On their way at once."""
_WAIT_SECONDS, _STUCK_SECONDS = 1.0, 5.0
_NOTE_SECONDS = 5.0
_STUCK = LoopProblem("Kafka's brokers take no events.", Reason("kafka_takes_nothing"))
"""So often it is noted how far the log was read where there was nothing to send."""


class NotSentError(ForesaleError):
    """The brokers refused an event."""

    code = "not_sent"


@dataclass
class RelayPosition:
    """Where the relay is in the log.

    Attributes:
        noted: The next place, as it is stored.
        next: The next place to be read.
        noted_at: When it was stored, by the monotonic clock.
    """

    noted: int
    next: int
    noted_at: float


class Relay:
    """Sends events to their topics.

    Args:
        container: The service's parts.
    """

    name = KAFKA_RELAY
    pace = PollInterval(0.02, 0.25)

    def __init__(self, container: Container) -> None:
        self._engine, self._settings = container.engine, container.settings
        self._producer: Producer | None = None
        self._way: RelayPosition | None = None
        self._refusal: str | None = None
        self._stuck_since: float | None = None

    def run_once(self, lease: Lease) -> bool:
        """Send what is new, and note how far that is once all of it has arrived.

        Args:
            lease: Its hold on being the only one.
        """
        producer, way = self._connect(), self._begin(lease)
        if len(producer):  # of a turn before: the brokers are away, or slow
            return self._wait(producer) and self._note(lease, way)
        with self._engine.connect().execution_options(writes=False) as connection:
            reach = log_reach(connection)
            if reach.last_seq < way.next:
                return self._note(lease, way) and False
            events = events_after(
                connection, way.next - 1, limit=MAX_EVENTS, kinds=TOPICS.keys(), until=reach.last_seq
            )
        way.next = 1 + (events[-1].seq if len(events) == MAX_EVENTS else reach.last_seq)
        if not events:
            return self._note(lease, way) and False
        with Span("send events", {"messaging.system": "kafka", "foresale.events": len(events)}):
            for event in events:
                self._send(producer, LiveEvent(reach.epoch, event))
            return self._wait(producer) and self._note(lease, way, at_once=True)

    def report(self) -> LoopReport:
        """How many events weren't sent, and whether brokers take any."""
        if self._way is None:
            return LoopReport()
        with self._engine.connect().execution_options(writes=False) as connection:
            lag = max(log_reach(connection).last_seq + 1 - self._way.noted, 0)
        is_stuck = self._stuck_since is not None and time.monotonic() - self._stuck_since > _STUCK_SECONDS
        return LoopReport(lag, _STUCK if is_stuck else None)

    def close(self) -> None:
        """Give up what is on its way: it is sent again from the place that was noted."""
        if self._producer is not None:
            self._producer.purge()
            self._producer.flush(_WAIT_SECONDS)
        self._producer, self._way, self._refusal, self._stuck_since = None, None, None, None

    def _send(self, producer: Producer, event: LiveEvent) -> None:
        logged = event.logged
        key = logged.key or f"{logged.store_id}/{logged.product_id}"
        headers: dict[str, str | bytes | None] = {"id": event.id, "kind": logged.kind}
        topic = f"{self._settings.kafka_topic_prefix}{TOPICS[logged.kind]}"
        producer.produce(
            topic, event.text.encode(), key.encode(), headers=headers, on_delivery=self._note_delivery
        )

    def _note_delivery(self, error: KafkaError | None, _message: Message) -> None:
        if error is not None:
            self._refusal = self._refusal or str(error)

    def _wait(self, producer: Producer) -> bool:
        left = producer.flush(_WAIT_SECONDS)
        self._stuck_since = None if left == 0 else self._stuck_since or time.monotonic()
        if self._refusal is not None:
            raise NotSentError(
                f"Kafka refused an event: {self._refusal}.",
                fix="See that the topics are there and may be written to; it is sent again until it arrives.",
            )
        return left == 0

    def _note(self, lease: Lease, way: RelayPosition, *, at_once: bool = False) -> bool:
        now = time.monotonic()
        if way.next != way.noted and (at_once or now - way.noted_at > _NOTE_SECONDS):
            with self._engine.begin() as connection:
                lease.check(connection)
                move_offset(connection, RELAY, way.noted, way.next)
            way.noted, way.noted_at = way.next, now
        return True

    def _begin(self, lease: Lease) -> RelayPosition:
        if self._way is None:
            with self._engine.begin() as connection:
                lease.check(connection)
                reach = log_reach(connection)
                noted = begin_offset(connection, RELAY, reach.pruned_seq + 1)
            at = min(max(noted, reach.pruned_seq + 1), reach.last_seq + 1)
            if at > noted:
                _log.warning("Events %d to %d were forgotten before Kafka had them.", noted, at - 1)
            self._way = RelayPosition(noted, at, time.monotonic())
        return self._way

    def _connect(self) -> Producer:
        if self._producer is None:
            own: dict[str, Any] = {"enable.idempotence": True, "message.timeout.ms": 0, "linger.ms": 5}
            self._producer = Producer(client_options(self._settings) | own)
        return self._producer
