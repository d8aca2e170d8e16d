"""Deletes what was served and done long ago from the logs in the database, a bounded batch at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from foresale.service.jobs.transactions import write
from foresale.settings import Settings
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import AuditRow
from foresale.storage.database.tables.outlook import PredictionRow

MOST_ROWS = 5000
"""What one transaction deletes at most: others wait for it on SQLite."""
_REST = 3600.0
"""Seconds between two looks, once nothing is left to delete."""

_log = logging.getLogger(__name__)
_MOMENTS = {PredictionRow: PredictionRow.served_at, AuditRow: AuditRow.at}


class LogRetention:
    """Forgets rows of the prediction log and the audit log; several at once do no harm.

    Args:
        engine: The system of record.
        keep_days: How long a row of each is kept.
    """

    def __init__(self, engine: Engine, keep_days: Mapping[type[PredictionRow | AuditRow], int]) -> None:
        self._engine, self._keep = engine, keep_days
        self._next = 0.0

    @classmethod
    def of(cls, engine: Engine, settings: Settings) -> LogRetention:
        """Keep what the settings say."""
        return cls(
            engine, {PredictionRow: settings.keep_predictions_days, AuditRow: settings.keep_audit_days}
        )

    def forget_if_due(self) -> None:
        """Delete a batch; after the last one, rest for an hour."""
        if time.monotonic() >= self._next and not self.forget():
            self._next = time.monotonic() + _REST

    def forget(self) -> int:
        """Delete a batch of each log, and answer how many rows went; 0 where nothing is left to delete."""
        return sum(
            write(self._engine, partial(_forget, kind=kind, days=days)) for kind, days in self._keep.items()
        )


def _forget(session: Session, kind: type[PredictionRow | AuditRow], days: int) -> int:
    moment = _MOMENTS[kind]
    old = session.scalars(
        select(kind.id).where(moment < utc_now() - timedelta(days=days)).order_by(moment).limit(MOST_ROWS)
    ).all()
    if old:
        session.execute(delete(kind).where(kind.id.in_(old)))
        _log.info("%d rows of %s over %d days old were deleted.", len(old), kind.__tablename__, days)
    return len(old)
