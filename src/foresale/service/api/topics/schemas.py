"""Topics and messages as they are shown, and which are wanted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresale.service.api.kit.field_types import LARGEST_ID, Moment, Word
from foresale.service.topics.viewed import MessageQuestion, Source, ViewedMessages


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
    next: str = Field(
        description="Give it as `after` to hear what came since, or what didn't fit in here.",
        examples=["0:1743,1:1650"],
    )

    @classmethod
    def of(cls, found: ViewedMessages) -> Self:
        """The same as it is shown."""
        ends = ",".join(f"{part}:{end}" for part, end in sorted(found.ends.items()))
        return cls(items=[TopicMessage.model_validate(one) for one in found.items], next=ends)


class MessageFilter(BaseModel):
    """Which messages: from where another answer ended, from an offset, from a time, or else the newest."""

    after: str | None = Field(
        None,
        max_length=20_000,
        pattern=r"^\d{1,6}:\d{1,18}(,\d{1,6}:\d{1,18})*$",
        description="What came after another answer, by its `next`: ask again and again to follow a topic.",
    )
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
    columns: Annotated[list[Word], Field(max_length=30)] = Field(
        [],
        description="In CSV, a column for each of these fields in place of all that a message says.",
        examples=[["data.store", "data.quantity"]],
    )

    @model_validator(mode="after")
    def _one_beginning(self) -> Self:
        if sum(one is not None for one in (self.after, self.offset, self.from_time)) > 1:
            raise ValueError("say one of after, offset and from_time")
        if (self.field is None) != (self.value is None):
            raise ValueError("field and value go together")
        return self

    @property
    def question(self) -> MessageQuestion:
        """The same without the API's words."""
        own = {name: getattr(self, name) for name in MessageFilter.model_fields}
        del own["columns"]
        said: str | None = own.pop("after")
        pairs = [place.split(":") for place in said.split(",")] if said else []
        after = {int(part): int(offset) for part, offset in pairs} if said else None
        return MessageQuestion(since=own.pop("from_time"), after=after, **own)
