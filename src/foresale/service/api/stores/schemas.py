"""A store as it is sent and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from foresale.service.api.kit.field_types import Code, RequestBody, RowId, TimeZone, text

Country = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$", to_upper=True)]


class StoreGiven(RequestBody):
    """A store to keep."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "S01",
                    "name": "Roma Centro",
                    "city": "Roma",
                    "country": "IT",
                    "time_zone": "Europe/Rome",
                }
            ]
        }
    )

    code: Code = Field(description="Your own number for it; nobody else's.")
    name: Annotated[str, text(200)]
    city: Annotated[str, text(100)] | None = None
    country: Country | None = Field(None, description="Two letters (ISO 3166).", examples=["IT"])
    time_zone: TimeZone | None = Field(
        None, description="Says which day a sale belongs to; days of sales already stored stay as they are."
    )
    is_active: bool = Field(True, description="Whether it still sells.")


class Store(StoreGiven):
    """A store."""

    model_config = ConfigDict(extra="ignore")

    id: RowId
    created_at: datetime


class StoreFilter(BaseModel):
    """Which stores are wanted, and in which order."""

    code: Code | None = Field(None, description="This code alone.")
    city: Annotated[str, text(100)] | None = Field(None, description="This city alone.")
    is_active: bool | None = Field(None, description="Only those that sell, or only the others.")
    q: Annotated[str, text(100)] | None = Field(None, description="Letters of the name or the code.")
    sort: str = Field("code", max_length=30, description="By code, name, city or created_at; `-` turns it.")
