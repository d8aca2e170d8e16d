"""A clock that ran ahead and is set right: what it put off, on each database, doesn't wait for years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from foresale.service.jobs.clock_set_back import ClockSetBack
from foresale.service.jobs.leases import JobLeases
from foresale.service.jobs.schedules import Plan, ScheduleRepository
from foresale.storage.database.tables.operations import JobRow, ScheduleRow

AHEAD = timedelta(days=4 * 365)
DAILY = Plan("Daily", "steps", "0 3 * * *", "Europe/Paris", {"scope": "all"})


@pytest.fixture
def clock(container, timings):
    return ClockSetBack(container.engine, timings)


def change(container, statement):
    with Session(container.engine) as session, session.begin():
        session.execute(statement)


def test_a_job_asked_for_by_a_clock_that_ran_ahead_is_done_now(container, book, timings, clock):
    leases = JobLeases(container.engine, timings)
    early = book.submit("steps", "all", {})
    resting = book.submit("steps", "other", {})
    later = datetime.now(UTC) + AHEAD
    change(container, update(JobRow).where(JobRow.id == early).values(created_at=later, not_before=later))
    rest = datetime.now(UTC) + timedelta(seconds=timings.longest_retry - 5)
    change(container, update(JobRow).where(JobRow.id == resting).values(not_before=rest))
    assert leases.due() == []
    clock.correct()
    assert leases.due() == [early], "what rests between two tries goes on resting"


def test_a_schedule_that_ran_in_years_to_come_is_counted_anew(container, book, kinds, clock, caplog):
    schedules = ScheduleRepository(container.engine, book)
    kept = schedules.add(DAILY)
    change(container, update(ScheduleRow).values(next_at=datetime.now(UTC) + AHEAD))
    clock.correct()
    now = datetime.now(UTC)
    assert now < schedules.get(kept.id).next_at <= now + timedelta(days=1, hours=1)
    assert schedules.run_due() == [], "it isn't run for that"
    assert "schedule 'Daily' runs next at" in caplog.text


def test_a_schedule_that_has_just_run_isnt_run_again_by_a_small_step_back(container, book, kinds, clock):
    schedules = ScheduleRepository(container.engine, book)
    kept = schedules.add(DAILY)
    following = DAILY.next_after(DAILY.next_after(datetime.now(UTC)))
    change(container, update(ScheduleRow).values(next_at=following))
    clock.correct()
    assert schedules.get(kept.id).next_at == following


def test_a_schedule_that_is_off_or_whose_zone_is_unknown_stays(container, book, kinds, clock):
    schedules = ScheduleRepository(container.engine, book)
    schedules.add(DAILY)
    later = datetime.now(UTC).replace(microsecond=0) + AHEAD
    for values in ({"is_on": False}, {"is_on": True, "time_zone": "Atlantis/Poseidonis"}):
        change(container, update(ScheduleRow).values(next_at=later, **values))
        clock.correct()
        with Session(container.engine) as session:
            assert session.scalar(select(ScheduleRow.next_at)) == later
