"""What a topic viewer shows: topics, and messages that fit a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import orjson

Source = Literal["log", "kafka"]
MAX_SCANNED = 20_000
"""Messages that one question looks through."""


@dataclass(frozen=True)
class ViewedPartition:
    """A part of a topic.

    Attributes:
        partition: Its number.
        first: The first offset that is still there.
        next: The offset that the next message will have.
    """

    partition: int
    first: int
    next: int


@dataclass(frozen=True)
class ViewedTopic:
    """A topic.

    Attributes:
        source: The log of the database, or Kafka.
        name: As it is there.
        partitions: Its parts.
        a_minute: Messages of the last minute; None where that can't be told.
        lag: By consumer group, messages that it hasn't read; None where it never read.
    """

    source: Source
    name: str
    partitions: list[ViewedPartition]
    a_minute: int | None = None
    lag: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class ViewedMessage:
    """A message.

    Attributes:
        partition: Where.
        offset: Where there.
        at: When it was written.
        key: What it is about.
        id: Of an event.
        value: What it says: JSON where it is that, else text.
    """

    partition: int
    offset: int
    at: datetime | None
    key: str | None
    id: str | None
    value: Any


@dataclass(frozen=True)
class ViewedMessages:
    """Messages that fit a question.

    Attributes:
        items: They, oldest first.
        ends: By partition, where the next question goes on: what came since, or what didn't fit in here.
    """

    items: list[ViewedMessage]
    ends: Mapping[int, int]


@dataclass(frozen=True)
class MessageQuestion:
    """Which messages are wanted: from an offset, a time or the end of another question on, or the newest.

    Attributes:
        after: By partition, where another question ended; other partitions are read from their beginning.
        offset: From this one on, in each partition asked about.
        since: From this time on.
        partition: Only this part.
        limit: How many at most.
        key: That the key holds.
        text: That the message holds.
        field: A field, by names with points between.
        value: What that field has to be, as text.
    """

    after: Mapping[int, int] | None = None
    offset: int | None = None
    since: datetime | None = None
    partition: int | None = None
    limit: int = 50
    key: str | None = None
    text: str | None = None
    field: str | None = None
    value: str | None = None

    @property
    def is_tail(self) -> bool:
        """Whether the newest are wanted."""
        return self.after is None and self.offset is None and self.since is None

    def fits(self, key: str | None, raw: str, value: Any) -> bool:
        """Whether a message is wanted.

        Args:
            key: Its key.
            raw: What it says.
            value: The same as JSON, where it is that.
        """
        if self.key is not None and self.key not in (key or ""):
            return False
        if self.text is not None and self.text.casefold() not in raw.casefold():
            return False
        return self.field is None or as_text(find_field(value, self.field)) == self.value


def find_field(value: Any, name: str) -> Any:
    """A field inside of JSON; None where there is none.

    Args:
        value: JSON.
        name: Names with points between.

    Examples:
        >>> find_field({"data": {"store": "S1"}}, "data.store")
        'S1'
    """
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def read_value(raw: str) -> Any:
    """What a message says: JSON where it is that, else text."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return raw


def as_text(value: Any) -> str | None:
    """A field as text: JSON where it is more than one value."""
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()
