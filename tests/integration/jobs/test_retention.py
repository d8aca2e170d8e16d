"""Old jobs go, with their lines, on each database; what others refer to stays."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from foresale.service.jobs import retention as old_jobs
from foresale.service.jobs.job import JobOptions, JobUnderWayError
from foresale.service.jobs.leases import Heartbeat, JobLeases
from foresale.service.jobs.repository import JobFilter
from foresale.service.jobs.retention import JobRetention
from foresale.service.jobs.scheduler import Scheduler
from foresale.service.jobs.schedules import Plan, ScheduleRepository, default_plans
from foresale.storage.database.tables.operations import JobLogRow, JobRow, ScheduleRow
from foresale.storage.database.tables.outlook import ForecastRunRow
from foresale.storage.database.tables.trade import ImportRow

NOW = datetime.now(UTC)


@pytest.fixture
def done(container, book, timings):
    """Does a job that told some lines and ended some days ago; answers its id."""

    def do(days_ago, lines=2, scope="all"):
        leases = JobLeases(container.engine, timings)
        claim = leases.claim(book.submit("steps", scope, {}), "ann")
        leases.succeed(claim, {}, Heartbeat(lines=tuple((NOW, "info", f"line {n}") for n in range(lines))))
        then = NOW - timedelta(days=days_ago)
        with Session(container.engine) as session, session.begin():
            aged = update(JobRow).where(JobRow.id == claim.job.id)
            session.execute(aged.values(created_at=then, started_at=then, ended_at=then))
        return claim.job.id

    return do


def listed(book):
    return {job.id for job in book.list(JobFilter(), limit=1000)}


def left(container, book):
    """The jobs that are left, while nobody deletes any; no others have lines."""
    with Session(container.engine) as session:
        of_lines = set(session.scalars(select(JobLogRow.job_id)))
    ids = listed(book)
    assert of_lines <= ids
    return ids


def test_jobs_are_deleted_with_their_lines_once_they_are_old(container, book, done):
    old = [done(days) for days in (91, 400)]
    young = {done(days) for days in (0, 89)}
    waiting = book.submit("steps", "all", {}, options=JobOptions(exclusive=True))
    with Session(container.engine) as session, session.begin():
        long_ago = NOW - timedelta(days=500)
        session.execute(update(JobRow).where(JobRow.id == waiting).values(created_at=long_ago))
    jobs = JobRetention(container.engine, 90)
    assert jobs.forget() == len(old) * 3
    assert jobs.forget() == 0
    assert left(container, book) == young | {waiting}
    with pytest.raises(JobUnderWayError):
        book.submit("steps", "all", {}, options=JobOptions(exclusive=True))


def test_jobs_that_others_refer_to_are_kept_and_so_is_the_newest(container, book, done, kinds):
    of_schedule, of_import, of_forecast, of_nothing = (done(days) for days in (200, 201, 202, 203))
    kept = ScheduleRepository(container.engine, book).add(Plan("Yearly", "steps", "0 0 1 1 *", "UTC"))
    with Session(container.engine) as session, session.begin():
        session.execute(update(ScheduleRow).values(last_job_id=of_schedule))
        named = {"id": "i", "file_name": "f.csv", "digest": "d", "size": 1, "options": {}, "preview": {}}
        session.execute(insert(ImportRow).values(**named, state="committed", job_id=of_import))
        session.execute(insert(ImportRow).values(**named | {"id": "j"}, state="previewed"))
        run = {"model_version": "daily.all.1", "cutoff": date(2026, 3, 1), "horizon": 1, "levels": [0.5]}
        session.execute(insert(ForecastRunRow).values(**run, n_series=0, job_id=of_forecast))
    while JobRetention(container.engine, 90).forget():
        pass
    assert left(container, book) == {of_schedule, of_import, of_forecast}
    last = ScheduleRepository(container.engine, book).get(kept.id).last_job_id
    assert book.get(str(last)).state == "succeeded"
    with Session(container.engine) as session, session.begin():
        session.execute(update(ScheduleRow).values(last_job_id=None))
        session.execute(update(ImportRow).values(job_id=None))
        session.execute(update(ForecastRunRow).values(job_id=None))
    while JobRetention(container.engine, 90).forget():
        pass
    assert left(container, book) == {of_schedule}
    schedules = ScheduleRepository(container.engine, book)
    schedules.remove(kept.id)
    schedules.seed(default_plans("UTC"))
    assert schedules.list() == []
    assert of_nothing not in left(container, book)


def test_one_transaction_deletes_a_bounded_number_of_rows(container, book, done, monkeypatch):
    monkeypatch.setattr(old_jobs, "MOST_JOBS", 2)
    monkeypatch.setattr(old_jobs, "MOST_LINES", 5)
    for days in range(100, 104):
        done(days, lines=4)
    newest = done(0, lines=4)
    jobs = JobRetention(container.engine, 90)
    parts = []
    while part := jobs.forget():
        parts.append(part)
    assert sum(parts) == 4 * 5
    assert max(parts) <= 2 + 5
    assert left(container, book) == {newest}
    with Session(container.engine) as session:
        assert session.scalar(select(func.count()).select_from(JobLogRow)) == 4


def test_the_scheduler_deletes_old_jobs_in_passing(container, book, done, timings, until):
    old, young = done(91), done(1)
    scheduler = Scheduler(container, timings)
    running = threading.Thread(target=scheduler.run)
    running.start()
    try:
        until(lambda: old not in listed(book))
    finally:
        scheduler.stop()
        running.join(120)
    assert not running.is_alive()
    assert young in left(container, book)
