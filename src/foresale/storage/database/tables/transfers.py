"""What stores give each other."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, UtcTime
from foresale.storage.database.tables.base import Dated, Table


class TransferRow(Dated, Table):
    """Units that go from one store to another, proposed or changed by somebody."""

    __tablename__ = "transfers"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    from_store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    to_store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    """proposed, changed, approved, sent, partly_received, received, closed or cancelled."""
    send_on: Mapped[date]
    """The day on which it should leave."""
    expected_on: Mapped[date]
    """The day from which it can be sold where it goes."""
    note: Mapped[str | None] = mapped_column(String(500))
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What it was made of: forecasts, policy, seed, a digest of all inputs."""
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)


class TransferLineRow(Table):
    """One product of a transfer."""

    __tablename__ = "transfer_lines"
    __table_args__ = (UniqueConstraint("transfer_id", "product_id", name="uq_transfer_lines_transfer_id"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    proposed: Mapped[float]
    quantity: Mapped[float]
    received: Mapped[float] = mapped_column(default=0.0)
    saves: Mapped[float]
    """Money that the proposed units are expected to save beside the orders placed after them."""
    giver: Mapped[dict[str, Any]] = mapped_column(JSON)
    """How the giving store stands with and without it."""
    taker: Mapped[dict[str, Any]] = mapped_column(JSON)
    """How the taking store stands with and without it."""
