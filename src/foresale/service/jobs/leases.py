"""Where workers take jobs, give heartbeats and bring jobs back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from foresale.error_reasons import Reason
from foresale.service.jobs.job import (
    CANCELLED,
    FAILED,
    QUEUED,
    RUNNING,
    SUCCEEDED,
    Job,
    JobFailure,
    JobTimings,
)
from foresale.service.jobs.repository import update_rows
from foresale.storage.database.engine.transactions import read, write
from foresale.storage.database.event_log.changes import log_job
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import JobLogRow, JobRow

_FREE = {"lock": None, "worker": None, "lease_until": None}
_OVER = _FREE | {"slot": None}
_NO_FAILURE = {"problem": None, "fix": None, "reason": None, "reason_arguments": None}


@dataclass(frozen=True)
class Claim:
    """A worker's hold on a job: good as long as the row says the same.

    Attributes:
        job: The job, as it was when it was claimed.
        worker: Who holds it.
    """

    job: Job
    worker: str


@dataclass(frozen=True)
class Heartbeat:
    """A heartbeat of a running job.

    Attributes:
        stage: What it is doing.
        progress: How much of that is done, 0–1.
        lines: What it told since the last sign: time, level and text.
    """

    stage: str | None = None
    progress: float = 0.0
    lines: tuple[tuple[datetime, str, str], ...] = ()


class JobLeases:
    """Hands each job to one worker at a time, and takes back those of workers that died.

    Args:
        engine: The system of record.
        timings: Lease and retries.
        clock: Says what time it is, UTC.
    """

    def __init__(self, engine: Engine, timings: JobTimings, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._timings = timings
        self._clock = clock

    def claim(self, job_id: str, worker: str) -> Claim | None:
        """Take a job; None where it isn't due, others have it, or one of its kind and scope runs.

        Args:
            job_id: Which.
            worker: Who takes it; unique among living workers.
        """
        now = self._clock()

        def take(session: Session) -> JobRow | None:
            taken = update_rows(
                session,
                update(JobRow)
                .where(JobRow.id == job_id, JobRow.state == QUEUED, JobRow.not_before <= now)
                .values(
                    state=RUNNING,
                    lock=JobRow.kind + ":" + JobRow.scope,
                    worker=worker,
                    lease_until=now + self._lease,
                    attempts=JobRow.attempts + 1,
                    stage=None,
                    progress=0.0,
                ),
            )
            if not taken:
                return None
            row = session.get_one(JobRow, job_id)
            row.started_at = row.started_at or now
            session.flush()
            log_job(session.connection(), job_id)
            return row

        try:
            row = write(self._engine, take)
        except IntegrityError:  # the unique lock: one of its kind and scope runs
            return None
        return None if row is None else Claim(Job.from_row(row), worker)

    def heartbeat(self, claim: Claim, heartbeat: Heartbeat) -> bool:
        """Renew the lease and keep what the job told; False where the job is no longer this worker's."""

        def renew(session: Session) -> bool:
            values = {
                "lease_until": self._clock() + self._lease,
                "stage": heartbeat.stage,
                "progress": heartbeat.progress,
            }
            if not _change(session, claim, values):
                return False
            _add_lines(session, claim.job.id, heartbeat.lines)
            return True

        return write(self._engine, renew)

    def cancel_asked(self, claim: Claim) -> bool:
        """Whether someone asked the job to stop."""
        wanted = select(JobRow.cancel_asked).where(JobRow.id == claim.job.id)
        return bool(read(self._engine, lambda session: session.scalar(wanted)))

    def succeed(self, claim: Claim, result: Mapping[str, Any], heartbeat: Heartbeat) -> bool:
        """Write down what came out; False where the job was no longer this worker's."""
        values = {"state": SUCCEEDED, "result": dict(result), **_NO_FAILURE}
        return self._end(claim, values | {"stage": heartbeat.stage, "progress": 1.0} | _OVER, heartbeat)

    def mark_cancelled(self, claim: Claim, heartbeat: Heartbeat) -> bool:
        """The job stopped, as it was asked to."""
        return self._end(claim, {"state": CANCELLED} | _OVER, heartbeat)

    def fail(self, claim: Claim, failure: JobFailure, *, again: bool, heartbeat: Heartbeat) -> bool:
        """Write down what went wrong, and try again later where that may help.

        Args:
            claim: The hold on the job.
            failure: What went wrong.
            again: Whether another try may succeed.
            heartbeat: The last lines it logged.
        """
        job = claim.job
        told = _as_columns(failure)
        if again and job.attempts < job.max_attempts:
            rest = self._timings.before_try(job.attempts)
            text = f"Try {job.attempts} of {job.max_attempts} failed: {failure.problem} Next one in {rest}."
            lines = (*heartbeat.lines, (self._clock(), "warning", text))
            values = told | _FREE | {"state": QUEUED, "not_before": self._clock() + rest}
            return self._end(claim, values, Heartbeat(heartbeat.stage, heartbeat.progress, lines))
        return self._end(claim, told | _OVER | {"state": FAILED}, heartbeat)

    def give_back(self, claim: Claim, heartbeat: Heartbeat) -> bool:
        """The worker has to end: another one begins the job anew, and the try doesn't count."""
        values = {"state": QUEUED, "attempts": claim.job.attempts - 1, "not_before": self._clock()} | _FREE
        return self._end(claim, values, heartbeat)

    def release(self, worker: str) -> Collection[str]:
        """Queue again whatever a worker of this name had when it died; answer the ids."""
        held = select(JobRow).where(JobRow.worker == worker, JobRow.state == RUNNING)
        return write(
            self._engine,
            lambda session: _find_lost(session, session.scalars(held.with_for_update()), self._clock()),
        )

    def find_expired(self) -> dict[str, int]:
        """The running jobs without a heartbeat for a lease, with their try."""
        wanted = select(JobRow.id, JobRow.attempts).where(
            JobRow.state == RUNNING, JobRow.lease_until < self._clock()
        )
        rows = read(self._engine, lambda session: session.execute(wanted).all())
        return {row.id: row.attempts for row in rows}

    def requeue(self, lost: Mapping[str, int]) -> Collection[str]:
        """Queue jobs again that still are without a heartbeat, in the same try; answer their ids."""
        if not lost:
            return []
        held = (
            select(JobRow)
            .where(JobRow.id.in_(lost), JobRow.state == RUNNING, JobRow.lease_until < self._clock())
            .with_for_update()
        )
        return write(
            self._engine,
            lambda session: _find_lost(
                session, [row for row in session.scalars(held) if row.attempts == lost[row.id]], self._clock()
            ),
        )

    def due(self, limit: int = 1000, leave: Collection[str] = ()) -> list[str]:
        """Jobs that could begin now, oldest first.

        Args:
            limit: At most so many.
            leave: Kinds that aren't wanted.
        """
        holder = aliased(JobRow)
        wanted = (
            select(JobRow.id)
            .where(
                JobRow.state == QUEUED,
                JobRow.not_before <= self._clock(),
                JobRow.kind.not_in(leave),
                ~exists().where(holder.lock == JobRow.kind + ":" + JobRow.scope),
            )
            .order_by(JobRow.not_before, JobRow.created_at)
            .limit(limit)
        )
        return list(read(self._engine, lambda session: session.scalars(wanted).all()))

    @property
    def _lease(self) -> timedelta:
        return timedelta(seconds=self._timings.lease)

    def _end(self, claim: Claim, values: Mapping[str, Any], heartbeat: Heartbeat) -> bool:
        over = values["state"] != QUEUED

        def end(session: Session) -> bool:
            if not _change(session, claim, {**values, "ended_at": self._clock() if over else None}):
                return False
            if not over:  # nobody begins a job anew that somebody asked to stop
                asked = update(JobRow).where(JobRow.id == claim.job.id, JobRow.cancel_asked.is_(True))
                update_rows(session, asked.values(state=CANCELLED, slot=None, ended_at=self._clock()))
            _add_lines(session, claim.job.id, heartbeat.lines)
            log_job(session.connection(), claim.job.id)
            return True

        return write(self._engine, end)


def _change(session: Session, claim: Claim, values: Mapping[str, Any]) -> bool:
    """Change the row if the claim still holds."""
    rows = update_rows(
        session,
        update(JobRow)
        .where(
            JobRow.id == claim.job.id,
            JobRow.state == RUNNING,
            JobRow.worker == claim.worker,
            JobRow.attempts == claim.job.attempts,
        )
        .values(**values),
    )
    return bool(rows)


def _add_lines(session: Session, job_id: str, lines: Iterable[tuple[datetime, str, str]]) -> None:
    session.add_all(JobLogRow(job_id=job_id, at=at, level=level, text=text) for at, level, text in lines)


def _as_columns(failure: JobFailure) -> dict[str, Any]:
    told = {"problem": failure.problem, "fix": failure.fix, "reason": failure.reason.code}
    return told | {"reason_arguments": dict(failure.reason.arguments)}


def _lost(attempts: int) -> JobFailure:
    return JobFailure(
        f"Its worker died, {attempts} times in a row.",
        "See the worker's log; often the machine had too little memory. Then ask for the job again.",
        Reason("worker_died", times=attempts),
    )


def _find_lost(session: Session, rows: Iterable[JobRow], now: datetime) -> Collection[str]:
    """Queue the jobs of a dead worker again, if they didn't take too many workers with them."""
    again = []
    for row in rows:
        row.lock = row.worker = row.lease_until = None
        if row.cancel_asked:
            row.state, row.slot, row.ended_at = CANCELLED, None, now
        elif row.attempts >= row.max_attempts:
            row.state, row.slot, row.ended_at = FAILED, None, now
            for name, value in _as_columns(_lost(row.attempts)).items():
                setattr(row, name, value)
        else:
            row.state, row.not_before = QUEUED, now
            again.append(row.id)
            _add_lines(session, row.id, [(now, "warning", "Its worker died; the job begins anew.")])
        session.flush()
        log_job(session.connection(), row.id)
    return again
