"""Where jobs are asked for, watched and cancelled: each step is one short transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, Update, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from foresale.service.jobs.job import (
    CANCELLED,
    QUEUED,
    RUNNING,
    Job,
    JobLine,
    JobOptions,
    JobUnderWayError,
    UnknownJobError,
)
from foresale.storage.database.engine.transactions import read, write
from foresale.storage.database.event_log.changes import log_job
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import JobLogRow, JobRow


def update_rows(session: Session, statement: Update) -> int:
    """Run an update on the rows as they are, and answer how many it changed."""
    done = session.connection().execute(statement)
    return done.rowcount


_DEFAULT = JobOptions()


@dataclass(frozen=True)
class JobFilter:
    """Which jobs are wanted; what is None doesn't narrow.

    Attributes:
        kind: Of this kind.
        scope: Of this scope.
        state: In this state.
    """

    kind: str | None = None
    scope: str | None = None
    state: str | None = None

    def rows(self) -> Select[JobRow]:
        """The statement that reads them, in no order."""
        wanted = select(JobRow)
        for column, value in (
            (JobRow.kind, self.kind),
            (JobRow.scope, self.scope),
            (JobRow.state, self.state),
        ):
            if value is not None:
                wanted = wanted.where(column == value)
        return wanted


class JobRepository:
    """Takes jobs, and knows all that were taken.

    The table is all there is: workers look into it for what is due (`JobLeases.due`).

    Args:
        engine: The system of record.
        clock: Says what time it is, UTC.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def submit(
        self,
        kind: str,
        scope: str,
        arguments: Mapping[str, Any],
        created_by: int | None = None,
        *,
        options: JobOptions = _DEFAULT,
        session: Session | None = None,
    ) -> str:
        """Ask for a job, and answer its id.

        Args:
            kind: Which work, a name of `job_types.py`.
            scope: What it works on; one job of a kind and scope runs at a time, others wait.
            arguments: What is asked, as JSON.
            created_by: The user who asks; None for a schedule.
            options: Whether the same key gives the same job, whether it must be the only one, how many tries.
            session: The transaction it is part of; by default one of its own.

        Raises:
            JobUnderWayError: It was to be alone, and another of its kind and scope waits or runs.
        """
        now = self._clock()
        row = JobRow(
            id=str(uuid.uuid4()),
            kind=kind,
            scope=scope,
            slot=f"{kind}:{scope}" if options.exclusive else None,
            key=options.idempotency_key,
            state=QUEUED,
            arguments=dict(arguments),
            max_attempts=options.max_attempts,
            not_before=now,
            created_by=created_by,
            created_at=now,
        )

        def add(inside: Session) -> str:
            # The first look spares most collisions; the unique columns settle those of the same moment.
            known = _find_taken(inside, row)
            if known is not None:
                return known
            try:
                with inside.begin_nested():
                    inside.add(row)
                    inside.flush()
                    log_job(inside.connection(), row.id)
            except IntegrityError:
                known = _find_taken(inside, row, newest=True)
                if known is None:
                    raise
                return known
            return row.id

        return add(session) if session is not None else write(self._engine, add)

    def get(self, job_id: str, session: Session | None = None) -> Job:
        """One job.

        Args:
            job_id: Which.
            session: The transaction that sees it; by default one of its own.

        Raises:
            UnknownJobError: There is none.
        """

        def find(inside: Session) -> Job:
            row = inside.get(JobRow, job_id, populate_existing=True)
            if row is None:
                raise UnknownJobError(job_id)
            return Job.from_row(row)

        return find(session) if session is not None else read(self._engine, find)

    def list(self, which: JobFilter, limit: int = 50) -> Sequence[Job]:
        """Jobs, newest first.

        Args:
            which: Those wanted.
            limit: Most to answer; the API's pages read `JobFilter.rows` themselves.
        """
        wanted = which.rows().order_by(JobRow.created_at.desc(), JobRow.id.desc()).limit(limit)
        rows = read(self._engine, lambda session: session.scalars(wanted).all())
        return [Job.from_row(row) for row in rows]

    def cancel(self, job_id: str, session: Session | None = None) -> Job:
        """Stop a job: at once where it waits, at its next step where it runs; one that ended stays as it is.

        Args:
            job_id: Which.
            session: The transaction it is part of; by default one of its own.

        Raises:
            UnknownJobError: There is none.
        """

        def ask(inside: Session) -> Job:
            waiting = update_rows(
                inside,
                update(JobRow)
                .where(JobRow.id == job_id, JobRow.state == QUEUED)
                .values(state=CANCELLED, cancel_asked=True, slot=None, ended_at=self._clock()),
            )
            running = update(JobRow).where(JobRow.id == job_id, JobRow.state == RUNNING)
            if waiting or update_rows(inside, running.values(cancel_asked=True)):
                log_job(inside.connection(), job_id)
            return self.get(job_id, inside)

        return ask(session) if session is not None else write(self._engine, ask)

    def log(self, job_id: str, after: int = 0, limit: int = 200) -> Sequence[JobLine]:
        """The last lines that a job told, oldest first.

        Args:
            job_id: Whose.
            after: Only lines with a higher number.
            limit: Most to answer.
        """
        wanted = (
            select(JobLogRow)
            .where(JobLogRow.job_id == job_id, JobLogRow.id > after)
            .order_by(JobLogRow.id.desc())
            .limit(limit)
        )
        rows = read(self._engine, lambda session: session.scalars(wanted).all())
        return [JobLine(row.id, row.at, row.level, row.text) for row in reversed(rows)]


def _find_taken(session: Session, row: JobRow, *, newest: bool = False) -> str | None:
    """The job that has the row's key already; raises where one has its slot.

    Args:
        session: The transaction.
        row: The job to be.
        newest: Look past the transaction's snapshot, at what others have just committed.
    """

    def holder(column: InstrumentedAttribute[str | None], value: str | None) -> str | None:
        wanted = select(JobRow.id).where(column == value)
        return session.scalar(wanted.with_for_update(read=True) if newest else wanted)

    if row.key is not None and (known := holder(JobRow.key, row.key)) is not None:
        return known
    if row.slot is not None and (other := holder(JobRow.slot, row.slot)) is not None:
        raise JobUnderWayError(row.kind, row.scope, other)
    return None
