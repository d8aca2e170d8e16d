"""Suppliers on a server, and on which terms they deliver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict, Unpack

from foresale.client.answers import read, reads, sends
from foresale.client.connection import Connection
from foresale.client.removed import Removed


@reads("Supplier")
@dataclass(frozen=True)
class Supplier:
    """Somebody who delivers.

    Attributes:
        id: The server's number for it.
        code: Your own code for it.
        name: What it is called.
        email: Where orders go.
        lead_time_days: Days from an order to its delivery; None: what each product says.
        order_days: Weekdays for orders, Monday is 1; None for any.
        cutoff: Until when on such a day, as 14:30.
        minimum_order_value: Below this it doesn't deliver.
        is_active: Whether it is still ordered from.
        delivery_days: Weekdays of deliveries, Monday is 1; None for any.
        lead_time_spread_days: Standard deviation of the lead time; None: it comes on time.
    """

    id: int
    code: str
    name: str
    email: str | None = None
    lead_time_days: int | None = None
    order_days: tuple[int, ...] | None = None
    cutoff: str | None = None
    minimum_order_value: Decimal | None = None
    is_active: bool = True
    delivery_days: tuple[int, ...] | None = None
    lead_time_spread_days: float | None = None


@reads("SupplyTerm")
@dataclass(frozen=True)
class SupplyTerm:
    """On which terms a supplier delivers a product.

    Attributes:
        id: The server's number for them.
        supplier: The supplier's code.
        product: The sku.
        store: The store's code; None for all.
        lead_time_days: Days from an order to its delivery.
        pack_size: Units that can only be ordered together.
        minimum: Units at least, where anything is ordered.
        maximum: Units at most.
        unit_cost: What a unit is bought for.
        shelf_life_days: Days that a unit can be sold.
        order_days: Weekdays for orders, Monday is 1.
        is_preferred: Whether orders go there rather than to others.
        delivery_days: Weekdays of deliveries, Monday is 1.
        lead_time_spread_days: Standard deviation of the lead time.
    """

    id: int
    supplier: str
    product: str
    pack_size: float
    store: str | None = None
    lead_time_days: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit_cost: Decimal | None = None
    shelf_life_days: int | None = None
    order_days: tuple[int, ...] | None = None
    is_preferred: bool = True
    delivery_days: tuple[int, ...] | None = None
    lead_time_spread_days: float | None = None


@reads("TermRejected")
@dataclass(frozen=True)
class TermRejected:
    """A row that wasn't kept.

    Attributes:
        row: Its place, from 1.
        column: Which field is at fault.
        reason: Why.
    """

    row: int
    column: str
    reason: str


@reads("TermsKept")
@dataclass(frozen=True)
class TermsKept:
    """What became of many terms.

    Attributes:
        added: New ones.
        changed: Replaced ones.
        rejected: Rows that weren't kept.
    """

    added: int
    changed: int
    rejected: tuple[TermRejected, ...]


@sends("SupplierGiven")
class SupplierFields(TypedDict, total=False):
    """What a supplier is given; the names mean what they mean in `Supplier`."""

    code: str
    name: str
    email: str | None
    lead_time_days: int | None
    order_days: list[int] | None
    cutoff: str | None
    minimum_order_value: Decimal | None
    is_active: bool
    delivery_days: list[int] | None
    lead_time_spread_days: float | None


@sends("NamedTerm")
class TermFields(TypedDict, total=False):
    """Terms by the names that files use; they mean what they mean in `SupplyTerm`."""

    supplier: str
    product: str
    store: str | None
    lead_time_days: int | None
    pack_size: float
    minimum: float | None
    maximum: float | None
    unit_cost: Decimal | str | None
    shelf_life_days: int | None
    order_days: list[int] | None
    is_preferred: bool
    delivery_days: list[int] | None
    lead_time_spread_days: float | None


class Suppliers:
    """The suppliers of a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self) -> Iterator[Supplier]:
        """Whoever delivers, fetched as they are asked for."""
        return (read(Supplier, told) for told in self._connection.pages("/suppliers"))

    def add(self, **given: Unpack[SupplierFields]) -> Supplier:
        """Add a supplier: `code` and `name` at least."""
        return read(Supplier, self._connection.post("/suppliers", given))

    def remove(self, supplier_id: int) -> Removed:
        """Delete a supplier; one that was ordered from is put out of use."""
        return read(Removed, self._connection.delete(f"/suppliers/{supplier_id}"))

    def terms(
        self, supplier: str | None = None, product: int | str | None = None, store: int | str | None = None
    ) -> Iterator[SupplyTerm]:
        """The terms of supply, fetched as they are asked for.

        Args:
            supplier: Of this code.
            product: Of this sku (text) or id (a number).
            store: To this store, or to all.
        """
        told = self._connection.pages("/supply-terms", supplier=supplier, product=product, store=store)
        return (read(SupplyTerm, item) for item in told)

    def put_terms(self, items: Sequence[TermFields]) -> TermsKept:
        """Keep many terms: those that are there are replaced, others added.

        Args:
            items: At most 5,000.
        """
        return read(TermsKept, self._connection.post("/supply-terms/bulk", {"items": list(items)}))
