"""Saved views as they are sent and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from foresale.service.api.kit.field_types import RequestBody, RowId, text
from foresale.service.api.overrides.schemas import Person

Screen = Literal["products"]
Search = Annotated[dict[Annotated[str, text(40)], Annotated[str, text(200)]], Field(max_length=20)]


class SavedViewGiven(RequestBody):
    """What a screen shows, to be kept under a name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "screen": "products", "name": "Dairy that runs out",
                    "search": {"category": "Dairy", "exception": "runs_out"}, "is_shared": True,
                }
            ]
        }
    )  # fmt: skip

    screen: Screen
    name: Annotated[str, text(100)]
    search: Search = Field(description="Filters and order, as they stand in the screen's address.")
    is_shared: bool = Field(False, description="Whether others find it too.")


class SavedView(BaseModel):
    """A view with its name."""

    id: RowId
    screen: str
    name: str
    search: dict[str, str]
    is_shared: bool
    is_own: bool = Field(description="Whether it is the caller's.")
    by: Person
    created_at: datetime


class SavedViewFilter(BaseModel):
    """Which views are wanted."""

    screen: Screen | None = Field(None, description="Of this screen.")
