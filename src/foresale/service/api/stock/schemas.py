"""Stock as it is sent and shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.field_types import Code, Moment, Quantity, RequestBody, RowId, text

Reason = Literal["opening", "delivery", "count", "waste", "transfer", "correction"]


class MovementGiven(RequestBody):
    """Units that came or went other than by sale, or what was counted."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"product_id": 17, "store_id": 1, "quantity": 48, "reason": "delivery", "note": "Order 4711"}
            ]
        }
    )

    product_id: RowId
    store_id: RowId | None = Field(None, description="Where; left out for a warehouse.")
    quantity: Quantity | None = Field(None, description="Units that came; negative where they went.")
    counted: Quantity | None = Field(
        None, description="Instead of `quantity`: what there is, as an opening stock or a count found."
    )
    reason: Reason = Field(description="Why; `opening` and `count` go with `counted`.")
    note: Annotated[str, text(200)] | None = None
    moved_at: Moment | None = Field(None, description="When; now where it is left out.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.quantity is None) == (self.counted is None):
            raise ValueError("give either quantity or counted")
        if self.counted is not None and self.reason not in ("opening", "count"):
            raise ValueError("counted goes with the reason opening or count")
        return self


class Movement(BaseModel):
    """A movement as it is stored."""

    id: RowId
    product_id: RowId
    store_id: RowId | None
    quantity: float
    reason: str
    note: str | None
    moved_at: datetime


class MovementFilter(ProductChoice, StoreChoice):
    """Which movements are wanted."""

    reason: Reason | None = None


class LevelFilter(ProductChoice, StoreChoice):
    """Whose stock is wanted."""

    category: Code | None = Field(None, description="Of this category.")


class StockLevel(BaseModel):
    """What there is of a product in a place: counted, plus what moved, less what was sold since."""

    product_id: RowId
    sku: str
    store_id: RowId | None = Field(description="Null for stock of no store, such as a warehouse's.")
    store: str | None
    units: float
    counted: float = Field(description="What there was at `since`.")
    since: datetime
    moved: float = Field(description="What came since, less what went other than by sale.")
    sold: float = Field(description="Sold since. Of no store: in stores that keep no stock of their own.")


class AlertFilter(ProductChoice, StoreChoice):
    """Which alerts are wanted."""

    by_store: bool = Field(
        False,
        description="Judge each store by its own stock, not all together; so are callers limited to some.",
    )
    category: Code | None = Field(None, description="About this category.")
    review_days: int = Field(7, ge=0, le=90, description="Days after its arrival that an order should last.")
    limit: int = Field(100, ge=1, le=1000, description="Alerts, at most; the most urgent.")


class StockAlert(BaseModel):
    """A product that won't last until an order placed now arrives."""

    product_id: RowId
    sku: str
    name: str
    category: str | None
    store_id: RowId | None = Field(None, description="Null where all stores together are judged.")
    store: str | None = None
    stock: float
    lead_time_days: int = Field(
        description="Days until an order placed now arrives, by the supplier's order and delivery days."
    )
    pack_size: int
    daily_mean: float = Field(description="Units a day expected over the lead time.")
    days_of_cover: float | None = Field(description="Days that the stock alone lasts at the mean demand.")
    runs_out_on: date | None = Field(description="The day it is used up, with what arrives before that day.")
    arriving: float = Field(
        description="Units of orders and transfers that arrive within the lead time, less those that go to "
        "another store."
    )
    demand_mean: float = Field(description="Units expected over the lead time.")
    demand_high: float = Field(description="Units that four times of five are enough for it.")
    units_short: float = Field(
        description="How many of these there aren't, on the day of the lead time on which most lack."
    )
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
