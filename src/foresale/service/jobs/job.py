"""What a job is to those who ask for it, watch it or work on it, and how long they wait for each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from foresale.error_reasons import Argument, Reason
from foresale.errors import ConflictError, ForesaleError, NotFoundError
from foresale.messages import route
from foresale.service.jobs.job_reasons import reason_of

if TYPE_CHECKING:
    from foresale.settings import Settings
    from foresale.storage.database.tables.operations import JobRow

QUEUED, RUNNING = "queued", "running"
SUCCEEDED, FAILED, CANCELLED = "succeeded", "failed", "cancelled"
STATES = (QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED)
UNDER_WAY = (QUEUED, RUNNING)
MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class Job:
    """A piece of work, as its row in the database has it.

    Attributes:
        id: A UUID.
        kind: Which work, a name of `job_types.py`.
        scope: What it works on; one job of a kind and scope runs at a time.
        state: One of `STATES`.
        arguments: What was asked, as JSON.
        result: What came out, as JSON, once it succeeded.
        problem: What went wrong, if it did, in words for the reader.
        fix: What the reader can do about it.
        reason: Why it failed, as a code of `error_reasons.py`; None of one that failed before there were any.
        reason_arguments: What stands in the reason's sentence, by name.
        stage: What it is doing.
        progress: How much of the stage is done, 0–1.
        attempts: How often a worker began it.
        max_attempts: After how many of them it fails for good.
        not_before: A retry waits until then.
        cancel_asked: Whether it was asked to stop.
        worker: Who works on it.
        created_by: The user who asked for it; None for a schedule's.
        created_at: When it was asked for, UTC.
        started_at: When a worker first began it.
        ended_at: When it succeeded, failed or was cancelled.
    """

    id: str
    kind: str
    scope: str
    state: str
    arguments: Mapping[str, Any]
    result: Mapping[str, Any] | None
    problem: str | None
    fix: str | None
    reason: str | None
    reason_arguments: Mapping[str, Argument] | None
    stage: str | None
    progress: float
    attempts: int
    max_attempts: int
    not_before: datetime
    cancel_asked: bool
    worker: str | None
    created_by: int | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def from_row(cls, row: JobRow) -> Job:
        """Read a row."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or runs."""
        return self.state in UNDER_WAY


@dataclass(frozen=True)
class JobFailure:
    """Why a job failed.

    Attributes:
        problem: What we saw.
        fix: What the reader can do.
        reason: The same as data.
    """

    problem: str
    fix: str
    reason: Reason

    @classmethod
    def of(cls, error: ForesaleError) -> JobFailure:
        """What an error says."""
        return cls(error.problem, error.fix, reason_of(error))


@dataclass(frozen=True)
class JobLine:
    """A line that a job told.

    Attributes:
        number: Counts up over all jobs.
        at: When, UTC.
        level: `info`, `warning` or `error`.
        text: For people.
    """

    number: int
    at: datetime
    level: str
    text: str


@dataclass(frozen=True)
class JobOptions:
    """How a job is taken.

    Attributes:
        idempotency_key: Whoever submits the same key again gets the job that has it.
        exclusive: Refuse it while another of its kind and scope waits or runs.
        max_attempts: How often it is tried.
    """

    idempotency_key: str | None = None
    exclusive: bool = False
    max_attempts: int = MAX_ATTEMPTS


class JobUnderWayError(ConflictError):
    """Another job does the same; `job_id` says which."""

    def __init__(self, kind: str, scope: str, job_id: str) -> None:
        super().__init__(
            f"A job '{kind}' of {scope} is under way already: {job_id}.",
            fix=f"Watch it: {route('show_job', job_id=job_id)}; or cancel it first.",
            reason=Reason("job_under_way"),
        )
        self.job_id = job_id


class UnknownJobError(NotFoundError):
    """No job has this id."""

    def __init__(self, job_id: str) -> None:
        super().__init__(
            f"There is no job '{job_id[:50]}'.",
            fix=f"{route('list_jobs')} lists them.",
            reason=Reason("no_such_job", name=job_id[:50]),
        )


@dataclass(frozen=True)
class JobTimings:
    """Times of workers and the scheduler, in seconds.

    Attributes:
        lease: A running job without a heartbeat for so long lost its worker.
        beat: Between two heartbeats; each writes progress and log, and looks for a cancel.
        poll: An idle worker looks so often for a job.
        sweep: Between two looks for jobs whose worker died.
        retry: Before the second try; twice as long before each further one.
        longest_retry: At most so long before a try.
        cancel: A cancelled job that doesn't stop by itself within this time is stopped with its process.
        stop: The same for a worker that was asked to end.
    """

    lease: float = 60.0
    heartbeat: float = 1.0
    poll: float = 0.5
    sweep: float = 2.0
    retry: float = 30.0
    longest_retry: float = 3600.0
    cancel: float = 20.0
    stop: float = 5.0

    @classmethod
    def of(cls, settings: Settings) -> JobTimings:
        """The pace that the settings ask for; workers and the scheduler must have the same."""
        lease = float(settings.job_lease_seconds)
        return cls(
            lease=lease,
            heartbeat=min(1.0, lease / 6),
            retry=float(settings.job_retry_seconds),
            cancel=float(settings.job_cancel_seconds),
        )

    def before_try(self, attempts: int) -> timedelta:
        """How long a job rests that failed `attempts` times.

        Examples:
            >>> [JobTimings().before_try(n).seconds for n in (1, 2, 3)]
            [30, 60, 120]
        """
        return timedelta(seconds=min(self.retry * 2 ** (attempts - 1), self.longest_retry))
