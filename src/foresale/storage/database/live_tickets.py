"""Tickets to the live feed: good once, for half a minute, kept as digests."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.live import LiveTicketRow

TICKET_SECONDS = 30
TICKET_PREFIX = "fst_"


@dataclass(frozen=True)
class Identity:
    """Who a ticket lets in: what has to be asked anew, as rights may change.

    Attributes:
        user_id: The user, or the owner of the key.
        api_key_id: The key it came with, if it is a machine.
        session_id: The session it came with, if it is a person.
    """

    user_id: int
    api_key_id: int | None = None
    session_id: str | None = None


def add_ticket(connection: sa.Connection, identity: Identity) -> str:
    """Make a ticket, and forget those that are over.

    Args:
        connection: An open transaction.
        identity: Whom it lets in.
    """
    ticket, now = TICKET_PREFIX + secrets.token_urlsafe(32), utc_now()
    connection.execute(sa.delete(LiveTicketRow).where(LiveTicketRow.expires_at < now))
    row = {
        "digest": _digest(ticket),
        "user_id": identity.user_id,
        "api_key_id": identity.api_key_id,
        "session_id": identity.session_id,
        "expires_at": now + timedelta(seconds=TICKET_SECONDS),
    }
    connection.execute(sa.insert(LiveTicketRow).values(row))
    return ticket


def redeem_ticket(connection: sa.Connection, ticket: str) -> Identity | None:
    """Whom a ticket lets in; None for one that isn't known, was used or is over. It is gone then.

    Args:
        connection: An open transaction; of several at once only one gets an answer.
        ticket: As it was sent.
    """
    own = LiveTicketRow.digest == _digest(ticket)
    columns = (LiveTicketRow.user_id, LiveTicketRow.api_key_id, LiveTicketRow.session_id)
    row = connection.execute(
        sa.select(*columns).where(own, LiveTicketRow.expires_at > utc_now())
    ).one_or_none()
    if row is None or not connection.execute(sa.delete(LiveTicketRow).where(own)).rowcount:
        return None
    return Identity(*row)


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
