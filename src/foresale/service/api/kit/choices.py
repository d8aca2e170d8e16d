"""Which product and which store is asked about: text is a sku or a code, a number an id of its own name.

So a sku that looks like a number is never taken for another product's id.
"""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field, model_validator

from foresale.service.api.kit.field_types import Code, RowId


class StoreChoice(BaseModel):
    """One store, or all of them."""

    store: Code | None = Field(None, description="The store with this code; else all.")
    store_id: RowId | None = Field(None, description="The store with this id, instead of its code.")

    @model_validator(mode="after")
    def _one_store(self) -> Self:
        if self.store is not None and self.store_id is not None:
            raise ValueError("give store or store_id, not both")
        return self

    @property
    def store_key(self) -> int | str | None:
        """Its id (a number) or its code (text)."""
        return self.store if self.store_id is None else self.store_id


class ProductChoice(BaseModel):
    """One product, or all of them."""

    product: Code | None = Field(None, description="The product with this sku; else all.")
    product_id: RowId | None = Field(None, description="The product with this id, instead of its sku.")

    @model_validator(mode="after")
    def _one_product(self) -> Self:
        if self.product is not None and self.product_id is not None:
            raise ValueError("give product or product_id, not both")
        return self

    @property
    def product_key(self) -> int | str | None:
        """Its id (a number) or its sku (text)."""
        return self.product if self.product_id is None else self.product_id
