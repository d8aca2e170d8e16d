"""Finds running jobs whose worker died, and queues them again."""

from __future__ import annotations

import time

from foresale.service.jobs.leases import JobLeases
from foresale.service.jobs.timings import JobTimings


class StalledJobs:
    """Looks over the running jobs now and then; any number may do so at the same time.

    Args:
        leases: Where lost jobs are queued again.
        timings: How often.
    """

    def __init__(self, leases: JobLeases, timings: JobTimings) -> None:
        self._leases, self._timings = leases, timings
        self._next = 0.0
        self._silent: dict[str, tuple[int, float]] = {}

    def requeue_if_due(self) -> None:
        """Look, unless it was done just now."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._timings.sweep
            self.requeue()

    def requeue(self) -> None:
        """Queue the jobs again that stayed silent past their lease since an earlier look.

        A worker that had to wait for SQLite's only writer gives its heartbeat as soon as it may.
        """
        now, patience = time.monotonic(), 3 * self._timings.heartbeat
        expired = self._leases.expired()
        self._silent = {
            job_id: known if (known := self._silent.get(job_id, (0, 0.0)))[0] == attempt else (attempt, now)
            for job_id, attempt in expired.items()
        }
        self._leases.requeue(
            {job_id: attempt for job_id, (attempt, since) in self._silent.items() if now - since >= patience}
        )
