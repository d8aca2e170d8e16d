"""A worker that leaves trainings to the others: what is quick never waits for what takes minutes."""

from __future__ import annotations

import threading
import time

import pytest

from foresale.service.jobs.job import QUEUED, SUCCEEDED
from foresale.service.jobs.worker import Worker
from foresale.service.processes.parts import SettingsSource, worker_parts


def test_a_light_worker_does_what_is_quick_and_leaves_a_training(
    container, book, kinds, notes, timings, until
):
    training = book.submit("train", "daily.all", {})
    quick = [book.submit("steps", f"s{number}", {"notes": str(notes.path)}) for number in range(3)]
    worker = Worker(container, "light", timings, is_light=True)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        until(lambda: all(book.get(job_id).state == SUCCEEDED for job_id in quick))
        time.sleep(4 * timings.poll)
        assert book.get(training).state == QUEUED
    finally:
        worker.stop()
        thread.join(120)


@pytest.mark.parametrize(("count", "light"), [(1, []), (2, [1]), (4, [1])])
def test_one_of_several_workers_of_a_service_is_light_and_a_single_one_does_all(count, light):
    parts = worker_parts(SettingsSource(), count, with_light=True)
    assert [number for number, part in enumerate(parts, 1) if "--light" in part.command] == light
    assert not any("--light" in part.command for part in worker_parts(SettingsSource(), count))
