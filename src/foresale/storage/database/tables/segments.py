"""Named parts of the assortment that may have models of their own: lists of products, or rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, UtcTime, exact_text
from foresale.storage.database.tables.base import Dated, Table


class SegmentRow(Dated, Table):
    """A list of products, or a rule that says which; models know it as `segment=` and its name."""

    __tablename__ = "segments"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    name: Mapped[str] = mapped_column(exact_text(60), unique=True)
    description: Mapped[str | None] = mapped_column(String(200))
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """NULL for a list."""
    n_products: Mapped[int] = mapped_column(default=0)
    filled_at: Mapped[datetime] = mapped_column(UtcTime)
    """When its products were last written down: what tells other processes that they changed."""


class SegmentProductRow(Table):
    """That a segment holds a product."""

    __tablename__ = "segment_products"

    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[int] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, index=True
    )
