"""Hearing that the event log has grown, as soon and as cheaply as the database allows."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from foresale.storage.database.event_log.read import log_reach

_CHANNEL = "foresale_event_log"
_LOOK_SECONDS = {"sqlite": 0.01, "mysql": 0.025}
_IDLE_LOOK_SECONDS = {"sqlite": 0.025, "mysql": 0.1}
"""Between two looks, while something happens and once nothing did for a second."""
_QUIET_SECONDS = 1.0
_POLL_SECONDS = 0.25
"""PostgreSQL is looked at so often all the same: a pooler may swallow what it announces."""


def announce(connection: sa.Connection) -> None:
    """Wake who watches, once the transaction is kept; on PostgreSQL, as elsewhere a look costs as little.

    Only the sequencer does so: commits that announce something wait for one another.

    Args:
        connection: The transaction that numbers events.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"NOTIFY {_CHANNEL}")


class LogWatch:
    """Watches the log from one thread, over a connection of its own.

    Args:
        engine: The system of record.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._kind = engine.dialect.name
        self._connection: sa.Connection | None = None
        self._raw: sa.PoolProxiedConnection | None = None
        self._version: object = None
        self._grown_at = time.monotonic()

    def __enter__(self) -> Self:
        if self._kind == "sqlite":
            self._raw = self._engine.raw_connection()
            return self
        quiet = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection = quiet.connect()
        if self._kind == "postgresql":
            self._connection.exec_driver_sql(f"LISTEN {_CHANNEL}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection for good: one that listens isn't for others."""
        if self._raw is not None:
            self._raw.invalidate()
            self._raw = None
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def wait(self, seconds: float) -> bool:
        """Return once the log may have grown, with True, or after some seconds.

        Args:
            seconds: How long at most.
        """
        until = time.monotonic() + seconds
        if self._kind == "postgresql":
            return self._wait_for_notice(min(seconds, _POLL_SECONDS))
        while not self._has_grown():
            left = until - time.monotonic()
            if left <= 0:
                return False
            is_quiet = time.monotonic() - self._grown_at > _QUIET_SECONDS
            looks = _IDLE_LOOK_SECONDS if is_quiet else _LOOK_SECONDS
            time.sleep(min(looks[self._kind], left))
        self._grown_at = time.monotonic()
        return True

    def _wait_for_notice(self, seconds: float) -> bool:
        driver: Any = self._open.connection.driver_connection
        for _ in driver.notifies(timeout=seconds, stop_after=1):
            pass
        return True  # whether something was heard or a look is due

    def _has_grown(self) -> bool:
        version: object
        if self._raw is not None:  # outside of any transaction, in which nothing would change
            cursor = self._raw.cursor()
            version = cursor.execute("PRAGMA data_version").fetchone()[0]
            cursor.close()
        else:
            version = log_reach(self._open).last_seq
        has_grown, self._version = version != self._version, version
        return has_grown

    @property
    def _open(self) -> sa.Connection:
        if self._connection is None:
            raise RuntimeError("the watch isn't open")
        return self._connection
