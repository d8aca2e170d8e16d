"""The scheduler: runs schedules, takes back lost jobs, forgets old ones, and watches over who serves."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from foresale.errors import EngineError, RegistryError
from foresale.service.drivers.retention import DriverRetention
from foresale.service.jobs.clock_set_back import ClockSetBack
from foresale.service.jobs.job import JobTimings
from foresale.service.jobs.leases import JobLeases
from foresale.service.jobs.letter_retention import LetterRetention
from foresale.service.jobs.repository import JobRepository
from foresale.service.jobs.retention import EventRetention, JobRetention, LogRetention
from foresale.service.jobs.schedules import ScheduleRepository, default_plans
from foresale.service.jobs.worker import StalledJobs
from foresale.storage.database.forecasts.promotions import HOLD
from foresale.storage.database.monitoring.live_state import NOTHING, ExpectedLive
from foresale.storage.database.monitoring.live_watch import LiveWatch
from foresale.storage.database.tables.operations import ServingRow

if TYPE_CHECKING:
    from foresale.container import Container

_AFTER_START = 10.0
_EVERY = 5.0
_REST = 60.0
"""Seconds before the first look, as importing MLflow holds up a start; between two; after one that failed."""


class ServingWatch:
    """Looks whether the registry's champions are those that serve.

    Args:
        container: The service's parts.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._next = time.monotonic() + _AFTER_START

    def look_if_due(self) -> None:
        """Look, unless it was done just now, or nothing serves yet: MLflow takes seconds to open."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY
        if not self._something_serves():
            return
        from foresale.storage.registry.serving_sync import sync_serving

        try:
            for change in sync_serving(self._container.engine, self._container.registry):
                _log.info("%s.%s serves from now on: %s", change.scope, change.after, change.reason)
        except RegistryError as error:
            _log.warning("The registry can't be looked at: %s", error)
            self._next = time.monotonic() + _REST

    def _something_serves(self) -> bool:
        with Session(self._container.engine.execution_options(writes=False)) as session:
            served = select(ServingRow.model).where(ServingRow.alias != HOLD).limit(1)
            return session.scalar(served) is not None


_log = logging.getLogger(__name__)
_LOOK = 1.0


class Scheduler:
    """Looks every second for what is due; several at once do no harm.

    Args:
        container: The service's parts.
        timings: How often it sweeps.
        watched: What of the live path has to run.
    """

    def __init__(self, container: Container, timings: JobTimings, watched: ExpectedLive = NOTHING) -> None:
        self._container = container
        self._schedules = ScheduleRepository(container.engine, JobRepository(container.engine))
        self._clock = ClockSetBack(container.engine, timings)
        self._stalled = StalledJobs(JobLeases(container.engine, timings), timings)
        self._old_jobs = JobRetention(container.engine, container.settings.keep_jobs_days)
        self._old_rows = LogRetention.of(container.engine, container.settings)
        self._old_events = EventRetention(container.engine, container.settings.keep_live_events_hours)
        self._old_letters = LetterRetention.of(container.engine, container.settings)
        self._old_drivers = DriverRetention(container, container.settings.keep_drivers_days)
        self._live = LiveWatch(container.engine, watched)
        self._serving = ServingWatch(container)
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End soon; may be called from a signal handler or another thread."""
        self._stopping.set()

    def run(self) -> None:
        """Run schedules until stopped; a database that can't be reached is waited for."""
        seeded = False
        while not self._stopping.is_set():
            try:
                if not seeded:
                    self._schedules.seed(default_plans(self._container.settings.time_zone))
                    seeded = True
                self._look()
            except (SQLAlchemyError, EngineError) as error:
                _log.warning("The database can't be reached; trying on: %s", error)
            self._stopping.wait(_LOOK)

    def _look(self) -> None:
        for job_id in self._schedules.run_due():
            _log.info("A schedule asked for job %s.", job_id)
        self._clock.correct_if_due()
        self._stalled.requeue_if_due()
        self._old_jobs.forget_if_due()
        self._old_rows.forget_if_due()
        self._old_events.forget_if_due()
        self._old_letters.forget_if_due()
        self._old_drivers.forget_if_due()
        self._live.look_if_due()
        self._serving.look_if_due()
