"""Dead letters as they are shown, corrected and dismissed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from foresale.service.api.kit.field_types import RequestBody, RowId, text
from foresale.storage.database.inbox.letters import LetterState, Source


class DeadLetter(BaseModel):
    """A message about a sale that couldn't be used."""

    model_config = ConfigDict(from_attributes=True)

    id: RowId
    at: datetime = Field(description="When it came.")
    source: Source = Field(description="Where it came from.")
    place: str = Field(description="Where there: topic/partition/offset; or connection/message/row.")
    kind: str = Field(description="sale, correction or cancellation; unreadable where that can't be told.")
    transaction_id: str | None
    store: str | None = Field(description="The code that it names.")
    column: str | None = Field(description="Which field is at fault.")
    reason: str = Field(description="What is wrong with it.")
    state: LetterState = Field(description="waiting for its sale, open, resent or dismissed.")
    tries: int = Field(description="How often it was tried again by itself.")
    raw: str = Field(description="What it said.")
    is_cut: bool = Field(description="Whether it said more than is shown.")
    corrected: str | None = Field(description="What was sent again in its place.")
    settled_at: datetime | None = Field(description="When somebody saw to it.")


class Resent(RequestBody):
    """What is sent again."""

    message: dict[str, Any] | None = Field(
        None,
        description="The message as it should have been; as it was, where it is left out.",
        max_length=50,
        examples=[{"transaction_id": "R-17", "store": "S01", "product": "TEA", "quantity": 1}],
    )
    any_age: bool = Field(False, description="Whether a sale is meant that lies years before all others.")


class Dismissed(RequestBody):
    """Why nothing is done with it."""

    reason: Annotated[str, text(200)] = Field(description="Kept in the audit log.")
