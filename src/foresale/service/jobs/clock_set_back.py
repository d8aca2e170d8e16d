"""Jobs and schedules that were put off by a clock that ran ahead and was set right since."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from sqlalchemy import Engine, select, update

from foresale.errors import OptionError
from foresale.service.jobs.job import QUEUED, JobTimings
from foresale.service.jobs.repository import update_rows
from foresale.service.jobs.schedules import schedule_of
from foresale.storage.database.engine.transactions import read, write
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import JobRow, ScheduleRow

_EVERY = 30.0
_log = logging.getLogger(__name__)


class ClockSetBack:
    """Looks now and then for what would wait until the wrong time has come, years perhaps.

    Small steps, as a clock is kept right by, change nothing: a job may rest between two tries, and a
    schedule that has just run isn't run again.

    Args:
        engine: The system of record.
        timings: How long jobs rest.
    """

    def __init__(self, engine: Engine, timings: JobTimings) -> None:
        self._engine = engine
        self._longest_rest = timedelta(seconds=timings.longest_retry)
        self._next = 0.0

    def correct_if_due(self) -> None:
        """Look, unless it was done just now."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            self.correct()

    def correct(self) -> None:
        """Make jobs due that wait for longer than any job rests; count schedules anew that are put off."""
        now = utc_now()
        late = (JobRow.state == QUEUED, JobRow.not_before > now + self._longest_rest)
        if read(self._engine, lambda session: session.scalar(select(JobRow.id).where(*late).limit(1))):
            sooner = update(JobRow).where(*late).values(not_before=now)
            count = write(self._engine, lambda session: update_rows(session, sooner))
            _log.warning("The clock was set back: %d jobs that waited for a later time are due now.", count)
        ahead = select(ScheduleRow).where(ScheduleRow.is_on.is_(True), ScheduleRow.next_at > now)
        for row in read(self._engine, lambda session: session.scalars(ahead).all()):
            self._correct_schedule(row, now)

    def _correct_schedule(self, row: ScheduleRow, now: datetime) -> None:
        plan = schedule_of(row).plan
        try:
            first = plan.next_after(now)
            if row.next_at <= plan.next_after(first):
                return
        except OptionError:  # a zone that this machine lacks; another may have it
            return
        same = (ScheduleRow.id == row.id, ScheduleRow.next_at == row.next_at)
        sooner = update(ScheduleRow).where(*same).values(next_at=first)
        if write(self._engine, lambda session: update_rows(session, sooner)):
            _log.warning("The clock was set back: schedule '%s' runs next at %s.", plan.name, first)
