"""Giving events their places, once their transactions are kept: readers then miss none.

Ids are taken before a transaction ends, and transactions end in another order: who asks "after id N" never
sees an event with a smaller id that was kept a moment later. Places are given to kept events only, one
transaction after another, so whatever a reader sees of them is without a hole.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from foresale.storage.database.event_log.append import LOG, take_places
from foresale.storage.database.tables.live import EventLogHead

MAX_EVENTS = 5000
"""What one transaction numbers: who asks for places waits for it."""
_MAX_NAMED = 1000


def number_events(connection: sa.Connection, limit: int = MAX_EVENTS) -> int:
    """Give the oldest events without a place theirs, and answer how many these were.

    Any number of processes may do this at once: they wait for one another, and none numbers what another
    did.

    Args:
        connection: An open transaction, at READ COMMITTED where the database has it (`numbering_engine`).
        limit: How many at most.
    """
    connection.execute(sa.select(EventLogHead.last_seq).where(EventLogHead.id == 1).with_for_update())
    ids = _next_ids(connection, limit)
    if not ids:
        return 0
    first = take_places(connection, len(ids))
    for start in range(0, len(ids), _MAX_NAMED):
        _number(connection, ids[start : start + _MAX_NAMED], first + start)
    return len(ids)


def waiting_since(connection: sa.Connection) -> tuple[int, datetime | None]:
    """How many kept events have no place yet, and when the oldest of them happened."""
    waiting = LOG.c.seq.is_(None)
    count, oldest = connection.execute(sa.select(sa.func.count(), sa.func.min(LOG.c.at)).where(waiting)).one()
    return int(count), oldest


def is_waiting(connection: sa.Connection) -> bool:
    """Whether a kept event has no place yet."""
    return connection.execute(sa.select(LOG.c.id).where(LOG.c.seq.is_(None)).limit(1)).first() is not None


def numbering_engine(engine: sa.Engine) -> sa.Engine:
    """An engine on which a transaction sees what was kept since it began, as `number_events` needs.

    Args:
        engine: The system of record.
    """
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="READ COMMITTED")


def _next_ids(connection: sa.Connection, limit: int) -> list[int]:
    # A plain read: on MariaDB one that locks would wait for whoever is still writing, and they for it.
    waiting = sa.select(LOG.c.id).where(LOG.c.seq.is_(None)).order_by(LOG.c.id).limit(limit)
    return list(connection.scalars(waiting))


def _number(connection: sa.Connection, ids: list[int], first: int) -> None:
    if ids[-1] - ids[0] == len(ids) - 1:  # nobody else's are among them
        shifted = sa.update(LOG).where(LOG.c.id.between(ids[0], ids[-1]))
        connection.execute(shifted.values(seq=LOG.c.id + (first - ids[0])))
        return
    seq = sa.case({number: place for place, number in enumerate(ids, first)}, value=LOG.c.id)
    connection.execute(sa.update(LOG).where(LOG.c.id.in_(ids)).values(seq=seq))
