"""Owners of products as they are sent and shown."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foresale.service.api.kit.field_types import Code, RequestBody, RowId

MAX_PRODUCTS = 1000


class OwnersGiven(RequestBody):
    """Who looks after some products from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"user_id": 3, "category": "Dairy"}]})

    user_id: RowId | None = Field(description="Who; null: nobody.")
    product_ids: Annotated[list[RowId], Field(max_length=MAX_PRODUCTS)] = Field(
        [], description="These products."
    )
    category: Code | None = Field(None, description="All products of this category, instead.")

    @model_validator(mode="after")
    def _names_products(self) -> Self:
        if bool(self.product_ids) == (self.category is not None):
            raise ValueError("give product_ids or category, one of the two")
        return self


class OwnersSet(BaseModel):
    """What was changed."""

    products: int = Field(description="How many have that owner now.")


class OwnerCandidate(BaseModel):
    """Somebody who may look after products, and how many that are."""

    id: RowId
    name: str
    products: int
