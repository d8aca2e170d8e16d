"""Orders as they are sent and shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from foresale.sale_fields import MAX_QUANTITY
from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.field_types import Amount, Code, Day, Price, RequestBody, RowId, text

State = Literal[
    "proposed", "changed", "approved", "sent", "partly_received", "received", "closed", "cancelled"
]
Units = Annotated[float, Field(ge=0, le=MAX_QUANTITY, allow_inf_nan=False)]
MAX_LINES = 2_000


class LineGiven(RequestBody):
    """How many units of a product."""

    product_id: RowId
    quantity: Units = Field(description="Units; 0 takes the line out.")


class OrderGiven(RequestBody):
    """An order made by hand."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"supplier_id": 1, "store_id": 1, "lines": [{"product_id": 17, "quantity": 48}]}]
        }
    )

    supplier_id: RowId | None = Field(None, description="At whom; left out where that isn't known yet.")
    store_id: RowId | None = Field(None, description="Where it goes; left out for a warehouse.")
    lines: list[LineGiven] = Field(min_length=1, max_length=MAX_LINES)
    order_on: Day | None = Field(None, description="When it is to be sent; today where it is left out.")
    expected_on: Day | None = Field(
        None, description="When it should be there; else by lead time and delivery days."
    )
    note: Annotated[str, text(500)] | None = None


class LinesGiven(RequestBody):
    """Quantities to change; lines that aren't named stay."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"lines": [{"product_id": 17, "quantity": 36}]}]}
    )

    lines: list[LineGiven] = Field(min_length=1, max_length=MAX_LINES)
    note: Annotated[str, text(500)] | None = Field(None, description="Left out, it stays.")
    expected_on: Day | None = Field(None, description="Left out, it stays.")


class ReceiptGiven(RequestBody):
    """What came."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"lines": [{"product_id": 17, "quantity": 24}]}]}
    )

    lines: list[LineGiven] | None = Field(
        None, max_length=MAX_LINES, description="Units that came; left out: all that was still to come."
    )
    note: Annotated[str, text(150)] | None = Field(None, description="Such as the delivery note's number.")


class ReasonGiven(RequestBody):
    """Why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Supplier is out of stock"}]})

    reason: Annotated[str, text(200)]


class OrderLine(BaseModel):
    """A product of an order."""

    id: int
    order_id: int
    product_id: int
    product: str = Field(description="The sku.")
    name: str
    proposed: float | None = Field(description="Units that were proposed; null for a line added by hand.")
    quantity: float
    received: float
    pack_size: float
    unit_cost: Price | None
    amount: Amount | None = Field(description="Quantity times unit cost.")
    saves: float | None = Field(description="Money that the proposed quantity is expected to save.")
    why: dict[str, Any] | None = Field(description="What the quantity was chosen by, as data.")


class Order(BaseModel):
    """An order."""

    id: int
    supplier_id: int | None
    supplier: str | None = Field(description="The supplier's code.")
    store_id: int | None
    store: str | None = Field(description="The store's code.")
    state: State
    order_on: date
    expected_on: date | None
    lines: int = Field(description="How many products.")
    units: float
    received: float = Field(description="Units of it that came.")
    amount: Amount = Field(description="What it costs, of lines whose unit cost is known.")
    unpriced: int = Field(description="Lines whose unit cost isn't known.")
    below_minimum: bool = Field(description="Whether it is below the supplier's minimum order value.")
    saves: float | None = Field(description="Money that it is expected to save, as proposed.")
    note: str | None
    stale_since: datetime | None = Field(
        description="Since when sales, stock or orders are others than a proposal knows; null: it knows all."
    )
    created_by: int | None
    approved_by: int | None
    approved_at: datetime | None
    sent_at: datetime | None
    created_at: datetime
    changed_at: datetime


class OrderDetails(Order):
    """An order with its lines, and what it was made of."""

    origin: dict[str, Any] | None = Field(
        description="Forecasts, policy, seed and a digest of all inputs; null for one made by hand."
    )
    items: list[OrderLine]


class OrderFilter(StoreChoice):
    """Which orders are wanted."""

    q: Annotated[str, text(100)] | None = Field(
        None, description="Its number, or letters of the supplier, of a product of it, or of the note."
    )

    state: list[State] = Field([], max_length=8, description="In one of these states; repeat for several.")
    supplier: Code | None = Field(None, description="At the supplier with this code.")
    first: Day | None = Field(None, alias="from", description="To be sent on this day or later.")
    last: Day | None = Field(None, alias="to", description="To be sent on this day or before.")
    sort: Literal["newest", "order_on", "expected_on", "saves"] = Field(
        "newest", description="`saves`: what is expected to save most money comes first."
    )


class LineFilter(ProductChoice, StoreChoice):
    """Whose lines are wanted."""

    order_id: RowId | None = Field(None, description="Of one order.")
    state: list[State] = Field([], max_length=8, description="Of orders in one of these states.")
    supplier: Code | None = Field(None, description="At the supplier with this code.")
