"""What changed and whom it may interest: the event log, who runs the live loops, tickets to the live feed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, UtcTime, exact_text
from foresale.storage.database.tables.base import Table


class EventLogRow(Table):
    """A change that others may want to hear of, written in the transaction that made it."""

    __tablename__ = "event_log"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    """In the order of writing, not of committing: nobody reads "after" an id."""
    seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    """Its place in the log, given after its transaction was kept; NULL until then."""
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    kind: Mapped[str] = mapped_column(String(30))
    """Such as sale or forecast, a name of `kinds.py`."""
    store_id: Mapped[int | None] = mapped_column(BigInteger)
    """Only who may see this store hears of it; NULL for what belongs to no store."""
    product_id: Mapped[int | None] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(150))
    """What it is about, such as "forecast:3/17": of several with one key the newest says it all."""
    payload: Mapped[str] = mapped_column(Text)
    """What happened, as JSON, in the API's own words."""


class EventLogHead(Table):
    """How far the log reaches, in its one row."""

    __tablename__ = "event_log_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16))
    """Another one after a backup was restored: places of an older epoch mean nothing any more."""
    last_seq: Mapped[int] = mapped_column(BigInteger)
    pruned_seq: Mapped[int] = mapped_column(BigInteger)
    """Events up to this one were forgotten."""


class LiveLeaseRow(Table):
    """Which process runs a loop of the live path; one at a time over all machines."""

    __tablename__ = "live_leases"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    holder: Mapped[str] = mapped_column(String(100))
    fence: Mapped[int] = mapped_column(BigInteger)
    """Raised with each change of holder: who writes with an older one has lost the lease."""
    until: Mapped[datetime] = mapped_column(UtcTime)
    lag: Mapped[int | None] = mapped_column(BigInteger)
    """Events or messages that it hasn't seen to, as it said last; NULL where it counts none."""
    problem: Mapped[str | None] = mapped_column(String(300))
    """Why it can't go on; NULL while it does."""
    reason: Mapped[str | None] = mapped_column(String(50))
    """The same as a code of `error_reasons.py`."""
    reason_arguments: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    failing_since: Mapped[datetime | None] = mapped_column(UtcTime)


class LiveTicketRow(Table):
    """A way into the live feed, once, for whoever can't send headers; kept as a digest."""

    __tablename__ = "live_tickets"

    digest: Mapped[str] = mapped_column(exact_text(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    api_key_id: Mapped[int | None] = mapped_column(BigInteger)
    session_id: Mapped[str | None] = mapped_column(exact_text(36))
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
