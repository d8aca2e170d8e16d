"""What came in and couldn't be used, and how far each source was read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, UtcTime, exact_text
from foresale.storage.database.tables.base import Table


class DeadLetterRow(Table):
    """A message about a sale that couldn't be used, kept until somebody has seen to it."""

    __tablename__ = "dead_letters"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    digest: Mapped[str] = mapped_column(exact_text(64), unique=True)
    """Of where it came from and what it said: the same again is the same letter."""
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    source: Mapped[str] = mapped_column(String(20))
    """kafka or stream."""
    place: Mapped[str] = mapped_column(String(200))
    """Topic, partition and offset; or connection, message and row."""
    raw: Mapped[str] = mapped_column(Text)
    """What it said, cut where it is too long."""
    is_cut: Mapped[bool] = mapped_column(Boolean)
    kind: Mapped[str] = mapped_column(String(20))
    """sale, correction or cancellation; unreadable where that can't be told."""
    transaction_id: Mapped[str | None] = mapped_column(exact_text(64), index=True)
    store: Mapped[str | None] = mapped_column(String(100))
    store_id: Mapped[int | None] = mapped_column(BigInteger)
    """Who is limited to other stores doesn't see it; NULL where it names no store that is there."""
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    """Who sent it; NULL for Kafka."""
    column: Mapped[str | None] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(20), index=True)
    """waiting for its sale, open, resent or dismissed."""
    next_try_at: Mapped[datetime | None] = mapped_column(UtcTime)
    tries: Mapped[int] = mapped_column()
    corrected: Mapped[str | None] = mapped_column(Text)
    """What was sent again in its place."""
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    settled_by: Mapped[int | None] = mapped_column(BigInteger)


class StreamOffsetRow(Table):
    """How far a stream was read or written, moved on in the transaction that stores what was read."""

    __tablename__ = "stream_offsets"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    name: Mapped[str] = mapped_column(exact_text(200), unique=True)
    """Such as "sales/foresale/3": topic, group and partition."""
    next_offset: Mapped[int] = mapped_column(BigInteger)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
