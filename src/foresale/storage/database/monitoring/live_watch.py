"""Sees that the live path goes on, and raises an alert where it doesn't."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from foresale.storage.database.event_log.sequence import waiting_since
from foresale.storage.database.live_leases import LeaseState, lease_states
from foresale.storage.database.monitoring.alerts import settle_alerts
from foresale.storage.database.tables.base import utc_now
from foresale.workflows.monitoring.monitor import Finding

STALLED = "live_stalled"
PATIENCE_SECONDS = 30.0
"""An event that waits longer for its place means that nobody numbers them."""
_EVERY_SECONDS = 10.0


@dataclass(frozen=True)
class LiveState:
    """How the live path does.

    Attributes:
        waiting: Kept events without a place.
        oldest_seconds: For how long the oldest of them waits.
        leases: Who runs which loop.
        at: When it was looked at.
    """

    waiting: int
    oldest_seconds: float
    leases: Sequence[LeaseState]
    at: datetime


def live_state(connection: Connection) -> LiveState:
    """How the live path does now.

    Args:
        connection: An open transaction.
    """
    now = utc_now()
    count, oldest = waiting_since(connection)
    age = 0.0 if oldest is None else max((now - oldest).total_seconds(), 0.0)
    return LiveState(count, age, lease_states(connection), now)


class LiveWatch:
    """Raises an alert while events wait too long for their places, and resolves it afterwards.

    Args:
        engine: The system of record.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._next = 0.0
        self._may_be_open = True

    def look_if_due(self) -> None:
        """Look, unless it was done just now."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY_SECONDS
            self.look()

    def look(self) -> None:
        """Raise or resolve the alert."""
        with self._engine.connect().execution_options(writes=False) as connection:
            state = live_state(connection)
        is_stalled = state.oldest_seconds > PATIENCE_SECONDS
        if not is_stalled and not self._may_be_open:
            return
        message = (
            f"{state.waiting:,} events wait for their places in the event log, the oldest for "
            f"{state.oldest_seconds:.0f} seconds: the live feed stands still. Is the process 'live path' up?"
        )
        found = Finding(STALLED, "event log", message, state.oldest_seconds, PATIENCE_SECONDS)
        with Session(self._engine) as session, session.begin():
            settle_alerts(session, [STALLED], [found] if is_stalled else [], state.at)
        self._may_be_open = is_stalled
