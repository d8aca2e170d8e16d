"""What goes through a server's log and through Kafka."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack

from foresale.client.answers import read, reads
from foresale.client.connection import Connection
from foresale.client.sent import quote_name


@reads("Partition")
@dataclass(frozen=True)
class Partition:
    """A part of a topic.

    Attributes:
        partition: Its number.
        first: The first offset that is still there.
        next: The offset that the next message will have.
    """

    partition: int
    first: int
    next: int


@reads("Topic")
@dataclass(frozen=True)
class Topic:
    """A topic.

    Attributes:
        source: log or kafka.
        name: Its name there.
        partitions: Its parts.
        a_minute: Messages of the last minute.
    """

    source: str
    name: str
    partitions: tuple[Partition, ...]
    a_minute: int | None = None


@reads("TopicMessage")
@dataclass(frozen=True)
class TopicMessage:
    """A message of a topic.

    Attributes:
        partition: Where.
        offset: Where there.
        at: When it was written.
        key: What it is about.
        id: Of an event.
        value: What it says.
    """

    partition: int
    offset: int
    at: datetime | None = None
    key: str | None = None
    id: str | None = None
    value: Any = None


class MessageFilter(TypedDict, total=False):
    """Which messages: from an offset or a time on, else the newest; what key or text hold, or a field is."""

    offset: int
    from_time: datetime
    partition: int
    limit: int
    key: str
    text: str
    field: str
    value: str


class Topics:
    """The topics of the log, and of Kafka where the server uses it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def messages(
        self, name: str, source: Literal["log", "kafka"] = "log", **which: Unpack[MessageFilter]
    ) -> list[TopicMessage]:
        """Messages of a topic, oldest first.

        Args:
            name: The topic's.
            source: Where it is.
            which: Which messages.
        """
        asked: Mapping[str, Any] = which
        told = self._connection.get(f"/topics/{source}/{quote_name(name)}/messages", **asked)
        return [read(TopicMessage, one) for one in told["items"]]

    def list(self) -> list[Topic]:
        """All topics."""
        return [read(Topic, told) for told in self._connection.get("/topics")["items"]]
