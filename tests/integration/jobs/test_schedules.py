"""Schedules on each database: on time, once, in their own time zone, and caught up after a pause."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.errors import ConflictError, NotFoundError, OptionError
from foresale.service.jobs.repository import JobFilter, JobRepository
from foresale.service.jobs.scheduler import Scheduler
from foresale.service.jobs.schedules import Plan, ScheduleRepository, default_plans
from foresale.storage.database.tables.operations import ScheduleRow

HOURLY = Plan("Hourly", "steps", "0 * * * *", "Asia/Kolkata", {"scope": "all"})


@pytest.fixture
def schedules(container, book, kinds):
    return ScheduleRepository(container.engine, book)


def put_back(container, schedule_id, time):
    """As if the schedule had been due then, and nobody had looked since."""
    with Session(container.engine) as session, session.begin():
        session.execute(update(ScheduleRow).where(ScheduleRow.id == schedule_id).values(next_at=time))


def test_missed_runs_are_caught_up_once(container, book, schedules):
    kept = schedules.add(HOURLY)
    assert schedules.run_due() == []
    put_back(container, kept.id, datetime.now(UTC) - timedelta(days=3))
    (job_id,) = schedules.run_due()
    assert schedules.run_due() == []
    after = schedules.get(kept.id)
    assert after.last_job_id == job_id
    assert timedelta() < after.next_at - datetime.now(UTC) <= timedelta(hours=1)
    assert after.next_at.minute == 30  # the full hour in India
    assert (book.get(job_id).kind, book.get(job_id).scope) == ("steps", "all")


def test_two_schedulers_run_each_schedule_once(container, book, schedules):
    due = [schedules.add(Plan(f"plan {n}", "steps", "0 0 1 1 *", "UTC", {"scope": str(n)})) for n in range(6)]
    for each in due:
        put_back(container, each.id, datetime.now(UTC) - timedelta(minutes=1))
    other = Container(container.settings)
    books = [schedules, ScheduleRepository(other.engine, JobRepository(other.engine))]
    with ThreadPoolExecutor(2) as pool:
        asked = list(chain.from_iterable(pool.map(lambda one: one.run_due(), books)))
    other.close()
    assert len(set(asked)) == len(asked) == 6
    assert {job.scope for job in book.list(JobFilter())} == {str(n) for n in range(6)}


def test_a_schedule_doesnt_ask_for_what_is_under_way(container, book, schedules):
    kept = schedules.add(HOURLY)
    for _ in range(2):
        put_back(container, kept.id, datetime.now(UTC) - timedelta(minutes=1))
        assert schedules.run_due() == [job.id for job in book.list(JobFilter())]


def test_a_schedule_whose_zone_this_machine_lacks_is_told_once_and_stops_no_other(
    container, schedules, caplog
):
    lost, kept = schedules.add(HOURLY), schedules.add(replace(HOURLY, name="Other"))
    with Session(container.engine) as session, session.begin():
        row = update(ScheduleRow).where(ScheduleRow.id == lost.id)
        session.execute(row.values(time_zone="Atlantis/Poseidonis"))
    for each in (lost, kept):
        put_back(container, each.id, datetime.now(UTC) - timedelta(minutes=1))
    asked = [schedules.run_due() for _ in range(3)]
    assert [len(each) for each in asked] == [1, 0, 0]
    (told,) = [record.getMessage() for record in caplog.records if "can't run" in record.getMessage()]
    assert "Schedule 'Hourly' can't run" in told
    assert "Atlantis/Poseidonis" in told


def test_a_schedule_that_is_off_doesnt_run_and_its_pause_isnt_caught_up(container, book, schedules):
    kept = schedules.add(HOURLY)
    off = Plan(HOURLY.name, HOURLY.kind, HOURLY.cron, HOURLY.time_zone, HOURLY.arguments, is_on=False)
    schedules.change(kept.id, off)
    put_back(container, kept.id, datetime.now(UTC) - timedelta(days=1))
    assert schedules.run_due() == []
    schedules.change(kept.id, HOURLY)
    assert schedules.run_due() == []


def test_a_new_installation_gets_the_default_schedules_once(schedules, until):
    plans = default_plans("Europe/Paris")
    schedules.seed(plans)
    assert {each.plan.name for each in schedules.list()} == {plan.name for plan in plans}
    weekly = next(each for each in schedules.list() if each.plan.kind == "train")
    assert weekly.next_at - datetime.now(UTC) <= timedelta(days=7)
    schedules.remove(weekly.id)
    schedules.seed(plans)
    assert len(schedules.list()) == len(plans) - 1


def test_schedules_have_names_of_their_own_and_can_be_removed(schedules):
    first = schedules.add(HOURLY)
    with pytest.raises(ConflictError):
        schedules.add(HOURLY)
    other = schedules.add(Plan("Other", "steps", "0 2 * * SUN", "UTC"))
    with pytest.raises(ConflictError):
        schedules.change(other.id, HOURLY)
    schedules.remove(first.id)
    assert [each.plan.name for each in schedules.list()] == ["Other"]
    with pytest.raises(NotFoundError):
        schedules.get(first.id)


@pytest.mark.parametrize("container", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "plan",
    [
        Plan("a", "unheard", "0 * * * *", "UTC"),
        Plan("a", "steps", "0 * * *", "UTC"),
        Plan("a", "steps", "0 25 * * *", "UTC"),
        Plan("a", "steps", "0 0 30 2 *", "UTC"),
        Plan("a", "steps", "0 * * * *", "Mars/Olympus"),
        Plan("a", "train", "0 * * * *", "UTC", {"scope": "weekly"}),
        Plan("a", "train", "0 * * * *", "UTC", {"horizons": 7}),
    ],
    ids=["kind", "parts", "hour", "never", "zone", "scope", "option"],
)
def test_a_plan_that_cant_be_is_refused_with_a_remedy(schedules, plan):
    with pytest.raises(OptionError) as told:
        schedules.add(plan)
    assert told.value.fix


@pytest.mark.parametrize("container", ["sqlite"], indirect=True)
def test_the_scheduler_seeds_runs_what_is_due_and_stops_when_told(container, book, schedules, timings, until):
    scheduler = Scheduler(container, timings)
    running = threading.Thread(target=scheduler.run)
    running.start()
    until(lambda: len(schedules.list()) == len(default_plans("UTC")))
    kept = schedules.add(HOURLY)
    put_back(container, kept.id, datetime.now(UTC) - timedelta(minutes=1))
    until(lambda: book.list(JobFilter(kind="steps", scope="all")))
    scheduler.stop()
    running.join(120)
    assert not running.is_alive()
