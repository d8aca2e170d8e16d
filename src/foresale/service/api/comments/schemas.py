"""Comments as they are sent and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.field_types import RequestBody, RowId, text
from foresale.service.api.overrides.schemas import Person

MAX_LETTERS = 1000


class CommentGiven(RequestBody):
    """What somebody says about a product, in a store or everywhere, about an order, or about a transfer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"product_id": 17, "store_id": 1, "text": "The shelf is rebuilt in week 50."}]
        }
    )

    product_id: RowId | None = Field(None, description="About this product.")
    store_id: RowId | None = Field(None, description="In this store; left out: everywhere.")
    order_id: RowId | None = Field(None, description="About this order, instead of a product.")
    transfer_id: RowId | None = Field(None, description="About this transfer, instead of a product.")
    text: Annotated[str, text(MAX_LETTERS)]

    @model_validator(mode="after")
    def _about_one_thing(self) -> Self:
        if [self.product_id, self.order_id, self.transfer_id].count(None) != 2:
            raise ValueError("give one of product_id, order_id and transfer_id")
        if self.product_id is None and self.store_id is not None:
            raise ValueError("orders and transfers have their stores already: leave store_id out")
        return self


class Comment(BaseModel):
    """What somebody said."""

    id: RowId
    product_id: int | None
    product: str | None = Field(description="The sku.")
    store_id: int | None = Field(description="Null: everywhere, an order to no store, or a transfer.")
    store: str | None = Field(description="The code.")
    order_id: int | None
    transfer_id: int | None
    text: str
    by: Person | None = Field(description="Null where the user is gone.")
    created_at: datetime


class CommentFilter(ProductChoice, StoreChoice):
    """Which comments are wanted."""

    order_id: RowId | None = Field(None, description="About this order.")
    transfer_id: RowId | None = Field(None, description="About this transfer.")
