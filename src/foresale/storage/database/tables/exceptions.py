"""What somebody should look at, worked out ahead so that it is listed at once."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, UtcTime
from foresale.storage.database.tables.base import Table


class ExceptionRow(Table):
    """Something to look at."""

    __tablename__ = "exceptions"
    __table_args__ = (Index("ix_exceptions_rank", "queue_rank", "money"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    queue_rank: Mapped[int]
    """The place of its queue, the most urgent is 0."""
    kind: Mapped[str] = mapped_column(String(20))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    """NULL for a whole store."""
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id", ondelete="CASCADE"), index=True)
    day: Mapped[date | None]
    actual: Mapped[float]
    expected: Mapped[float]
    units: Mapped[float]
    money: Mapped[float | None]
    """What the units are worth; NULL where no price is known."""
    chance: Mapped[float | None]


class ExceptionStateRow(Table):
    """Of when the exceptions are, in one row."""

    __tablename__ = "exception_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    seen: Mapped[str] = mapped_column(Text)
    """What there was when they were worked out: with something else they are worked out anew."""
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    known_until: Mapped[date | None]
    """The last day with actuals."""
    tested: Mapped[dict[str, int]] = mapped_column(JSON)
    """Days of series that were tested for unusual sales, by store's number."""
