"""Reading the event log: what came after a place, and how far it reaches."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.event_log.append import LOG
from foresale.storage.database.tables.live import EventLogHead

MAX_EVENTS = 2000
"""What one read answers."""


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event with its place in the log.

    Attributes:
        seq: Its place, counted from 1 without holes.
        at: When it happened.
        kind: What, a name of `append.Kind`.
        store_id: The store that it is about; None for none.
        product_id: The product that it is about; None for none.
        key: What it is about; of several with one key the newest says it all; empty for the only one.
        payload: What is told of it, as JSON.
    """

    seq: int
    at: datetime
    kind: str
    store_id: int | None
    product_id: int | None
    key: str
    payload: str


@dataclass(frozen=True)
class LogReach:
    """How far the log reaches.

    Attributes:
        epoch: Places of another epoch mean nothing here.
        last_seq: The newest place; 0 where there was none yet.
        pruned_seq: Events up to this place were forgotten.
    """

    epoch: str
    last_seq: int
    pruned_seq: int


def event_id(epoch: str, seq: int) -> str:
    """An event's id: the log's epoch and the place in it.

    Args:
        epoch: Of the log.
        seq: The place.
    """
    return f"{epoch}-{seq}"


def log_reach(connection: sa.Connection) -> LogReach:
    """How far the log reaches now."""
    head = sa.select(EventLogHead.epoch, EventLogHead.last_seq, EventLogHead.pruned_seq)
    found = connection.execute(head.where(EventLogHead.id == 1)).one_or_none()
    return LogReach("", 0, 0) if found is None else LogReach(*found)


def events_after(
    connection: sa.Connection,
    after: int,
    *,
    limit: int = MAX_EVENTS,
    kinds: Collection[str] | None = None,
    until: int | None = None,
) -> list[LoggedEvent]:
    """Events with later places than this one, in order; none is missed by whoever asks on from the last.

    Args:
        connection: An open transaction.
        after: A place.
        limit: How many at most.
        kinds: Only these.
        until: None after this place.
    """
    wanted = select_events().where(LOG.c.seq > after).order_by(LOG.c.seq).limit(limit)
    if kinds is not None:
        wanted = wanted.where(LOG.c.kind.in_(sorted(kinds)))
    if until is not None:
        wanted = wanted.where(LOG.c.seq <= until)
    return [LoggedEvent(*row) for row in connection.execute(wanted)]


def select_events() -> sa.Select[Any]:
    """A query of logged events, in the order of `LoggedEvent`'s fields; to be narrowed."""
    columns = ("seq", "at", "kind", "store_id", "product_id", "key", "payload")
    return sa.select(*(LOG.c[name] for name in columns))
