"""What people tell each other and keep for themselves: comments, saved views, who looks after what."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, exact_text
from foresale.storage.database.tables.base import Dated, Table


class CommentRow(Dated, Table):
    """What somebody said about a product, a product in a store, an order, or a transfer."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_series", "product_id", "store_id"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"))
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    """Where; NULL: everywhere, of an order to no store, or of a transfer, which has two."""
    order_id: Mapped[int | None] = mapped_column(
        ForeignKey("purchase_orders.id", ondelete="CASCADE"), index=True
    )
    transfer_id: Mapped[int | None] = mapped_column(
        ForeignKey("transfers.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str] = mapped_column(String(1000))


class SavedViewRow(Dated, Table):
    """What a screen shows, by a name."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "screen", "name", name="uq_saved_views_user_id"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    screen: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(exact_text(100))
    search: Mapped[dict[str, str]] = mapped_column(JSON)
    """Filters and order, as they stand in the screen's address."""
    is_shared: Mapped[bool] = mapped_column(default=False)
    """Whether others find it too."""


class ProductOwnerRow(Table):
    """Who looks after a product."""

    __tablename__ = "product_owners"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
