"""One job at work: the thread that does it, and the one that gives heartbeats."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from foresale.error_reasons import Reason
from foresale.errors import DiskFullError, EngineError, ForesaleError, NotReadyError, RegistryError
from foresale.service.jobs.job import JobFailure, JobTimings
from foresale.service.jobs.job_types import JobContext, JobStoppedError, find_handler
from foresale.service.jobs.leases import Claim, Heartbeat, JobLeases
from foresale.storage.outages import is_disk_full
from foresale.tracing import Span

if TYPE_CHECKING:
    from foresale.container import Container

_log = logging.getLogger(__name__)
_LAST_WORDS = 2.0


class JobRunner:
    """Does a claimed job, and writes down how it ended.

    Args:
        container: The service's parts.
        leases: Where heartbeats go, and the outcome.
        claim: The hold on the job.
        timings: How often it gives heartbeats.
    """

    def __init__(self, container: Container, leases: JobLeases, claim: Claim, timings: JobTimings) -> None:
        self._container, self._leases, self._claim, self._timings = container, leases, claim, timings
        self._context = JobContext(claim.job.id, claim.job.created_by)
        self._done, self._ended = threading.Event(), threading.Event()
        self._stopping = threading.Event()
        self._sending = threading.Lock()
        self._given_back = self._lost = False
        self.outcome = "under way"
        """How it ended, for the worker's log."""

    @property
    def job_id(self) -> str:
        """Which job it is."""
        return self._claim.job.id

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Begin."""
        for part, name in ((self._send_heartbeats, "heartbeat"), (self._work, "job")):
            threading.Thread(target=part, name=f"{name}-{self.job_id}", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Whether it is over, its outcome written down, within this time."""
        return self._ended.wait(seconds)

    def stop(self, *, give_back: bool) -> None:
        """Let it end at its next step.

        Args:
            give_back: Queue it again; else it was cancelled.
        """
        self._given_back = self._given_back or give_back
        self._stopping.set()
        self._context.stop()

    def abandon(self) -> None:
        """Write down, before the process ends, what becomes of a job that doesn't stop.

        Where the database can't be had at once - the job itself may hold SQLite's writer - the row says
        enough: without heartbeats a cancelled job counts as cancelled, another is begun anew.
        """
        last_words = threading.Thread(target=self._stop_if_asked, daemon=True)
        last_words.start()
        last_words.join(_LAST_WORDS)

    def _work(self) -> None:
        try:
            self._finish()
        except SQLAlchemyError:
            # The row still says "running": without heartbeats it is queued again.
            _log.exception("Job %s: its outcome can't be written down.", self.job_id)
            self.outcome = "not known to the database"
        finally:
            self._done.set()
            self._ended.set()

    def _finish(self) -> None:
        claim, context = self._claim, self._context
        try:
            with Span(
                f"job {claim.job.kind}",
                {"foresale.job.id": self.job_id, "foresale.job.scope": claim.job.scope},
            ):
                result = find_handler(claim.job.kind)(self._container, claim.job.arguments, context)
        except JobStoppedError:
            self._stop_if_asked()
        except ForesaleError as error:
            again = isinstance(error, NotReadyError | EngineError | RegistryError | DiskFullError)
            context.log(error.problem, "error")
            with self._last_heartbeat() as heartbeat:
                self._leases.fail(claim, JobFailure.of(error), again=again, heartbeat=heartbeat)
            self.outcome = f"failed: {error.problem}"
        except Exception as error:  # noqa: BLE001 - whatever a job does wrong, its worker lives on
            _log.exception("Job %s (%s) failed.", self.job_id, claim.job.kind)
            is_full = is_disk_full(error)
            failure = JobFailure.of(DiskFullError()) if is_full else _fault(self.job_id)
            with self._last_heartbeat() as heartbeat:
                self._leases.fail(claim, failure, again=True, heartbeat=heartbeat)
            self.outcome = f"failed: {failure.problem}" if is_full else "failed unexpectedly"
        else:
            with self._last_heartbeat() as heartbeat:
                kept = self._leases.succeed(claim, result, heartbeat)
            self.outcome = "succeeded" if kept else "succeeded, but others had taken it over"

    def _stop_if_asked(self) -> None:
        with self._last_heartbeat() as heartbeat:
            if self._lost:
                self.outcome = "taken over by others"
            elif self._given_back:
                self._leases.give_back(self._claim, heartbeat)
                self.outcome = "given back"
            else:
                self._leases.mark_cancelled(self._claim, heartbeat)
                self.outcome = "cancelled"

    @contextmanager
    def _last_heartbeat(self) -> Iterator[Heartbeat]:
        """What is left to tell, once no other sign is on its way."""
        self._done.set()
        with self._sending:
            yield self._context.heartbeat()

    def _send_heartbeats(self) -> None:
        while not self._done.wait(self._timings.heartbeat) and not self._lost:
            try:
                if not self.is_stopping and self._leases.cancel_asked(self._claim):
                    self.stop(give_back=False)
                self._send_heartbeat()
            except SQLAlchemyError as error:
                _log.warning("Job %s: no heartbeat could be sent: %s", self.job_id, error)

    def _send_heartbeat(self) -> None:
        with self._sending:
            if self._done.is_set():
                return
            heartbeat = self._context.heartbeat()
            try:
                is_ours = self._leases.heartbeat(self._claim, heartbeat)
            except SQLAlchemyError:
                self._context.put_back(heartbeat)
                raise
        if not is_ours:
            _log.warning("Job %s was taken over: this worker had been silent too long.", self.job_id)
            self._lost = True
            self.stop(give_back=False)


def _fault(job_id: str) -> JobFailure:
    return JobFailure(
        "Sorry, this is a fault in Foresale.",
        f"Tell your admin the job's id, {job_id}; the workers' log has the rest.",
        Reason("job_fault", job=job_id),
    )
