"""Products of a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from foresale.client.answers import read, reads, sends
from foresale.client.connection import Connection
from foresale.client.http_errors import nothing_found
from foresale.client.removed import Removed


@reads("Product")
@dataclass(frozen=True)
class Product:
    """A product.

    Attributes:
        id: The server's number for it.
        sku: Your own number for it.
        name: What it is called.
        category: What it belongs to.
        price: What one unit is sold for.
        cost: What one unit is bought for.
        stock: Units there are, in all places that you may see together.
        lead_time_days: Days from an order to its delivery.
        pack_size: Units that an order is rounded up to.
        is_active: Whether it is still sold.
        created_at: When it was added, UTC.
    """

    id: int
    sku: str
    name: str
    category: str | None = None
    price: Decimal | None = None
    cost: Decimal | None = None
    stock: float | None = None
    lead_time_days: int = 7
    pack_size: int = 1
    is_active: bool = True
    created_at: datetime | None = None


@sends("ProductGiven")
class ProductFields(TypedDict, total=False):
    """What a product can be given; the names mean what they mean in `Product`."""

    sku: str
    name: str
    category: str | None
    price: Decimal | None
    cost: Decimal | None
    stock: float | None
    lead_time_days: int
    pack_size: int
    is_active: bool


class ProductFilter(TypedDict, total=False):
    """Which products are wanted: all filters hold together; `q` searches names, `sort` orders."""

    sku: str
    category: str
    is_active: bool
    q: str
    sort: str


class Products:
    """The products of a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, **which: Unpack[ProductFilter]) -> Iterator[Product]:
        """The products, fetched as they are asked for."""
        return (read(Product, told) for told in self._connection.pages("/products", **which))

    def get(self, product_id: int) -> Product:
        """One product."""
        return read(Product, self._connection.get(f"/products/{product_id}"))

    def find(self, sku: str) -> Product:
        """The product with this sku.

        Raises:
            ServerError: There is none.
        """
        return next(self.list(sku=sku), None) or nothing_found(f"There is no product '{sku}'.")

    def add(self, **given: Unpack[ProductFields]) -> Product:
        """Add a product: `sku` and `name` at least."""
        return read(Product, self._connection.post("/products", given))

    def change(self, product_id: int, **given: Unpack[ProductFields]) -> Product:
        """Change what is given, and leave the rest."""
        settable = ProductFields.__optional_keys__
        return read(Product, self._connection.change(f"/products/{product_id}", given, settable))

    def remove(self, product_id: int) -> Removed:
        """Delete a product; one that was sold is put out of use instead."""
        return read(Removed, self._connection.delete(f"/products/{product_id}"))
