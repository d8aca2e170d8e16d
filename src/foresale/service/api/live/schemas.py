"""What can be chosen of the live feed, and tickets to it."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from foresale.service.api.kit.field_types import Code, RequestBody, RowId
from foresale.service.live.live_event import place_of
from foresale.storage.database.event_log.append import Kind

MAX_NAMED = 200


class LiveChoice(BaseModel):
    """What is to be heard of; what isn't named doesn't narrow."""

    kind: Annotated[list[Kind], Field(max_length=20)] = Field(
        [], description="Kinds of events; by default all that the caller may see."
    )
    store: Annotated[list[Code], Field(max_length=MAX_NAMED)] = Field([], description="Codes of stores.")
    store_id: Annotated[list[RowId], Field(max_length=MAX_NAMED)] = Field([], description="Ids of stores.")
    product: Annotated[list[Code], Field(max_length=MAX_NAMED)] = Field([], description="Skus of products.")
    product_id: Annotated[list[RowId], Field(max_length=MAX_NAMED)] = Field(
        [], description="Ids of products."
    )


class LiveQuery(LiveChoice):
    """What is to be heard of, and from where on."""

    after: str | None = Field(
        None,
        max_length=40,
        description="The id of the last event that was heard, to go on with the next; else from now on.",
        examples=["3fa2b1c0-1742"],
    )
    follow: bool = Field(True, description="Whether to stay; else the answer ends with the newest event.")
    ticket: str | None = Field(None, max_length=100, description="In place of headers; lets in once.")

    @model_validator(mode="after")
    def _check_place(self) -> Self:
        if self.after is not None and place_of(self.after) is None:
            raise ValueError("after is the id of an event, such as 3fa2b1c0-1742")
        return self


class Ticket(BaseModel):
    """A way in for whoever can't send headers."""

    ticket: str = Field(description="For `?ticket=` of GET or WS /api/live; lets in once.")
    expires_in: int = Field(description="Seconds that it is good for.", examples=[30])


class Choose(RequestBody, LiveChoice):
    """Sent over a WebSocket: hear of something else from now on."""
