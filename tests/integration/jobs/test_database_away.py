"""A database that goes while a job runs, and comes back: the job is done in the end, without any help."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from foresale.container import Container
from foresale.service.jobs.worker import Worker
from foresale.settings import Settings
from wire import Wire


@pytest.fixture
def far_worker(container, kinds, timings, tmp_path):
    """A worker at work behind a wire that can be cut, and the wire."""
    address = sa.make_url(container.settings.database_address)
    wire = Wire(int(address.port or 0))
    reached = address.set(host="127.0.0.1", port=wire.port).render_as_string(hide_password=False)
    parts = Container(Settings(home=tmp_path / "elsewhere", database_url=reached))
    worker = Worker(parts, "ann", timings)
    thread = threading.Thread(target=worker.run)
    thread.start()
    yield wire
    wire.mend()
    worker.stop()
    thread.join(60)
    parts.close()
    wire.close()
    assert not thread.is_alive()


@pytest.mark.parametrize("container", ["postgres", "mariadb"], indirect=True)
@pytest.mark.parametrize("seconds", [0.5, 4.0], ids=["a moment", "longer than its lease"])
def test_a_job_is_done_once_its_database_is_back(far_worker, book, notes, until, seconds):
    job_id = book.submit("steps", "all", {"notes": str(notes.path), "steps": 50, "seconds": 0.03})
    until(lambda: notes.count("begin", job_id) == 1)
    far_worker.cut()
    time.sleep(seconds)
    far_worker.mend()
    until(lambda: book.get(job_id).state == "succeeded")
    assert book.get(job_id).result == {"counted": 50}
    following = book.submit("steps", "all", {"notes": str(notes.path)})
    until(lambda: book.get(following).state == "succeeded")
