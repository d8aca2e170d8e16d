"""The live path is watched: an alert while nobody numbers events, and old events go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.service.jobs.retention import EventRetention
from foresale.service.kafka.loops import kafka_loops
from foresale.service.live.loop_report import list_expected_loops
from foresale.service.live.loops import loops_of
from foresale.service.live.metrics import live_page
from foresale.settings import Settings
from foresale.storage.database.event_log.append import LOG, NewEvent, append
from foresale.storage.database.event_log.sequence import number_events
from foresale.storage.database.inbox.letters import LETTERS, NewLetter, keep_letters
from foresale.storage.database.inbox.offsets import begin_offset
from foresale.storage.database.live_leases import Leases, LoopProblem
from foresale.storage.database.monitoring.live_state import ExpectedLive, live_state
from foresale.storage.database.monitoring.live_watch import STALLED, LiveWatch
from foresale.storage.database.sql.column_types import UtcTime
from foresale.storage.database.tables.outlook import AlertRow


def alerts(engine: sa.Engine) -> list[tuple[str, bool]]:
    with Session(engine) as session:
        rows = session.scalars(sa.select(AlertRow).order_by(AlertRow.id))
        return [(row.kind, row.resolved_at is None) for row in rows]


def test_events_that_wait_too_long_for_their_places_raise_an_alert_that_goes_with_them(
    database: sa.Engine,
) -> None:
    watch = LiveWatch(database)
    watch.look()
    assert alerts(database) == []
    with database.begin() as connection:
        append(connection, [NewEvent("stock", {}), NewEvent("stock", {})])
        connection.execute(sa.update(LOG).values(seq=None, at=datetime.now(UTC) - timedelta(minutes=2)))
        state = live_state(connection)
    assert (state.waiting, 119 < state.oldest_seconds < 600) == (2, True)
    for _ in range(2):
        watch.look()
        assert alerts(database) == [(STALLED, True)]
    with database.begin() as connection:
        connection.execute(sa.delete(LOG))
    watch.look()
    assert alerts(database) == [(STALLED, False)]


def test_events_older_than_the_setting_says_are_forgotten(database: sa.Engine) -> None:
    retention = EventRetention(database, keep_hours=72)
    with database.begin() as connection:
        append(connection, [NewEvent("stock", {}) for _ in range(3)])
        rows = connection.execute(sa.select(LOG.c.id).order_by(LOG.c.id)).scalars().all()
        for place, (number, hours) in enumerate(zip(rows, (80, 73, 71), strict=True), start=1):
            at = datetime.now(UTC) - timedelta(hours=hours)
            connection.execute(sa.update(LOG).where(LOG.c.id == number).values(seq=place, at=at))
    assert retention.forget() == 2
    assert retention.forget() == 0
    with database.connect() as connection:
        assert connection.execute(sa.select(LOG.c.seq)).scalars().all() == [3]


def test_each_fault_of_the_live_path_raises_an_alert_that_goes_with_it(database: sa.Engine) -> None:
    watched = ExpectedLive(["sequencer", "kafka_relay"], "event_log/relay", {"alert"})
    watch = LiveWatch(database, watched)
    leases = Leases(database, "here", lambda: datetime.now(UTC) + timedelta(hours=1))  # they outlast the test
    watch.look(is_new=True)
    assert alerts(database) == []
    watch.look()
    assert alerts(database) == [("live_loop_down", True)] * 2
    held = [leases.take(name) for name in watched.loops]
    assert None not in held
    watch.look()
    assert alerts(database) == [("live_loop_down", False)] * 2
    long_ago = datetime.now(UTC) - timedelta(minutes=20)
    stuck = LoopProblem("Kafka's brokers take no events.", Reason("sales_not_stored", name="sales"))
    leases.tell_problem("kafka_relay", stuck)
    with database.begin() as connection:
        table = sa.table("live_leases", sa.column("failing_since", UtcTime()), sa.column("lag"))
        connection.execute(sa.update(table).values(failing_since=long_ago, lag=60_000))
        append(connection, [NewEvent("alert", {}), NewEvent("sale", {})])
        number_events(connection)
        connection.execute(sa.update(LOG).values(at=long_ago))
        keep_letters(connection, [NewLetter("stream", "c/1/0", "{}", "It has no product.")])
        state = live_state(connection, watched)
    assert [(one.name, one.is_running, one.lag, one.problem) for one in state.loops] == [
        ("sequencer", True, 60_000, None),
        ("kafka_relay", True, 60_000, "Kafka's brokers take no events."),
    ]
    assert 1199 < state.unsent_seconds < 1800
    assert (state.letters, state.oldest_letter_seconds < 600) == ({"open": 1, "waiting": 0}, True)
    watch.look()
    wanted = {"live_loop_failing", "live_behind", "live_unsent", "dead_letters"}
    assert {kind for kind, is_open in alerts(database) if is_open} == wanted
    with Session(database) as session:
        failing = session.scalars(sa.select(AlertRow).where(AlertRow.kind == "live_loop_failing")).one()
        assert (failing.subject, failing.reason) == ("kafka_relay", "sales_not_stored")
        assert failing.arguments == {"name": "sales"}
    for lease in held:
        assert lease is not None
        assert leases.renew(lease, 0, None)
    with database.begin() as connection:
        connection.execute(sa.delete(LOG))
        connection.execute(sa.update(LETTERS).values(state="dismissed"))
    watch.look()
    assert not any(is_open for _, is_open in alerts(database))


def test_loops_that_the_settings_want_are_those_that_run(tmp_path: Path) -> None:
    stated = (
        {},
        {"kafka_servers": "k:9092", "kafka_consumers": 3},
        {"kafka_servers": "k:9092", "kafka_sales_topic": None, "kafka_relay": False},
    )
    for named in stated:
        container = Container(Settings(home=tmp_path, **named))
        running = [loop.name for loop in (*loops_of(container), *kafka_loops(container))]
        assert list_expected_loops(container.settings) == running


def test_metrics_name_loops_letters_and_streams(database: sa.Engine) -> None:
    Leases(database, "here").take("sequencer")
    with database.begin() as connection:
        keep_letters(connection, [NewLetter("stream", "c/1/0", "{}", "It has no product.")])
        begin_offset(connection, "sales/foresale/0", 42)
    page = live_page(database, ExpectedLive(["sequencer", "late sales"])).decode()
    assert 'foresale_live_lease_seconds{loop="late sales"} -Inf' in page
    assert 'foresale_live_loop_failing_seconds{loop="sequencer"} 0.0' in page
    assert 'foresale_live_dead_letters{state="open"} 1.0' in page
    assert 'foresale_live_stream_offset{stream="sales/foresale/0"} 42.0' in page
