"""A supplier as it is sent and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from foresale.service.api.kit.field_types import Code, Price, RequestBody, RowId, text

OrderDays = Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)]
"""Weekdays, Monday is 1."""
LeadTime = Annotated[int, Field(ge=0, le=365)]
LeadTimeSpread = Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)]


class SupplierGiven(RequestBody):
    """A supplier to keep."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "DAIRY", "name": "Dairy of the valley", "lead_time_days": 2,
                    "order_days": [1, 3, 5], "cutoff": "14:30", "minimum_order_value": "150.00",
                }
            ]
        }
    )  # fmt: skip

    code: Code = Field(description="Your own code for it; nobody else's.")
    name: Annotated[str, text(200)]
    email: Annotated[str, text(254)] | None = None
    lead_time_days: LeadTime | None = Field(
        None, description="Days from an order to its delivery; left out: what each product says."
    )
    order_days: OrderDays | None = Field(
        None, description="Weekdays on which it takes orders, Monday is 1; left out: any."
    )
    cutoff: Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = Field(
        None, description="Until when on such a day, by the service's clock.", examples=["14:30"]
    )
    minimum_order_value: Price | None = Field(None, description="Below this it doesn't deliver.")
    delivery_days: OrderDays | None = Field(
        None, description="Weekdays on which it delivers, Monday is 1; left out: any."
    )
    lead_time_spread_days: LeadTimeSpread | None = Field(
        None, description="Standard deviation of the lead time in days; left out: it comes on time."
    )
    is_active: bool = Field(True, description="Whether it is still ordered from.")


class Supplier(SupplierGiven):
    """A supplier."""

    model_config = ConfigDict(extra="ignore")

    id: RowId
    created_at: datetime


class SupplierFilter(BaseModel):
    """Which suppliers are wanted, and in which order."""

    q: Annotated[str, text(100)] | None = Field(None, description="Letters of the name or the code.")
    is_active: bool | None = Field(None, description="Only those still ordered from, or only the others.")
    sort: str = Field("code", max_length=30, description="By code or name; `-` turns it.")
