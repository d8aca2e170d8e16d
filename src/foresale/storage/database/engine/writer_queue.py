"""One writer after the other on SQLite, first come first served.

SQLite itself lets those who find it locked sleep and try again, each for longer than the last time: of many
at once some are overtaken until their patience ends.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from typing import Any

from sqlalchemy import Engine, event

BUSY_SECONDS = 30
"""How long a writer waits for the others."""
_POLL_SECONDS = 0.001
MAX_TURNS = 8
"""Transactions of one process in a row; then another process has a moment to come in."""
_TURN = "foresale.writes"


class WriterQueue:
    """The writers of a process, in the order in which they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_busy = False
        self._turns = 0

    def enter(self, seconds: float) -> bool:
        """Wait for one's turn; answers whether it came in time.

        Args:
            seconds: The most to wait.
        """
        with self._lock:
            if not self._is_busy:
                self._is_busy, self._turns = True, 0
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._lock:
            if mine.is_set():  # in the last moment
                return True
            self._waiting.remove(mine)
            return False

    def leave(self) -> None:
        """Let the next one in."""
        with self._lock:
            self._turns += 1
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_busy = False

    def rest(self) -> None:
        """Wait a moment where this process had many turns in a row."""
        if self._turns >= MAX_TURNS:
            self._turns = 0
            time.sleep(2 * _POLL_SECONDS)


def queue_writers(engine: Engine) -> None:
    """Let the writers of an engine wait for each other in a queue.

    Args:
        engine: Of a SQLite file; nobody has connected yet.
    """
    queue = WriterQueue()

    def begin(connection: Any) -> None:
        # Writers say so at once (option `writes`): a reader that turns writer may find it is too late.
        if not connection.get_execution_options().get("writes", True):
            connection.exec_driver_sql("BEGIN")
            return
        deadline = time.monotonic() + BUSY_SECONDS
        in_turn = queue.enter(BUSY_SECONDS)
        try:
            if not (in_turn and _begin_soon(connection.connection.dbapi_connection, queue, deadline)):
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # the last try, whose failure is told
        except BaseException:
            if in_turn:
                queue.leave()
            raise
        if in_turn:
            connection.info[_TURN] = True

    def end(connection: Any) -> None:
        if not connection.invalidated and connection.info.pop(_TURN, False):
            queue.leave()

    def give_back(_connection: Any, record: Any, *_why: Any) -> None:
        if record.info.pop(_TURN, False):
            queue.leave()

    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", end)
    event.listen(engine, "rollback", end)
    for ended in ("checkin", "invalidate", "soft_invalidate"):
        event.listen(engine.pool, ended, give_back)


def _begin_soon(connection: Any, queue: WriterQueue, deadline: float) -> bool:
    """Begin to write as soon as no other process does; answers whether that was in time."""
    queue.rest()
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
            else:
                return True
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL_SECONDS)
    finally:
        connection.execute(f"PRAGMA busy_timeout={1000 * BUSY_SECONDS}")
