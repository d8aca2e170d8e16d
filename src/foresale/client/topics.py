"""What goes through a server's log and through Kafka."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack

from foresale.client.answers import read, reads
from foresale.client.connection import Connection
from foresale.client.query import quote_name


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
        lag: By consumer group, messages that it hasn't read.
    """

    source: str
    name: str
    partitions: tuple[Partition, ...]
    a_minute: int | None = None
    lag: Mapping[str, int | None] = field(default_factory=dict)


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


@reads("TopicMessages")
@dataclass(frozen=True)
class TopicMessages:
    """Messages of a topic.

    Attributes:
        items: They, oldest first.
        next: Give it as `after` to hear what came since, or what didn't fit in here.
    """

    items: tuple[TopicMessage, ...]
    next: str


class MessageFilter(TypedDict, total=False):
    """Which messages: from an answer, an offset or a time on, else the newest; that hold a key or text."""

    after: str
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
        return list(self.page(name, source, **which).items)

    def page(
        self, name: str, source: Literal["log", "kafka"] = "log", **which: Unpack[MessageFilter]
    ) -> TopicMessages:
        """Messages of a topic, and where to go on: ask again with that to follow a topic, or pause.

        Args:
            name: The topic's.
            source: Where it is.
            which: Which messages.
        """
        asked: Mapping[str, Any] = which
        return read(
            TopicMessages, self._connection.get(f"/topics/{source}/{quote_name(name)}/messages", **asked)
        )

    def list(self) -> list[Topic]:
        """All topics."""
        return [read(Topic, told) for told in self._connection.get("/topics")["items"]]
