"""Holds that nobody works on files, or asks other servers or databases, while writing to the database.

Others would wait for the end of that: SQLite has one writer at a time.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlalchemy import Engine, event

REQUEST: ContextVar[object | None] = ContextVar("request", default=None)
"""Which request a thread works for."""
_WRITING: dict[int, tuple[object, int | None]] = {}
"""Who has a writing transaction, and the server's port: by connection."""

_ENGINES: WeakSet[Any] = WeakSet()
"""That are watched; MLflow has others."""

_FILE_EVENTS = frozenset({"open", "os.remove", "os.rename", "os.listdir", "os.scandir", "os.mkdir"})
_OTHERS = frozenset({"subprocess.Popen", "os.posix_spawn", "http.client.connect", "http.client.send"})
"""What is sent counts too, as the connection may be an old one."""
_CODE = (
    sys.prefix, sys.base_prefix, str(Path(__file__).parents[1] / "src"),
    "/usr/share/zoneinfo", "/etc", "/dev", "/proc",
    # MariaDB takes many rows at once as a file alone.
    str(Path(tempfile.gettempdir()) / "foresale-rows-"), "rows.csv",
)  # fmt: skip


class FileWorkError(AssertionError):
    """Something was done in a writing transaction that isn't writing."""


class Marked:
    """Tells requests apart whose work several threads do."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, marked."""
        REQUEST.set(object())
        await self._app(scope, receive, send)


def forbid_file_work(engine: Any) -> None:
    """From now on, let such work in writing transactions of an engine fail."""
    _install()
    port = engine.url.port
    _ENGINES.add(engine)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if connection.get_execution_options().get("writes", True):
            _WRITING[id(connection)] = (_who(), port)

    @event.listens_for(engine, "commit")
    @event.listens_for(engine, "rollback")
    def _end(connection: Any) -> None:
        _WRITING.pop(id(connection), None)


def _check_database(connection: Any, *_: Any) -> None:
    if not any(who == _who() for who, _ in list(_WRITING.values())):
        return
    if all(connection.engine.pool is not engine.pool for engine in _ENGINES):
        raise FileWorkError(f"{connection.engine.url.database} is asked in a writing transaction of another")


def _who() -> object:
    return REQUEST.get() or threading.get_ident()


def _check(name: str, arguments: tuple[Any, ...]) -> None:
    if not _WRITING:
        return
    port = next((port for who, port in list(_WRITING.values()) if who == _who()), 0)
    if port == 0:
        return
    if name in _FILE_EVENTS:
        place = arguments[0] if arguments else None
        if isinstance(place, str | Path) and not str(place).startswith(_CODE):
            raise FileWorkError(f"{name} of {place} in a writing transaction")
    elif name in _OTHERS or (name == "socket.connect" and port not in arguments[1]):
        raise FileWorkError(f"{name} in a writing transaction")


_INSTALLED: list[bool] = []


def _install() -> None:
    if not _INSTALLED:
        _INSTALLED.append(True)
        sys.addaudithook(_check)
        event.listen(Engine, "before_cursor_execute", _check_database)
