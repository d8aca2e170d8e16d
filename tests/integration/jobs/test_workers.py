"""Workers on each database: jobs done, tried again, cancelled, given back, and begun anew after SIGKILL."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta

import pytest

from foresale.service.jobs.job import JobOptions


def test_two_workers_do_every_job_once_and_each_says_what_came_out(book, working, notes, until):
    jobs = [book.submit("steps", f"{n % 3}", {"notes": str(notes.path), "steps": n}) for n in range(9)]
    with working("ann"), working("bob"):
        until(lambda: all(book.get(job_id).state == "succeeded" for job_id in jobs))
    assert [book.get(job_id).result for job_id in jobs] == [{"counted": n} for n in range(9)]
    assert [notes.count("end", job_id) for job_id in jobs] == [1] * 9
    last = book.get(jobs[-1])
    assert (last.stage, last.progress, last.attempts) == ("Counting", 1.0, 1)
    assert [line.text for line in book.log(jobs[-1])] == ["Counting"]
    assert last.created_at <= last.started_at <= last.ended_at


def test_a_running_job_shows_how_far_it_is(book, working, notes, until):
    job_id = book.submit("steps", "all", {"notes": str(notes.path), "steps": 1000})
    with working():
        until(lambda: 0 < book.get(job_id).progress < 1)
        assert book.get(job_id).stage == "Counting"


def test_a_fault_is_tried_again_after_a_rest_and_then_forgotten(book, working, notes, until):
    job_id = book.submit("breaks", "all", {"notes": str(notes.path), "times": 2})
    with working():
        until(lambda: book.get(job_id).state == "succeeded")
    job = book.get(job_id)
    assert (job.result, job.attempts, job.problem, job.reason) == ({"tries": 3}, 3, None, None)
    rests = [line for line in book.log(job_id) if "failed" in line.text]
    assert rests[1].at - rests[0].at >= timedelta(seconds=0.2)
    assert job.ended_at - rests[1].at >= timedelta(seconds=0.4)


def test_a_fault_that_stays_fails_without_telling_more_than_the_jobs_id(book, working, notes, until, caplog):
    job_id = book.submit(
        "breaks", "all", {"notes": str(notes.path), "times": 9}, options=JobOptions(max_attempts=2)
    )
    with working():
        until(lambda: book.get(job_id).state == "failed")
    job = book.get(job_id)
    assert notes.count("begin", job_id) == 2
    assert job_id in job.fix
    assert (job.reason, job.reason_arguments) == ("job_fault", {"job": job_id})
    told = [job.problem, job.fix, *(line.text for line in book.log(job_id))]
    assert not any("secret" in text or "KeyError" in text for text in told)
    assert "KeyError" in caplog.text


def test_a_full_disk_is_told_as_one_and_the_job_is_tried_again(book, working, notes, until):
    job_id = book.submit("fills", "all", {"notes": str(notes.path), "times": 1})
    with working():
        until(lambda: book.get(job_id).attempts == 1 and book.get(job_id).problem)
        assert book.get(job_id).problem == "The disk is full."
        assert book.get(job_id).fix.startswith("Free some space")
        until(lambda: book.get(job_id).state == "succeeded")


def test_what_the_reader_can_mend_isnt_tried_again(book, working, notes, until):
    job_id = book.submit("refuses", "all", {"notes": str(notes.path)})
    with working():
        until(lambda: book.get(job_id).state == "failed")
    job = book.get(job_id)
    assert (job.problem, job.fix) == ("The history has 3 days.", "Give at least 14.")
    assert (job.reason, job.reason_arguments) == ("job_history", {"told": job.problem, "fix": job.fix})
    assert notes.count("begin", job_id) == 1


def test_a_cancelled_job_ends_at_its_next_step_and_its_worker_goes_on(book, working, notes, until):
    job_id = book.submit("steps", "all", {"notes": str(notes.path), "steps": 1000})
    with working():
        until(lambda: book.get(job_id).state == "running")
        assert book.cancel(job_id).cancel_asked
        until(lambda: book.get(job_id).state == "cancelled")
        after = book.submit("steps", "all", {"notes": str(notes.path)})
        until(lambda: book.get(after).state == "succeeded")
    assert notes.count("end", job_id) == 0


def test_a_worker_that_has_to_go_gives_its_job_back_and_another_does_it(book, working, notes, until):
    job_id = book.submit("steps", "all", {"notes": str(notes.path), "steps": 50})
    with working("ann") as ann:
        until(lambda: book.get(job_id).state == "running")
        ann.stop()
        until(lambda: book.get(job_id).state == "queued")
    assert book.get(job_id).attempts == 0
    with working("bob"):
        until(lambda: book.get(job_id).state == "succeeded")
    assert (notes.count("begin", job_id), notes.count("end", job_id)) == (2, 1)


def test_an_idle_worker_finds_a_job_by_itself(book, working, notes, until):
    with working():
        time.sleep(0.7)
        job_id = book.submit("steps", "all", {"notes": str(notes.path)})
        until(lambda: notes.count("begin", job_id) == 1)


@pytest.mark.slow
@pytest.mark.parametrize("container", ["sqlite"], indirect=True)
def test_a_killed_workers_job_is_done_once_in_the_end(book, processes, notes, until):
    told = []
    job_id = book.submit("steps", "all", {"notes": str(notes.path), "steps": 10, "seconds": 0.1})
    others = [book.submit("steps", str(n), {"notes": str(notes.path)}) for n in range(3)]
    with processes(2, told) as supervisor:
        until(lambda: notes.count("begin", job_id) == 1)
        number = book.get(job_id).worker.rpartition("-")[2]
        os.kill(supervisor.pids()[f"job worker {number}"], signal.SIGKILL)
        until(lambda: all(book.get(each).state == "succeeded" for each in [job_id, *others]))
    assert book.get(job_id).attempts == 2
    assert (notes.count("begin", job_id), notes.count("end", job_id)) == (2, 1)
    assert notes.count("end") == 4
    assert told == [f"The job worker {number} ended: killed by SIGKILL. It is started again."]


@pytest.mark.parametrize("container", ["sqlite"], indirect=True)
def test_a_job_that_is_deaf_to_its_cancel_is_ended_with_its_process(book, processes, notes, until):
    told = []
    job_id = book.submit("deaf", "all", {"notes": str(notes.path)})
    with processes(1, told):
        until(lambda: notes.count("begin", job_id) == 1)
        book.cancel(job_id)
        until(lambda: book.get(job_id).state == "cancelled")
        after = book.submit("steps", "all", {"notes": str(notes.path)})
        until(lambda: book.get(after).state == "succeeded")
    assert told == ["The job worker 1 ended: its job didn't stop when it was cancelled. It is started again."]
    assert notes.count("begin", job_id) == 1
