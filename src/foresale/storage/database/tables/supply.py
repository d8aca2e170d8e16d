"""Who delivers what on which terms, and what was ordered there."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import Money, RowNumber, UtcTime, exact_text
from foresale.storage.database.tables.base import Dated, Table


class SupplierRow(Dated, Table):
    """Somebody who delivers."""

    __tablename__ = "suppliers"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    code: Mapped[str] = mapped_column(exact_text(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    lead_time_days: Mapped[int | None]
    """From the order to the delivery; NULL: what the product says."""
    order_days: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    """Weekdays on which it takes orders, Monday is 1; NULL: any."""
    cutoff: Mapped[str | None] = mapped_column(String(5))
    """Until when on such a day, as 14:30 by the service's clock."""
    minimum_order_value: Mapped[Decimal | None] = mapped_column(Money)
    delivery_days: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    """Weekdays on which it delivers, Monday is 1; NULL: any."""
    lead_time_spread_days: Mapped[float | None]
    """Standard deviation of the days that an order takes; NULL: it comes on time."""
    is_active: Mapped[bool] = mapped_column(default=True)


class SupplyTermRow(Dated, Table):
    """On which terms a supplier delivers a product: to a store, or to all."""

    __tablename__ = "supply_terms"
    __table_args__ = (
        UniqueConstraint("supplier_id", "product_id", "place", name="uq_supply_terms_supplier_id"),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    place: Mapped[int] = mapped_column(RowNumber)
    """The store, or 0 for all: what makes a term unique."""
    lead_time_days: Mapped[int | None]
    pack_size: Mapped[float] = mapped_column(default=1.0)
    minimum: Mapped[float | None]
    maximum: Mapped[float | None]
    unit_cost: Mapped[Decimal | None] = mapped_column(Money)
    shelf_life_days: Mapped[int | None]
    order_days: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    delivery_days: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    lead_time_spread_days: Mapped[float | None]
    is_preferred: Mapped[bool] = mapped_column(default=True)
    """Of several suppliers, proposals go to the preferred one, else to the cheapest."""


class PurchaseOrderRow(Dated, Table):
    """An order at a supplier for a store, proposed or made by hand."""

    __tablename__ = "purchase_orders"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    supplier_id: Mapped[int | None] = mapped_column(
        ForeignKey("suppliers.id", ondelete="SET NULL"), index=True
    )
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    """Where it goes; NULL: to no store, such as a warehouse."""
    state: Mapped[str] = mapped_column(String(20), index=True)
    """proposed, changed, approved, sent, partly_received, received, closed or cancelled."""
    order_on: Mapped[date]
    """The day on which it should be sent."""
    expected_on: Mapped[date | None]
    """The day on which it should be there."""
    note: Mapped[str | None] = mapped_column(String(500))
    stale_since: Mapped[datetime | None] = mapped_column(UtcTime)
    """Since when sales, stock or terms are others than a proposal knows; NULL while it knows all."""
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What a proposal was made of: forecasts, policy, seed, a digest of all inputs; NULL: made by hand."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)


class PurchaseOrderLineRow(Table):
    """One product of an order."""

    __tablename__ = "purchase_order_lines"
    __table_args__ = (UniqueConstraint("order_id", "product_id", name="uq_purchase_order_lines_order_id"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("purchase_orders.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    proposed: Mapped[float | None]
    """Units that were proposed; NULL where somebody added the line."""
    quantity: Mapped[float]
    received: Mapped[float] = mapped_column(default=0.0)
    pack_size: Mapped[float] = mapped_column(default=1.0)
    unit_cost: Mapped[Decimal | None] = mapped_column(Money)
    saves: Mapped[float | None]
    """Money that the proposed quantity is expected to save until the next order arrives."""
    why: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
