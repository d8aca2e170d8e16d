"""A worker: takes jobs from their table and does one at a time; jobs of dead workers are queued again."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from foresale.errors import EngineError
from foresale.service.jobs.job import JobTimings
from foresale.service.jobs.job_types import HEAVY
from foresale.service.jobs.leases import Claim, JobLeases
from foresale.service.jobs.runner import JobRunner

if TYPE_CHECKING:
    from foresale.container import Container


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
        expired = self._leases.find_expired()
        self._silent = {
            job_id: known if (known := self._silent.get(job_id, (0, 0.0)))[0] == attempt else (attempt, now)
            for job_id, attempt in expired.items()
        }
        self._leases.requeue(
            {job_id: attempt for job_id, (attempt, since) in self._silent.items() if now - since >= patience}
        )


STUCK = 75
"""Exit status of a worker that ended with a job that wouldn't stop."""

_log = logging.getLogger(__name__)
_WATCH = 0.1
_CANDIDATES = 5
_REST = 2.0


class Worker:
    """Does jobs until it is told to stop; a job in hand is then given back, for another worker to begin anew.

    The job runs in a thread of its own, so that signals, heartbeats and a cancel get through to the
    worker whatever the job does.

    Args:
        container: The service's parts.
        name: Unique among living workers; a job that a dead worker of this name held is queued again.
        timings: Leases and patience.
        is_light: Whether it leaves heavy jobs to others, so that an import never waits for a training.
    """

    def __init__(
        self, container: Container, name: str, timings: JobTimings, *, is_light: bool = False
    ) -> None:
        self._container, self._name, self._timings = container, name, timings
        self._left_to_others = HEAVY if is_light else frozenset[str]()
        self._leases = JobLeases(container.engine, timings)
        self._stalled = StalledJobs(self._leases, timings)
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End soon; may be called from a signal handler or another thread."""
        self._stopping.set()

    def run(self) -> None:
        """Do jobs until stopped; a database that can't be reached is waited for."""
        self._keep_trying(lambda: self._leases.release(self._name))
        while not self._stopping.is_set():
            self._keep_trying(self._next_job)

    def _keep_trying(self, step: Callable[[], object]) -> None:
        try:
            step()
        except (SQLAlchemyError, EngineError) as error:
            _log.warning("The database can't be reached; trying on: %s", error)
            self._stopping.wait(_REST)

    def _next_job(self) -> None:
        self._stalled.requeue_if_due()
        for job_id in self._leases.due(_CANDIDATES, self._left_to_others):
            claim = self._leases.claim(job_id, self._name)
            if claim is not None:  # else another worker was quicker
                self._do(claim)
                return
        self._stopping.wait(self._timings.poll)

    def _do(self, claim: Claim) -> None:
        job = JobRunner(self._container, self._leases, claim, self._timings)
        _log.info("Job %s (%s of %s) begins.", claim.job.id, claim.job.kind, claim.job.scope)
        job.start()
        patience: float | None = None
        while not job.wait(_WATCH):
            if self._stopping.is_set():
                job.stop(give_back=True)
            if patience is None and job.is_stopping:
                patience = time.monotonic() + (
                    self._timings.stop if self._stopping.is_set() else self._timings.cancel
                )
            if patience is not None and time.monotonic() >= patience:
                self._leave(job)
        _log.info("Job %s ends: %s.", claim.job.id, job.outcome)

    def _leave(self, job: JobRunner) -> None:
        """End the process, as nothing else stops a thread; whoever runs workers starts another."""
        _log.warning("Job %s doesn't stop; it is ended with its worker.", job.job_id)
        job.abandon()
        logging.shutdown()
        os._exit(STUCK)
