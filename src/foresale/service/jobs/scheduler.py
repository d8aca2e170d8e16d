"""The scheduler: runs schedules on time, sweeps, forgets old jobs, and watches over who serves."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from foresale.errors import EngineError
from foresale.service.jobs.job_desk import JobDesk
from foresale.service.jobs.old_jobs import OldJobs
from foresale.service.jobs.open_jobs import job_book
from foresale.service.jobs.pace import Pace
from foresale.service.jobs.queue import JobQueue
from foresale.service.jobs.schedule_book import ScheduleBook, default_plans
from foresale.service.jobs.serving_watch import ServingWatch
from foresale.service.jobs.sweeper import Sweeper

if TYPE_CHECKING:
    from foresale.wiring import Wiring

_log = logging.getLogger(__name__)
_LOOK = 1.0


class Scheduler:
    """Looks every second for what is due; several at once do no harm.

    Args:
        wiring: The service's parts.
        pace: How often it sweeps.
    """

    def __init__(self, wiring: Wiring, pace: Pace) -> None:
        self._wiring = wiring
        self._schedules = ScheduleBook(wiring.engine, job_book(wiring))
        self._sweeper = Sweeper(JobDesk(wiring.engine, pace), JobQueue(wiring.settings.queue_address), pace)
        self._old_jobs = OldJobs(wiring.engine, wiring.settings.keep_jobs_days)
        self._serving = ServingWatch(wiring)
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End soon; may be called from a signal handler or another thread."""
        self._stopping.set()

    def run(self) -> None:
        """Run schedules until stopped; a database or queue that can't be reached is waited for."""
        seeded = False
        while not self._stopping.is_set():
            try:
                if not seeded:
                    self._schedules.seed(default_plans(self._wiring.settings.time_zone))
                    seeded = True
                self._look()
            except (SQLAlchemyError, EngineError) as error:
                _log.warning("Database or queue can't be reached; trying on: %s", error)
            self._stopping.wait(_LOOK)

    def _look(self) -> None:
        for job_id in self._schedules.run_due():
            _log.info("A schedule asked for job %s.", job_id)
        self._sweeper.sweep_if_due()
        self._old_jobs.forget_if_due()
        self._serving.look_if_due()
