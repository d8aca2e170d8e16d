"""Writes messages to a Kafka topic, and says where the brokers put them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from foresale.errors import EngineError, MissingExtraError, OptionError
from foresale.messages import option

if TYPE_CHECKING:
    from confluent_kafka import KafkaError, Message

_DELIVERY_SECONDS = 120.0
_BROKER_SECONDS = 10.0
_CRITICAL = 2
"""The client's own lines on standard error stop below it: what fails is told by our errors."""


@dataclass(frozen=True)
class TopicAddress:
    """Where a topic is.

    Attributes:
        brokers: Addresses, with commas between them.
        topic: Its name.
    """

    brokers: str
    topic: str

    @classmethod
    def of(cls, address: str, name: str) -> TopicAddress:
        """The topic that an address such as kafka://host:9092/topic names.

        Args:
            address: As it was given.
            name: The option that gave it.

        Raises:
            OptionError: It names none.

        Examples:
            >>> TopicAddress.of("kafka://a:9092,b:9092/sales_predictions", "publish").topic
            'sales_predictions'
        """
        parts = urlsplit(address)
        topic = parts.path.strip("/")
        if parts.scheme != "kafka" or not parts.netloc or not topic or "/" in topic:
            raise OptionError(
                f"'{address}' names no topic.", fix=f"Give {option(name, 'kafka://HOST:PORT/TOPIC')}."
            )
        return cls(parts.netloc, topic)


class TopicWriter:
    """Writes to one topic, each message once and in order, and knows the offset each was given.

    Args:
        address: The topic.
        client_id: Who writes, for the brokers' logs.
        options: Further settings of the client, such as how it logs in.

    Raises:
        MissingExtraError: The client isn't installed.
    """

    def __init__(
        self, address: TopicAddress, client_id: str, options: Mapping[str, Any] | None = None
    ) -> None:
        try:
            from confluent_kafka import Producer
        except ModuleNotFoundError as error:
            raise MissingExtraError("confluent-kafka", "kafka") from error
        self._topic, self._failed = address.topic, ""
        self._offsets: dict[int, list[int]] = {}
        self._producer = Producer(
            {
                **(options or {}),
                "bootstrap.servers": address.brokers,
                "enable.idempotence": True,
                "linger.ms": 5,
                "log_level": _CRITICAL,
                "client.id": client_id,
                "delivery.timeout.ms": int(_DELIVERY_SECONDS * 1000),
            }
        )

    @property
    def offsets(self) -> Mapping[int, tuple[int, int]]:
        """By partition, the offsets of the first and the last message that the brokers confirmed."""
        return {part: (min(found), max(found)) for part, found in sorted(self._offsets.items())}

    @property
    def confirmed(self) -> int:
        """How many messages the brokers confirmed."""
        return sum(map(len, self._offsets.values()))

    def check_brokers(self) -> None:
        """Stop where no broker answers, rather than wait for a message to be given up.

        Raises:
            EngineError: None does.
        """
        from confluent_kafka import KafkaException

        try:
            self._producer.list_topics(timeout=_BROKER_SECONDS)
        except KafkaException as error:
            raise EngineError(
                f"No broker answers: {error.args[0].str()}.", fix="Check its address and that it runs."
            ) from error

    def send(self, messages: Iterable[tuple[str, str]], fix: str) -> None:
        """Write messages, and wait until the brokers have confirmed all of them.

        Args:
            messages: Key and value of each.
            fix: What to do where the brokers don't take them.

        Raises:
            EngineError: They don't.
        """
        for key, value in messages:
            self._produce(key, value)
        left = self._producer.flush(_DELIVERY_SECONDS)
        if left or self._failed:
            reason = self._failed or f"{left:,} messages weren't taken within {_DELIVERY_SECONDS:.0f} seconds"
            raise EngineError(f"The broker doesn't take the messages: {reason}.", fix=fix)

    def close(self) -> None:
        """Let go of the brokers."""
        self._producer.flush(1.0)

    def _produce(self, key: str, value: str) -> None:
        while True:
            try:
                self._producer.produce(
                    self._topic, value.encode(), key.encode(), on_delivery=self._note_delivery
                )
            except BufferError:  # the broker is slower than we are
                self._producer.poll(0.1)
            else:
                self._producer.poll(0)
                return

    def _note_delivery(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self._failed = str(error)
            return
        self._offsets.setdefault(int(message.partition() or 0), []).append(int(message.offset() or 0))
