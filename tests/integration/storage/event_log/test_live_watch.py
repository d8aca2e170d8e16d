"""The live path is watched: an alert while nobody numbers events, and old events go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.service.jobs.retention import EventRetention
from foresale.storage.database.event_log.append import LOG, NewEvent, append
from foresale.storage.database.monitoring.live_watch import STALLED, LiveWatch, live_state
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
    assert (state.waiting, 119 < state.oldest_seconds < 180) == (2, True)
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
