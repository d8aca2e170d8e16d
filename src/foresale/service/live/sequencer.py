"""The loop that gives events their places, so that readers miss none."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from foresale.service.live.loop_report import SEQUENCER, LoopReport
from foresale.service.live.poll_interval import PollInterval
from foresale.storage.database.event_log.sequence import (
    is_waiting,
    number_events,
    numbering_engine,
    waiting_since,
)
from foresale.storage.database.event_log.watch import announce
from foresale.storage.database.live_leases import Lease
from foresale.tracing import Span


class Sequencer:
    """Numbers events whose transactions were kept; readers see them from then on.

    On SQLite writers do that themselves, and this looks after what came with a backup of another database.

    Args:
        engine: The system of record.
    """

    name = SEQUENCER

    def __init__(self, engine: Engine) -> None:
        self._engine = numbering_engine(engine)
        self._look: Connection | None = None
        is_idle = engine.dialect.name == "sqlite"
        self.pace = PollInterval(1.0, 10.0) if is_idle else PollInterval(0.01, 0.1)

    def run_once(self, lease: Lease) -> bool:
        """Number what is there.

        Args:
            lease: Two at once would do no harm: they'd wait for each other, and hold up others.
        """
        if not self._is_waiting():
            return False
        with Span("number events") as span, self._engine.begin() as connection:
            lease.check(connection)
            count = number_events(connection)
            announce(connection)
            span.note({"foresale.events": count})
        return count > 0

    def report(self) -> LoopReport:
        """How many kept events have no place yet."""
        with self._engine.connect().execution_options(writes=False) as connection:
            return LoopReport(waiting_since(connection)[0])

    def close(self) -> None:
        """Let go of the connection that looks."""
        if self._look is not None:
            self._look.close()
            self._look = None

    def _is_waiting(self) -> bool:
        """Look, in one round trip where there is a server."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect().execution_options(writes=False) as connection:
                return is_waiting(connection)
        if self._look is None:
            self._look = self._engine.execution_options(isolation_level="AUTOCOMMIT").connect()
        return is_waiting(self._look)
