"""The queue on SQLite, PostgreSQL and Redis: only job ids, and nothing lost with it."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from foresale.errors import EngineError, OptionError
from foresale.service.jobs.job_book import JobBook
from foresale.service.jobs.queue import JobQueue
from foresale.service.jobs.worker import Worker
from foresale.settings import Settings
from foresale.storage.database.tables import Table
from foresale.wiring import Wiring

IDS = [f"0000000{n}-0000-0000-0000-000000000000" for n in range(3)]


@pytest.fixture(params=["sqlite", "postgres", "redis"])
def queue_address(request, tmp_path):
    """Where an empty queue of each kind is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'queue.db'}"
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def queue(queue_address):
    opened = JobQueue(queue_address)
    while opened.take() is not None:
        pass
    yield opened
    opened.close()


def test_messages_come_out_once_in_their_order(queue, queue_address):
    for job_id in IDS:
        queue.put(job_id)
    other = JobQueue(queue_address)
    assert other.waiting() == frozenset(IDS)
    assert [other.take(), queue.take(), other.take(), queue.take()] == [*IDS, None]
    other.close()


def test_jobs_are_done_whichever_queue_wakes_the_worker(queue, queue_address, kinds, notes, pace, until):
    wiring = Wiring(Settings(home=notes.path.parent / "home", queue_url=queue_address))
    Table.metadata.create_all(wiring.engine)
    book = JobBook(wiring.engine, queue.put)
    worker = Worker(wiring, "ann", pace)
    working = threading.Thread(target=worker.run)
    working.start()
    announced = book.submit("steps", "all", {"notes": str(notes.path)})
    never_announced = JobBook(wiring.engine).submit("steps", "all", {"notes": str(notes.path)})
    until(lambda: {book.get(each).state for each in (announced, never_announced)} == {"succeeded"})
    worker.stop()
    working.join(10)
    wiring.close()
    assert notes.count("end") == 2


def test_a_message_holds_the_jobs_id_as_json_and_nothing_else(tmp_path):
    queue = JobQueue(f"sqlite:///{tmp_path / 'queue.db'}")
    queue.put(IDS[0])
    with sqlite3.connect(tmp_path / "queue.db") as connection:
        ((data,),) = connection.execute("SELECT data FROM task").fetchall()
    connection.close()
    queue.close()
    assert data == b'{"job": "%s"}' % IDS[0].encode()


@pytest.mark.parametrize("data", [b"cos\nsystem\n(S'true'\ntR.", b"[1]", b"\xff", b'{"job": "../x"}'])
def test_a_message_that_isnt_a_jobs_id_is_thrown_away(tmp_path, data):
    queue = JobQueue(f"sqlite:///{tmp_path / 'queue.db'}")
    assert queue.take() is None
    with sqlite3.connect(tmp_path / "queue.db") as connection:
        connection.execute("INSERT INTO task (queue, data) VALUES ('foresale', ?)", (data,))
    connection.close()
    assert queue.waiting() == frozenset()
    assert queue.take() is None
    queue.put(IDS[1])
    assert queue.take() == IDS[1]
    queue.close()


@pytest.mark.parametrize("wiring", ["sqlite"], indirect=True)
def test_a_job_is_kept_when_the_queue_cant_be_reached(wiring, caplog):
    book = JobBook(wiring.engine, JobQueue("redis://127.0.0.1:9/0").put)
    assert book.get(book.submit("steps", "all", {})).state == "queued"
    assert "waits for the next sweep" in caplog.text


def test_a_queue_that_cant_be_says_so():
    with pytest.raises(OptionError, match="is no queue"):
        JobQueue("mysql://host/jobs").take()
    for address in ("redis://127.0.0.1:9/0", "postgresql://127.0.0.1:9/none"):
        with pytest.raises(EngineError, match="can't be reached"):
            JobQueue(address).take()
