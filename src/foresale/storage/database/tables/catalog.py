"""What is sold, where, and what happens there."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import Money, RowNumber, UtcTime, exact_text
from foresale.storage.database.tables.base import Dated, Table


class StoreRow(Dated, Table):
    """A place that sells; its time zone says which day a sale belongs to."""

    __tablename__ = "stores"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    code: Mapped[str] = mapped_column(exact_text(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    city: Mapped[str | None] = mapped_column(String(100))
    country: Mapped[str | None] = mapped_column(String(2))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    is_active: Mapped[bool] = mapped_column(default=True)


class ProductRow(Dated, Table):
    """Something that is sold and ordered."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("lead_time_days >= 0", name="lead_time"),
        CheckConstraint("pack_size > 0", name="pack_size"),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    sku: Mapped[str] = mapped_column(exact_text(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    category: Mapped[str | None] = mapped_column(exact_text(100), index=True)
    price: Mapped[Decimal | None] = mapped_column(Money)
    cost: Mapped[Decimal | None] = mapped_column(Money)
    lead_time_days: Mapped[int] = mapped_column(default=7)
    pack_size: Mapped[int] = mapped_column(default=1)
    is_active: Mapped[bool] = mapped_column(default=True)


class UsualPriceRow(Table):
    """What a product is usually sold for that nobody set a list price of: worked out of its sales."""

    __tablename__ = "usual_prices"

    product_id: Mapped[int] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    price: Mapped[Decimal] = mapped_column(Money)


class EventRow(Dated, Table):
    """Something known ahead that moves sales: a promotion, a fair, a closure."""

    __tablename__ = "events"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="order"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20), default="event")
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    category: Mapped[str | None] = mapped_column(exact_text(100))
    discount: Mapped[float | None]
    """Share off the price, 0–1, where it is a promotion."""


class StockBaseRow(Table):
    """What there was of a product in a place at a moment; movements and sales since then change it.

    Nothing is kept up to date beside it, so that corrected, late and removed sales count at once.
    """

    __tablename__ = "stock_bases"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    """The store, or 0 for stock that belongs to no store."""
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    units: Mapped[float]
    since: Mapped[datetime] = mapped_column(UtcTime)
    kept_from: Mapped[datetime] = mapped_column(UtcTime)
    """Since when stock is kept there at all: sales of the store before that lowered the stock of no store."""
    is_counted: Mapped[bool]
    """Whether somebody counted it; else it began at 0 with a first movement."""


class StockMovementRow(Table):
    """Units that came or went other than by sale: deliveries, counts, waste."""

    __tablename__ = "stock_movements"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    moved_at: Mapped[datetime] = mapped_column(UtcTime)
    quantity: Mapped[float]
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(200))
