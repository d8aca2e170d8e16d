"""Jobs of a server: trainings, imports, forecasts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foresale.client.answers import read, reads
from foresale.client.connection import Connection
from foresale.client.http_errors import ServerError
from foresale.progress import Progress, SilentProgress

UNDER_WAY = ("queued", "running")
_SHORTEST_SECONDS, _LONGEST_SECONDS = 0.2, 2.0
_STEPS = 100


@reads("Job")
@dataclass(frozen=True)
class Job:
    """A piece of work.

    Attributes:
        id: The server's name for it.
        kind: Which work: import_sales, train, forecast …
        scope: What it works on.
        state: queued, running, succeeded, failed or cancelled.
        stage: What it is doing.
        progress: How much of the stage is done, 0–1.
        result: What came out, once it succeeded.
        problem: What went wrong, if it did.
        fix: What to do about it.
        reason: Why it failed, as a stable code.
        reason_arguments: What stands in the reason's sentence, by name.
        attempts: How often it was begun.
        created_at: When it was asked for, UTC.
        started_at: When it was first begun.
        ended_at: When it ended.
    """

    id: str
    kind: str
    scope: str
    state: str
    stage: str | None = None
    progress: float = 0.0
    result: Mapping[str, Any] | None = None
    problem: str | None = None
    fix: str | None = None
    reason: str | None = None
    reason_arguments: Mapping[str, Any] | None = None
    attempts: int = 0
    created_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or runs."""
        return self.state in UNDER_WAY


@reads("JobLine")
@dataclass(frozen=True)
class JobLine:
    """A line of a job's log.

    Attributes:
        number: Counts up over all jobs.
        at: When, UTC.
        level: info, warning or error.
        text: What the job told.
    """

    number: int
    at: datetime
    level: str
    text: str


@reads("JobWithLog")
@dataclass(frozen=True)
class JobLog:
    """What a job told.

    Attributes:
        log: Line by line.
    """

    log: tuple[JobLine, ...]


class JobFailedError(ServerError):
    """A job that was waited for failed or was cancelled; `job` says more."""

    code = "job_failed"

    def __init__(self, job: Job) -> None:
        super().__init__(
            job.problem or f"The job '{job.kind}' was {job.state}.",
            fix=job.fix or f"See the job: foresale remote jobs {job.id}",
        )
        self.job = job


class Jobs:
    """The jobs of a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(
        self, kind: str | None = None, state: str | None = None, scope: str | None = None
    ) -> Iterator[Job]:
        """The jobs, newest first, fetched as they are asked for."""
        told = self._connection.pages("/jobs", kind=kind, state=state, scope=scope)
        return (read(Job, item) for item in told)

    def get(self, job_id: str) -> Job:
        """One job."""
        return read(Job, self._connection.get(f"/jobs/{job_id}"))

    def log(self, job_id: str, after: int = 0) -> tuple[JobLine, ...]:
        """The last lines that a job told, at most 100.

        Args:
            job_id: Which job.
            after: Only lines with a larger number.
        """
        return read(JobLog, self._connection.get(f"/jobs/{job_id}", after=after)).log

    def cancel(self, job_id: str) -> Job:
        """Ask a job to stop; it does so at its next step."""
        return read(Job, self._connection.post(f"/jobs/{job_id}/cancel"))

    def wait(
        self, job_id: str, progress: Progress | None = None, timeout_seconds: float | None = None
    ) -> Job:
        """Wait for a job to succeed.

        Args:
            job_id: Which job.
            progress: Hears its stages, in hundredths.
            timeout_seconds: How long to wait at most; by default as long as it takes.

        Raises:
            JobFailedError: It failed, or was cancelled.
            ServerError: It took longer than that; it goes on.
        """
        watcher, pause, began = progress or SilentProgress(), _SHORTEST_SECONDS, time.monotonic()
        stage, steps = "", 0
        while True:
            job = self.get(job_id)
            if not job.is_under_way:
                break
            current = job.stage or f"{job.kind.replace('_', ' ').capitalize()}: {job.state}"
            if current != stage:
                stage, steps = current, 0
                watcher.start(stage, _STEPS)
            done = round(job.progress * _STEPS)
            if done > steps:
                watcher.advance(done - steps)
                steps = done
            if timeout_seconds is not None and time.monotonic() - began + pause > timeout_seconds:
                raise ServerError(
                    f"The job '{job.kind}' is still {job.state} after {timeout_seconds:g} seconds.",
                    fix=f"It goes on; see it again with: foresale remote jobs {job.id}",
                )
            time.sleep(pause)
            pause = min(1.5 * pause, _LONGEST_SECONDS)
        if job.state != "succeeded":
            raise JobFailedError(job)
        return job
