"""Writers on SQLite take turns in the order in which they came, and none is kept waiting for ever."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from foresale.storage.database.engine import writer_queue
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.engine.writer_queue import WriterQueue


def until_waiting(queue: WriterQueue, count: int) -> None:
    deadline = time.monotonic() + 5
    while len(queue._waiting) < count and time.monotonic() < deadline:
        time.sleep(0.001)


def test_turns_come_in_the_order_of_asking():
    queue, served = WriterQueue(), []

    def write(name: int) -> None:
        assert queue.enter(10)
        served.append(name)
        queue.leave()

    assert queue.enter(0)
    threads = [threading.Thread(target=write, args=(name,)) for name in range(20)]
    for count, thread in enumerate(threads, 1):
        thread.start()
        until_waiting(queue, count)
    queue.leave()
    for thread in threads:
        thread.join(10)
    assert served == list(range(20))
    assert queue.enter(0)


def test_who_waits_too_long_leaves_the_queue():
    queue = WriterQueue()
    assert queue.enter(0)
    assert not queue.enter(0.01)
    queue.leave()
    assert queue.enter(0)


@pytest.fixture
def engine(tmp_path: Path):
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE t (n INTEGER)"))
    yield engine
    engine.dispose()


def write(engine: sa.Engine, number: int) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO t VALUES (:n)"), {"n": number})


def test_a_turn_ends_with_its_transaction_however_that_ends(engine):
    write(engine, 1)
    with pytest.raises(OperationalError), engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO nothing VALUES (1)"))
    with engine.connect() as connection:  # given back without a word
        connection.execute(sa.text("INSERT INTO t VALUES (2)"))
    connection = engine.connect()
    connection.execute(sa.text("INSERT INTO t VALUES (3)"))
    connection.invalidate()
    connection.close()
    write(engine, 4)
    with engine.connect() as connection:
        assert connection.scalars(sa.text("SELECT n FROM t ORDER BY n")).all() == [1, 4]


def test_readers_wait_for_nobody_and_a_writer_of_another_process_is_waited_for(
    engine, tmp_path: Path, monkeypatch
):
    other = connect(f"sqlite:///{tmp_path / 'a.db'}")  # as another process has it: with a queue of its own
    held = other.connect()
    held.execute(sa.text("INSERT INTO t VALUES (1)"))
    with engine.connect().execution_options(writes=False) as reader:
        assert reader.scalars(sa.text("SELECT n FROM t")).all() == []
    monkeypatch.setattr(writer_queue, "BUSY_SECONDS", 0.05)
    with pytest.raises(OperationalError, match="locked"):
        write(engine, 2)
    monkeypatch.setattr(writer_queue, "BUSY_SECONDS", 10)
    waiting = threading.Thread(target=write, args=(engine, 3))
    waiting.start()
    time.sleep(0.05)
    held.commit()
    held.close()
    waiting.join(10)
    with other.connect() as connection:
        assert connection.scalars(sa.text("SELECT n FROM t ORDER BY n")).all() == [1, 3]
    other.dispose()
