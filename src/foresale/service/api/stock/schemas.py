"""Stock as it is sent and shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from foresale.service.api.kit.field_types import Code, Quantity, RequestBody, RowId, text
from foresale.service.api.kit.inputs import Moment

Reason = Literal["delivery", "count", "waste", "transfer", "correction"]


class MovementGiven(RequestBody):
    """Units that came or went other than by sale."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"product_id": 17, "store_id": 1, "quantity": 48, "reason": "delivery", "note": "Order 4711"}
            ]
        }
    )

    product_id: RowId
    store_id: RowId | None = Field(None, description="Where; left out for a warehouse.")
    quantity: Quantity = Field(description="Units that came; negative where they went.")
    reason: Reason = Field(description="Why. A count tells the difference it found.")
    note: Annotated[str, text(200)] | None = None
    moved_at: Moment | None = Field(None, description="When; now where it is left out.")


class Movement(BaseModel):
    """A movement as it is stored."""

    id: RowId
    product_id: RowId
    store_id: RowId | None
    quantity: float
    reason: str
    note: str | None
    moved_at: datetime


class MovementFilter(BaseModel):
    """Which movements are wanted."""

    product: Code | None = Field(None, description="Of the product with this sku.")
    store: Code | None = Field(None, description="In the store with this code.")
    reason: Reason | None = None


class AlertFilter(BaseModel):
    """Which alerts are wanted."""

    product: Code | None = Field(None, description="About the product with this sku.")
    category: Code | None = Field(None, description="About this category.")
    review_days: int = Field(7, ge=0, le=90, description="Days after its arrival that an order should last.")
    limit: int = Field(100, ge=1, le=1000, description="Alerts, at most; the most urgent.")


class StockAlert(BaseModel):
    """A product that won't last until an order placed now arrives."""

    product_id: RowId
    sku: str
    name: str
    category: str | None
    stock: float
    lead_time_days: int
    pack_size: int
    daily_mean: float = Field(description="Units a day expected over the lead time.")
    days_of_cover: float | None = Field(description="Days that the stock lasts at the mean demand.")
    runs_out_on: date | None = Field(description="The day it is used up.")
    demand_mean: float = Field(description="Units expected over the lead time.")
    demand_high: float = Field(description="Units that four times of five are enough for it.")
    units_short: float = Field(description="How many of these there aren't.")
    suggested_order: int = Field(description="Units to order now, in whole packs.")


class StockAlerts(BaseModel):
    """The products that won't last, most urgent first."""

    basis: Literal["forecast", "recent_sales", "nothing"] = Field(
        description="Whether the champion's forecast says so, or the average of recent sales."
    )
    model_version: str | None = None
    cutoff: date | None = Field(None, description="The last day that is known; stock is taken as of then.")
    total: int = Field(description="Alerts in all, these and others.")
    items: list[StockAlert]
