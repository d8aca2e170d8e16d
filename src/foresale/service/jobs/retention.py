"""Deletes what ended or was written long ago: jobs with what they told, predictions, the audit log."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from sqlalchemy import Engine, Select, delete, select
from sqlalchemy.orm import Session

from foresale.service.jobs.job import UNDER_WAY
from foresale.settings import Settings
from foresale.storage.database.engine.transactions import write
from foresale.storage.database.event_log.retention import forget_events
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.drivers import DriverAnalysisRow
from foresale.storage.database.tables.operations import AuditRow, JobLogRow, JobRow, ScheduleRow
from foresale.storage.database.tables.outlook import ForecastRunRow, PredictionRow
from foresale.storage.database.tables.trade import ImportRow

MOST_JOBS, MOST_LINES = 200, 5000
"""What one transaction deletes at most: others wait for it on SQLite."""
_REST, _REST_OF_EVENTS = 3600.0, 60.0
"""Seconds between two looks, once nothing is left to delete."""

_log = logging.getLogger(__name__)


class JobRetention:
    """Forgets ended jobs that nothing refers to; several at once do no harm.

    A schedule's last job stays, that of an import, an analysis or a kept forecast too, and the newest of all:
    a service without any job would count as new, and get the first schedules back.

    Args:
        engine: The system of record.
        keep_days: How long a job is kept after its end.
    """

    def __init__(self, engine: Engine, keep_days: int) -> None:
        self._engine, self._keep = engine, timedelta(days=keep_days)
        self._next = 0.0

    def forget_if_due(self) -> None:
        """Delete a batch; after the last one, rest for an hour."""
        if time.monotonic() >= self._next and not self.forget():
            self._next = time.monotonic() + _REST

    def forget(self) -> int:
        """Delete a batch, and answer how many rows it had; 0 where nothing is left to delete."""
        jobs, lines = write(self._engine, self._forget)
        if jobs:
            _log.info("%d jobs that ended over %d days ago were deleted.", jobs, self._keep.days)
        return jobs + lines

    def _forget(self, session: Session) -> tuple[int, int]:
        jobs = session.scalars(self._old()).all()
        lines = session.scalars(
            select(JobLogRow.id).where(JobLogRow.job_id.in_(jobs)).limit(MOST_LINES)
        ).all()
        session.execute(delete(JobLogRow).where(JobLogRow.id.in_(lines)))
        if len(lines) == MOST_LINES:  # there may be more, and a job goes after its last line
            return 0, len(lines)
        session.execute(delete(JobRow).where(JobRow.id.in_(jobs)))
        return len(jobs), len(lines)

    def _old(self) -> Select[str]:
        before = utc_now() - self._keep
        newest = select(JobRow.id).order_by(JobRow.created_at.desc(), JobRow.id.desc()).limit(1)
        referred = (
            ScheduleRow.last_job_id, ImportRow.job_id, ForecastRunRow.job_id, DriverAnalysisRow.job_id,
            DriverAnalysisRow.publish_job_id,
        )  # fmt: skip
        return (
            select(JobRow.id)
            # What ended before was asked for before, and times of asking have an index.
            .where(JobRow.created_at < before, JobRow.ended_at < before, JobRow.state.not_in(UNDER_WAY))
            .where(JobRow.id != newest.scalar_subquery())
            .where(*(JobRow.id.not_in(select(column).where(column.is_not(None))) for column in referred))
            .order_by(JobRow.created_at)
            .limit(MOST_JOBS)
        )


class EventRetention:
    """Forgets events of the event log; several at once do no harm.

    Args:
        engine: The system of record.
        keep_hours: How long an event can be asked for again.
    """

    def __init__(self, engine: Engine, keep_hours: int) -> None:
        self._engine, self._keep = engine, timedelta(hours=keep_hours)
        self._next = 0.0

    def forget_if_due(self) -> None:
        """Delete a batch; after the last one, rest for a minute."""
        if time.monotonic() >= self._next and not self.forget():
            self._next = time.monotonic() + _REST_OF_EVENTS

    def forget(self) -> int:
        """Delete a batch, and answer how many events went; 0 where nothing is left to delete."""
        return write(
            self._engine, lambda session: forget_events(session.connection(), utc_now() - self._keep)
        )


MOST_ROWS = 5000
"""What one transaction deletes at most: others wait for it on SQLite."""

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
