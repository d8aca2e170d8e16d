"""The sequencer as it runs: events get their places within moments, and its place is taken when it ends."""

from __future__ import annotations

import json
import threading
import time

import sqlalchemy as sa

from foresale.service.live.runner import LiveLoops
from foresale.service.live.sequencer import Sequencer
from foresale.storage.database.event_log.append import LOG, NewEvent, append
from foresale.storage.database.event_log.read import events_after
from foresale.storage.database.event_log.watch import LogWatch
from foresale.storage.database.live_leases import Leases


def running(engine: sa.Engine, name: str) -> LiveLoops:
    loops = LiveLoops([Sequencer(engine)], Leases(engine, name))
    loops.start()
    return loops


def test_four_writers_and_a_reader_that_asks_after_the_last_lose_and_repeat_nothing(
    database: sa.Engine,
) -> None:
    loops, each = running(database, "one"), 60
    is_over = threading.Event()

    def write(writer: int) -> None:
        for number in range(each):
            with database.begin() as connection:
                append(connection, [NewEvent("stock", {"writer": writer, "number": number})])
                time.sleep(0.003 * (writer % 2))  # so that they end in another order than they began

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for writer in writers:
        writer.start()
    seen: list[tuple[int, int]] = []
    places: list[int] = []
    until = time.monotonic() + 120
    with LogWatch(database) as watch:
        while len(seen) < 4 * each and time.monotonic() < until:
            with database.connect().execution_options(writes=False) as connection:
                found = events_after(connection, places[-1] if places else 0)
            places += [event.seq for event in found]
            told = [json.loads(event.payload) for event in found]
            seen += [(event["writer"], event["number"]) for event in told]
            watch.wait(0.05)
    is_over.set()
    for writer in writers:
        writer.join()
    loops.stop()
    assert loops.join(60)
    assert places == list(range(1, 4 * each + 1))
    for writer in range(4):
        assert [number for own, number in seen if own == writer] == list(range(each))


def test_another_process_goes_on_when_the_one_that_numbers_ends(database: sa.Engine) -> None:
    first = running(database, "one")
    first.stop()
    assert first.join(60)
    with database.begin() as connection:
        append(connection, [NewEvent("stock", {})])
        connection.execute(sa.update(LOG).values(seq=None))  # as a backup of a server's database brings it
    second = running(database, "two")
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with database.connect().execution_options(writes=False) as connection:
            if events_after(connection, 0):
                break
        time.sleep(0.02)
    else:
        raise AssertionError("nobody numbered it")
    second.stop()
    assert second.join(60)


def test_a_watch_returns_at_once_when_the_log_grows_and_in_time_when_it_does_not(database: sa.Engine) -> None:
    if database.dialect.name == "postgresql":
        loops = running(database, "one")
    with LogWatch(database) as watch:
        watch.wait(0)
        began = time.monotonic()
        watch.wait(0.1)
        assert 0.05 < time.monotonic() - began < 20
        if database.dialect.name == "sqlite":
            with database.begin() as connection:
                append(connection, [NewEvent("stock", {})])
            assert watch.wait(5)
    if database.dialect.name == "postgresql":
        loops.stop()
        assert loops.join(60)
