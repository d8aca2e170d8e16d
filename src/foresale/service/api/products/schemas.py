"""A product as it is sent and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from foresale.service.api.kit.field_types import Code, Price, Quantity, RequestBody, RowId, text


class ProductGiven(RequestBody):
    """A product to keep; what is left out gets its usual value."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "sku": "MILK-1L",
                    "name": "Whole milk 1 l",
                    "category": "Dairy",
                    "price": "1.29",
                    "cost": "0.92",
                    "stock": 340,
                    "lead_time_days": 2,
                    "pack_size": 12,
                }
            ]
        }
    )

    sku: Code = Field(description="Your own number for it; nobody else's.")
    name: Annotated[str, text(200)]
    category: Annotated[str, text(100)] | None = None
    price: Price | None = Field(None, description="What one unit is sold for.")
    cost: Price | None = Field(None, description="What one unit is bought for.")
    stock: Quantity | None = Field(
        None,
        description="Units there are, in all places together; what the stores don't hold belongs to none. "
        "Left out, it stays as it is. A caller limited to stores is told what these hold.",
    )
    lead_time_days: int = Field(7, ge=0, le=730, description="Days from an order to its delivery.")
    pack_size: int = Field(1, ge=1, le=1_000_000, description="Units that an order is rounded up to.")
    is_active: bool = Field(True, description="Whether it is still sold.")


class Product(ProductGiven):
    """A product."""

    model_config = ConfigDict(extra="ignore")

    id: RowId
    created_at: datetime
    usual_price: Price | None = Field(
        None,
        description="Where no price is set: what it was usually sold for, the median of eight weeks without "
        "promotions. Money of forecasts, orders and lost sales is worked out by it. Null where a price is "
        "set, or no sale tells one.",
    )


class ProductFilter(BaseModel):
    """Which products are wanted, and in which order."""

    sku: Code | None = Field(None, description="This sku alone.")
    category: Code | None = Field(None, description="This category alone.")
    is_active: bool | None = Field(None, description="Only those still sold, or only the others.")
    q: Annotated[str, text(100)] | None = Field(None, description="Letters of the name or the sku.")
    sort: str = Field(
        "sku", max_length=30, description="By sku, name, category, price, stock or created_at; `-` turns it."
    )
