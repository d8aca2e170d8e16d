"""How often jobs give a heartbeat, and how long others wait for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foresale.settings import Settings


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
