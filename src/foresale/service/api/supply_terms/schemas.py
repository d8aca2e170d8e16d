"""Terms of supply as they are sent and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresale.sale_fields import MAX_QUANTITY
from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.field_types import Code, Price, RequestBody, RowId, text
from foresale.service.api.suppliers.schemas import LeadTime, LeadTimeSpread, OrderDays

Units = Annotated[float, Field(ge=0, le=MAX_QUANTITY, allow_inf_nan=False)]
MAX_TOGETHER = 5_000


class Terms(RequestBody):
    """What can be said of terms."""

    lead_time_days: LeadTime | None = Field(
        None, description="Days from an order to its delivery; left out: the supplier's, else the product's."
    )
    pack_size: Annotated[float, Field(gt=0, le=MAX_QUANTITY, allow_inf_nan=False)] = Field(
        1, description="Units that can only be ordered together."
    )
    minimum: Units | None = Field(None, description="Units at least, where anything is ordered.")
    maximum: Units | None = Field(None, description="Units at most.")
    unit_cost: Price | None = Field(None, description="What a unit is bought for; left out: the product's.")
    shelf_life_days: Annotated[int, Field(ge=1, le=3650)] | None = Field(
        None, description="Days that a unit can be sold from its delivery; left out: it keeps."
    )
    order_days: OrderDays | None = Field(
        None, description="Weekdays for orders, Monday is 1; left out: the supplier's."
    )
    delivery_days: OrderDays | None = Field(
        None, description="Weekdays of deliveries, Monday is 1; left out: the supplier's."
    )
    lead_time_spread_days: LeadTimeSpread | None = Field(
        None, description="Standard deviation of the lead time in days; left out: the supplier's."
    )
    is_preferred: bool = Field(True, description="Whether orders go there rather than to others.")

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("minimum lies above maximum")
        return self


class SupplyTermGiven(Terms):
    """On which terms a supplier delivers a product: to one store, or to all that have none of their own."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "supplier_id": 1, "product_id": 17, "lead_time_days": 2, "pack_size": 12,
                    "unit_cost": "0.92", "shelf_life_days": 9,
                }
            ]
        }
    )  # fmt: skip

    supplier_id: RowId
    product_id: RowId
    store_id: RowId | None = Field(None, description="To this store; left out for all.")


class SupplyTerm(SupplyTermGiven):
    """Terms as they are stored."""

    model_config = ConfigDict(extra="ignore")

    id: RowId
    supplier: str = Field(description="The supplier's code.")
    product: str = Field(description="The sku.")
    product_name: str
    store: str | None = Field(description="The store's code.")
    created_at: datetime


class SupplyTermFilter(ProductChoice, StoreChoice):
    """Whose terms are wanted."""

    supplier: Code | None = Field(None, description="Of the supplier with this code.")
    q: Annotated[str, text(100)] | None = Field(None, description="Letters of the product's name or sku.")


class NamedTerm(Terms):
    """Terms by the names that files use."""

    supplier: Code = Field(description="The supplier's code.")
    product: Code = Field(description="The sku.")
    store: Code | None = Field(None, description="The store's code; left out for all.")


class NamedTerms(RequestBody):
    """Many terms, such as the rows of a file."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"items": [{"supplier": "DAIRY", "product": "MILK-1L", "pack_size": 12}]}]
        }
    )

    items: list[NamedTerm] = Field(min_length=1, max_length=MAX_TOGETHER)


class TermRejected(BaseModel):
    """A row that can't be kept."""

    row: int = Field(description="Its place, from 1.")
    column: str
    reason: str


class TermsKept(BaseModel):
    """What became of many terms."""

    added: int
    changed: int
    rejected: list[TermRejected]


class FileColumn(BaseModel):
    """What a column of a file was taken for."""

    field: str
    column: str = Field(description="The file's own name.")


class RejectedRow(BaseModel):
    """A row of a file that can't be kept."""

    row: int = Field(description="Its number in the file.")
    column: str = Field(description="The file's column at fault.")
    value: str | None = Field(description="What stands there.")
    reason: str


class PreviewedTerm(Terms):
    """A row of a file as it would be kept."""

    model_config = ConfigDict(extra="ignore")

    row: int = Field(description="Its number in the file.")
    action: Literal["added", "changed", "unchanged"] = Field(description="What keeping it does.")
    supplier: str
    product: str
    store: str | None


class TermsImport(BaseModel):
    """What a file of terms would change, or did."""

    file: str
    rows: int = Field(description="Rows of the file.")
    columns: list[FileColumn] = Field(description="The columns that were read.")
    unread: list[str] = Field(description="Columns that say nothing of terms.")
    notes: list[str] = Field(description="What was decided in reading.")
    added: int
    changed: int
    unchanged: int
    is_kept: bool = Field(description="Whether this was done; else it was only looked at.")
    rejected: list[RejectedRow]
    preview: list[PreviewedTerm] = Field(description="The first rows that can be kept.")
