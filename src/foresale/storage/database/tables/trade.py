"""Sales, and the files they came from."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, ForeignKeyConstraint, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import Bytes, Money, RowNumber, UtcTime, exact_text
from foresale.storage.database.tables.base import Dated, Table


class SaleRow(Table):
    """One line of a receipt; the same transaction_id twice is the same sale."""

    __tablename__ = "sales"
    __table_args__ = (
        # Holds all that a store's daily sums need, in the order of days that imports come in.
        Index("ix_sales_days", "store_id", "sold_on", "product_id", "quantity", "revenue", "promotion"),
        Index("ix_sales_product", "product_id", "store_id", "sold_on"),
        Index("ix_sales_sold_on", "sold_on"),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    transaction_id: Mapped[str] = mapped_column(exact_text(64), unique=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    sold_at: Mapped[datetime] = mapped_column(UtcTime)
    sold_on: Mapped[date]
    """The day in the store's own time zone."""
    quantity: Mapped[float]
    unit_price: Mapped[Decimal | None] = mapped_column(Money)
    revenue: Mapped[Decimal | None] = mapped_column(Money)
    customer_group: Mapped[str | None] = mapped_column(String(50))
    promotion: Mapped[str | None] = mapped_column(String(100))
    import_key: Mapped[int | None] = mapped_column(BigInteger)
    """Which import added it (`key_of_import`); NULL for one that came by itself."""


class ChangedDayRow(Table):
    """A day of a store whose sales changed, until it was summed anew and looked at for actuals.

    Whoever changes sales adds it in the same transaction, always a new one: whoever sums or looks takes away
    what it read, no more.
    """

    __tablename__ = "changed_days"
    __table_args__ = (Index("ix_changed_days_summed", "is_summed", "store_id", "day"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    is_summed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether `sold_days` has the sales; while it hasn't, they are read themselves."""


class SoldDayRow(Table):
    """What a store sold a day, of all products; it counts while no note says that the day changed."""

    __tablename__ = "sold_days"

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    quantity: Mapped[float]
    revenue: Mapped[Decimal | None] = mapped_column(Money)
    """NULL where no line has one."""
    sales: Mapped[int] = mapped_column(BigInteger)
    """Lines of receipts."""


class PackedDayRow(Table):
    """What a store sold a day by product, as one value; it goes with the row of `sold_days`."""

    __tablename__ = "packed_days"
    __table_args__ = (
        # Whoever sums a day anew, of whatever version, deletes that row first, and so this one.
        ForeignKeyConstraint(
            ["store_id", "day"],
            ["sold_days.store_id", "sold_days.day"],
            name="fk_packed_days_sold_day",
            ondelete="CASCADE",
        ),
    )

    store_id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    products: Mapped[bytes] = mapped_column(Bytes)
    """As `pack_day` writes it."""


class ChangedProductDayRow(Table):
    """A day of which a store's sales were summed anew, until those of products in all stores were too."""

    __tablename__ = "changed_product_days"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    day: Mapped[date] = mapped_column(index=True)


class SoldProductDayRow(Table):
    """What a product sold a day in all stores; it counts while no note says that the day changed."""

    __tablename__ = "sold_product_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    quantity: Mapped[float]
    revenue: Mapped[Decimal | None] = mapped_column(Money)
    """NULL where no line has one."""
    sales: Mapped[int] = mapped_column(BigInteger)
    """Lines of receipts."""


class ImportRow(Dated, Table):
    """An uploaded file: previewed first, then committed by a job."""

    __tablename__ = "imports"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    file_name: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(20))
    """previewed, committed (a job works on it), done, failed, undoing (a job works on it), undone."""
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    preview: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    job_id: Mapped[str | None] = mapped_column(String(36))
