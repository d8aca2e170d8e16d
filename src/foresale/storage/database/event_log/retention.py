"""Forgetting what is old in the event log, and beginning a new epoch."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from foresale.storage.database.event_log.append import LOG, new_epoch
from foresale.storage.database.tables.live import EventLogHead

MAX_EVENTS = 5000
"""What one transaction forgets at most: others wait for it on SQLite."""


def forget_events(connection: sa.Connection, before: datetime) -> int:
    """Forget a batch of the oldest events, and answer how many these were.

    Args:
        connection: An open transaction.
        before: What happened earlier goes.
    """
    numbered = sa.select(LOG.c.seq).where(LOG.c.seq.is_not(None)).order_by(LOG.c.seq)
    batch = numbered.limit(MAX_EVENTS).subquery()
    last = connection.execute(
        sa.select(sa.func.max(LOG.c.seq)).join(batch, batch.c.seq == LOG.c.seq).where(LOG.c.at < before)
    ).scalar_one()
    if last is None:
        return 0
    head = sa.update(EventLogHead).where(EventLogHead.id == 1, EventLogHead.pruned_seq < last)
    connection.execute(head.values(pruned_seq=last))
    return connection.execute(sa.delete(LOG).where(LOG.c.seq <= last)).rowcount


def begin_epoch(connection: sa.Connection) -> None:
    """Let no reader go on from a place that it knows: the rows are those of a backup.

    Args:
        connection: An open transaction.
    """
    head = sa.update(EventLogHead).where(EventLogHead.id == 1)
    connection.execute(head.values(epoch=new_epoch()))
