"""Finds jobs that nobody would begin: those without a message, and those whose worker died."""

from __future__ import annotations

import time

from foresale.service.jobs.job_desk import JobDesk
from foresale.service.jobs.pace import Pace
from foresale.service.jobs.queue import JobQueue


class Sweeper:
    """Looks over the jobs now and then; any number may do so at the same time.

    Args:
        desk: Where lost jobs are queued again.
        queue: Where jobs without a message get one.
        pace: How often.
    """

    def __init__(self, desk: JobDesk, queue: JobQueue, pace: Pace) -> None:
        self._desk, self._queue, self._pace = desk, queue, pace
        self._next = 0.0
        self._silent: dict[str, tuple[int, float]] = {}

    def sweep_if_due(self) -> None:
        """Sweep, unless it was done just now."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._pace.sweep
            self.sweep()

    def sweep(self) -> None:
        """Queue lost jobs again, and announce the jobs that are due and have no message."""
        self._desk.requeue(self._lost())
        due = self._desk.due()
        if due:
            waiting = self._queue.waiting()
            for job_id in due:
                if job_id not in waiting:
                    self._queue.put(job_id)

    def _lost(self) -> dict[str, int]:
        """Jobs past their lease that stayed silent since an earlier look.

        A worker that had to wait for SQLite's only writer gives its sign of life as soon as it may.
        """
        now, patience = time.monotonic(), 3 * self._pace.beat
        expired = self._desk.expired()
        self._silent = {
            job_id: known if (known := self._silent.get(job_id, (0, 0.0)))[0] == attempt else (attempt, now)
            for job_id, attempt in expired.items()
        }
        return {
            job_id: attempt for job_id, (attempt, since) in self._silent.items() if now - since >= patience
        }
