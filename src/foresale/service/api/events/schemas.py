"""An event as it is sent and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.field_types import Code, Day, RequestBody, RowId, text

EventKind = Literal["event", "promotion", "holiday", "closure"]


class EventGiven(RequestBody):
    """An event to keep: of one store, product or category, or of all where none is named."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Spring fair",
                    "kind": "promotion",
                    "starts_on": "2026-04-10",
                    "ends_on": "2026-04-12",
                    "category": "Drinks",
                    "discount": 0.2,
                }
            ]
        }
    )

    name: Annotated[str, text(100)]
    kind: EventKind = Field("event", description="What it is.")
    starts_on: Day = Field(description="Its first day.")
    ends_on: Day = Field(description="Its last day.")
    store_id: RowId | None = Field(None, description="The store it is in; left out for all.")
    product_id: RowId | None = Field(None, description="The product it is about; left out for all.")
    category: Annotated[str, text(100)] | None = Field(None, description="The category it is about.")
    discount: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = Field(
        None, description="Share off the price, 0–1."
    )

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("ends_on lies before starts_on")
        return self


class Event(EventGiven):
    """An event."""

    model_config = ConfigDict(extra="ignore")

    id: RowId
    created_at: datetime


class EventFilter(ProductChoice, StoreChoice):
    """Which events are wanted, and in which order."""

    since: Day | None = Field(None, alias="from", description="Those that end on this day or later.")
    until: Day | None = Field(None, alias="to", description="Those that begin on this day or before.")
    kind: EventKind | None = Field(None, description="Of this kind.")
    category: Code | None = Field(None, description="About this category.")
    sort: str = Field("starts_on", max_length=30, description="By starts_on, ends_on or name; `-` turns it.")
