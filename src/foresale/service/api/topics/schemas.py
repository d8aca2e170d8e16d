"""Topics and messages as they are shown, and which are wanted."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresale.service.api.kit.field_types import LARGEST_ID, Moment, Word
from foresale.service.topics.viewed import MessageQuestion, Source


class Partition(BaseModel):
    """A part of a topic."""

    model_config = ConfigDict(from_attributes=True)

    partition: int
    first: int = Field(description="The first offset that is still there.")
    next: int = Field(description="The offset that the next message will have.")


class Topic(BaseModel):
    """A topic."""

    model_config = ConfigDict(from_attributes=True)

    source: Source = Field(description="log: the database's own; kafka: a mirror, or sales that come.")
    name: str
    partitions: list[Partition]
    a_minute: int | None = Field(description="Messages of the last minute.")
    lag: dict[str, int | None] = Field(description="By consumer group, messages that it hasn't read.")


class TopicList(BaseModel):
    """All topics."""

    items: list[Topic]
    problem: str | None = Field(None, description="Why Kafka's topics aren't among them, where they aren't.")


class TopicMessage(BaseModel):
    """A message of a topic."""

    model_config = ConfigDict(from_attributes=True)

    partition: int
    offset: int
    at: datetime | None = Field(description="When it was written.")
    key: str | None = Field(description="What it is about.")
    id: str | None = Field(description="Of an event; never stands for another one.")
    value: Any = Field(description="What it says: JSON where it is that, else text.")


class TopicMessages(BaseModel):
    """Messages of a topic, oldest first."""

    items: list[TopicMessage]


class MessageFilter(BaseModel):
    """Which messages: from an offset, from a time, or else the newest."""

    offset: int | None = Field(None, ge=0, le=LARGEST_ID, description="From this one on.")
    from_time: Moment | None = Field(None, description="From this time on.")
    partition: int | None = Field(None, ge=0, le=1_000_000, description="Only of this part.")
    limit: int = Field(50, ge=1, le=500, description="So many at most.")
    key: Word | None = Field(None, description="What the key holds.")
    text: Word | None = Field(None, description="What the message holds.")
    field: Word | None = Field(
        None, description="A field that has to be `value`; points between names.", examples=["data.store"]
    )
    value: Word | None = Field(None, description="What that field has to be.")

    @model_validator(mode="after")
    def _one_beginning(self) -> Self:
        if self.offset is not None and self.from_time is not None:
            raise ValueError("say offset or from_time, not both")
        if (self.field is None) != (self.value is None):
            raise ValueError("field and value go together")
        return self

    @property
    def question(self) -> MessageQuestion:
        """The same without the API's words."""
        own = {name: getattr(self, name) for name in MessageFilter.model_fields}
        return MessageQuestion(since=own.pop("from_time"), **own)
