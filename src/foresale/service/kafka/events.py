"""What an event in a topic holds, by kind; fields may be added, and none changes its meaning in a version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field


class Event(BaseModel):
    """What every event in a topic has around its data."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(
        description="Never stands for another event: a repeat is known by it.", examples=["3fa2b1c0-17"]
    )
    at: datetime = Field(description="When it happened.")
    kind: str = Field(description="What happened.")
    schema_: str = Field(alias="schema", description="Which data it has, and in which version.")
    store_id: int | None = Field(description="The store that it is about.")
    product_id: int | None = Field(description="The product that it is about.")
    key: str = Field(description="What it is about: of several with one key the newest says it all.")


class Data(BaseModel):
    """What an event tells."""

    model_config = ConfigDict(extra="allow")


class ForecastData(Data):
    """A forecast was made: of a whole scope, or of a series."""

    model_version: str | None = Field(None, description="What made it.")
    cutoff: date | None = Field(None, description="The last day that it knows.")
    horizon: int | None = Field(None, description="How many days it tells.")
    series: int | None = Field(None, description="How many series it has.")
    job_id: str | None = Field(None, description="The job that made it.")


class OutlookData(Data):
    """What a product sells in a store today."""

    product: str = Field(description="The sku.")
    store: str = Field(description="The code.")
    date: date
    as_of: datetime = Field(description="When this was told.")
    model_version: str = Field(description="What forecast the day before it began.")


class AlertData(Data):
    """Something that someone should look at, or that is gone."""

    id: int
    message: str | None = None
    subject: str | None = Field(None, description="What it is about.")
    resolved_at: datetime | None = Field(None, description="When it was gone; null while it lasts.")


class OrderData(Data):
    """An order, or a proposal of one."""


class DeadLetterData(Data):
    """A message about a sale that couldn't be used."""

    place: str = Field(description="Where it came from: topic/partition/offset; or connection/message/row.")
    reason: str = Field(description="What is wrong with it.")
    column: str | None = Field(description="Which field is at fault.")
    transaction_id: str | None
    raw: str = Field(description="What it said, cut where it is too long.")


class ForecastEvent(Event):
    """A forecast was made."""

    data: ForecastData


class OutlookEvent(Event):
    """What today will have sold is told anew."""

    data: OutlookData


class AlertEvent(Event):
    """An alert was raised or resolved."""

    data: AlertData


class OrderEvent(Event):
    """Something is to be ordered."""

    data: OrderData


class DeadLetterEvent(Event):
    """A message couldn't be used."""

    data: DeadLetterData


EVENTS: Mapping[str, type[Event]] = MappingProxyType(
    {
        "forecast": ForecastEvent,
        "outlook": OutlookEvent,
        "alert": AlertEvent,
        "order": OrderEvent,
        "dead_letter": DeadLetterEvent,
    }
)
"""What each kind of event that goes to a topic holds."""
