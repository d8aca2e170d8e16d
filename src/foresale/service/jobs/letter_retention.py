"""Deletes dead letters that are old, and offsets of streams that can't come back."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Self

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from foresale.settings import Settings
from foresale.storage.database.engine.transactions import write
from foresale.storage.database.event_log.read import log_reach
from foresale.storage.database.inbox.letters import LETTERS
from foresale.storage.database.inbox.offsets import forget_offsets
from foresale.storage.database.tables.base import utc_now

MAX_LETTERS = 1000
"""What one transaction deletes at most: others wait for it on SQLite."""
_REST_SECONDS = 3600.0
_LOGS = "event log "
"""Begins the names of streams that loops read of the log; its epoch follows."""

_log = logging.getLogger(__name__)


class LetterRetention:
    """Forgets dead letters; several at once do no harm.

    Args:
        engine: The system of record.
        keep_settled: How long one is kept after somebody saw to it.
        keep_open: How long one is kept that nobody saw to.
    """

    def __init__(self, engine: Engine, keep_settled: timedelta, keep_open: timedelta) -> None:
        self._engine, self._settled, self._open = engine, keep_settled, keep_open
        self._next = 0.0

    @classmethod
    def of(cls, engine: Engine, settings: Settings) -> Self:
        """Keep what the settings say."""
        kept = (settings.keep_dead_letters_days, settings.keep_open_letters_days)
        return cls(engine, *(timedelta(days=days) for days in kept))

    def forget_if_due(self) -> None:
        """Delete a batch; after the last one, rest for an hour."""
        if time.monotonic() >= self._next and not self.forget():
            self._next = time.monotonic() + _REST_SECONDS

    def forget(self) -> int:
        """Delete a batch, and answer how many letters went; 0 where nothing is left to delete."""
        settled, left = write(self._engine, self._forget)
        if left:
            _log.warning("%d dead letters that nobody saw to in %d days were deleted.", left, self._open.days)
        return settled + left

    def _forget(self, session: Session) -> tuple[int, int]:
        connection, now = session.connection(), utc_now()
        forget_offsets(connection, _LOGS, f"{_LOGS}{log_reach(connection).epoch}: ")
        is_open = LETTERS.c.state.in_(("open", "waiting"))
        return (
            _delete(connection, ~is_open & (LETTERS.c.settled_at < now - self._settled)),
            _delete(connection, is_open & (LETTERS.c.at < now - self._open)),
        )


def _delete(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    found = connection.scalars(sa.select(LETTERS.c.id).where(which).limit(MAX_LETTERS)).all()
    if found:
        connection.execute(sa.delete(LETTERS).where(LETTERS.c.id.in_(found)))
    return len(found)
