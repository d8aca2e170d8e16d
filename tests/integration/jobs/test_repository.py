"""The record of jobs, on each database: who gets which job, when, and how often."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain

import pytest
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.service.jobs.job import JobFailure, JobOptions, JobTimings, JobUnderWayError, UnknownJobError
from foresale.service.jobs.leases import Heartbeat, JobLeases
from foresale.service.jobs.repository import JobFilter, JobRepository
from foresale.service.jobs.worker import StalledJobs
from foresale.storage.database.tables.base import utc_now


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self):
        self.now = utc_now()

    def __call__(self):
        return self.now

    def advance(self, seconds):
        self.now += timedelta(seconds=seconds)


AWAY = JobFailure("The database is away.", "Try again.", Reason("database_away"))


@pytest.fixture
def leases(container, timings):
    return JobLeases(container.engine, timings)


def together(count, act):
    """Do something at the same moment in several threads, and answer what came of each."""
    gate = threading.Barrier(count)

    def begin(number):
        gate.wait()
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def test_of_workers_that_claim_the_same_jobs_each_job_goes_to_one(book, leases):
    jobs = [book.submit("steps", f"scope {number}", {}) for number in range(12)]
    taken = together(4, lambda number: [c.job.id for j in jobs if (c := leases.claim(j, f"worker {number}"))])
    assert sorted(chain.from_iterable(taken)) == sorted(jobs)


def test_one_job_of_a_kind_and_scope_runs_at_a_time(book, leases):
    jobs = [book.submit("steps", "all", {}) for _ in range(4)]
    other = book.submit("steps", "other", {})
    claims = [
        claim for claim in together(4, lambda n: leases.claim(jobs[n], f"worker {n}")) if claim is not None
    ]
    assert len(claims) == 1
    assert leases.due() == [other]
    assert leases.succeed(claims[0], {"done": 1}, Heartbeat())
    assert len(leases.due()) == 4


def test_the_same_key_gives_the_same_job_also_at_the_same_moment(book):
    found = together(
        4, lambda _: book.submit("steps", "all", {}, options=JobOptions(idempotency_key="monday"))
    )
    assert len(set(found)) == 1
    assert len(book.list(JobFilter())) == 1


def test_a_job_that_wants_to_be_alone_is_refused_while_another_waits_or_runs(book, leases):
    def submit(_):
        try:
            return book.submit("train", "daily.all", {}, options=JobOptions(exclusive=True))
        except JobUnderWayError as error:
            return error

    found = together(4, submit)
    (first,) = [item for item in found if isinstance(item, str)]
    assert {item.job_id for item in found if not isinstance(item, str)} == {first}
    claim = leases.claim(first, "ann")
    assert isinstance(submit(0), JobUnderWayError)
    leases.succeed(claim, {}, Heartbeat())
    assert submit(0) != first


def test_a_job_submitted_in_a_transaction_that_fails_was_never_there(container, book):
    with Session(container.engine) as session:
        job_id = book.submit("steps", "all", {}, session=session)
        session.rollback()
    with pytest.raises(UnknownJobError):
        book.get(job_id)


def test_a_job_is_due_once_its_transaction_is_kept(container, book, leases):
    with Session(container.engine) as session, session.begin():
        job_id = book.submit("steps", "all", {}, session=session)
        with session.begin_nested():
            session.connection()
    assert leases.due() == [job_id]


def test_a_failed_job_is_due_again_when_its_rest_is_over(container, timings):
    clock = Clock()
    book, leases = JobRepository(container.engine, clock), JobLeases(container.engine, timings, clock)
    job_id = book.submit("steps", "all", {})
    claim = leases.claim(job_id, "ann")
    assert leases.fail(claim, AWAY, again=True, heartbeat=Heartbeat())
    assert leases.due() == []
    clock.advance(timings.retry + 0.1)
    assert leases.due() == [job_id]


def test_a_lease_that_ran_out_is_told_by_the_clock(container, timings):
    clock = Clock()
    book, leases = JobRepository(container.engine, clock), JobLeases(container.engine, timings, clock)
    job_id = book.submit("steps", "all", {})
    claim = leases.claim(job_id, "ann")
    clock.advance(timings.lease - 0.1)
    assert leases.find_expired() == {}
    assert leases.heartbeat(claim, Heartbeat())
    clock.advance(timings.lease - 0.1)
    assert leases.find_expired() == {}
    clock.advance(0.2)
    assert leases.find_expired() == {job_id: 1}


def test_a_silent_workers_job_begins_anew_and_the_silent_one_may_no_longer_end_it(container, book, until):
    timings = JobTimings(lease=0.2, heartbeat=0.05)
    leases = JobLeases(container.engine, timings)
    stalled = StalledJobs(leases, timings)
    job_id = book.submit("steps", "all", {})
    silent = leases.claim(job_id, "ann")

    def taken_over():
        stalled.requeue()
        return leases.claim(job_id, "bob") is not None

    until(taken_over)
    assert not leases.heartbeat(silent, Heartbeat())
    assert not leases.succeed(silent, {"by": "ann"}, Heartbeat())
    job = book.get(job_id)
    assert (job.state, job.worker, job.attempts) == ("running", "bob", 2)
    assert "begins anew" in book.log(job_id)[-1].text


def test_a_job_whose_workers_keep_dying_fails_in_the_end(book, leases):
    job_id = book.submit("steps", "all", {}, options=JobOptions(max_attempts=2, exclusive=True))
    for _ in range(2):
        assert leases.claim(job_id, "ann") is not None
        leases.release("ann")
    job = book.get(job_id)
    assert job.state == "failed"
    assert "died" in str(job.problem)
    assert (job.reason, job.reason_arguments) == ("worker_died", {"times": job.attempts})
    assert book.submit("steps", "all", {}, options=JobOptions(exclusive=True)) != job_id


def test_a_waiting_job_that_is_cancelled_never_runs(book, leases):
    job_id = book.submit("steps", "all", {})
    assert book.cancel(job_id).state == "cancelled"
    assert leases.claim(job_id, "ann") is None
    assert leases.due() == []
    with pytest.raises(UnknownJobError):
        book.cancel("no such job")


@pytest.mark.parametrize("how", ["failed", "given back"])
def test_a_job_that_was_asked_to_stop_is_not_begun_anew(book, leases, how):
    job_id = book.submit("steps", "all", {}, options=JobOptions(exclusive=True))
    claim = leases.claim(job_id, "ann")
    book.cancel(job_id)
    if how == "failed":
        assert leases.fail(claim, AWAY, again=True, heartbeat=Heartbeat())
    else:
        assert leases.give_back(claim, Heartbeat())
    job = book.get(job_id)
    assert (job.state, job.worker) == ("cancelled", None)
    assert job.ended_at is not None
    assert book.submit("steps", "all", {}, options=JobOptions(exclusive=True)) != job_id


def test_jobs_are_listed_newest_first_and_by_what_they_are(book):
    ids = [book.submit(kind, "all", {"n": 1}) for kind in ("steps", "train", "train")]
    assert [job.id for job in book.list(JobFilter())] == ids[::-1]
    assert [job.id for job in book.list(JobFilter(kind="train"), limit=1)] == [ids[2]]
    assert book.list(JobFilter(state="running")) == []
