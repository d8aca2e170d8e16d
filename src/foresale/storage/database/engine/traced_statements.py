"""A span for each statement that a database is asked, inside the work that asks for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from foresale.tracing import begin_part, is_tracing

MAX_TEXT = 1000
_OPEN = "foresale.open_spans"


def trace_statements(engine: Engine) -> None:
    """Make spans of an engine's statements while traces are made; parameters are left out.

    Args:
        engine: The database.
    """
    if is_tracing():
        event.listen(engine, "before_cursor_execute", _begin)
        event.listen(engine, "after_cursor_execute", _end)
        event.listen(engine, "handle_error", _fail)


def _begin(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, is_many: bool
) -> None:
    kind = statement.lstrip().partition(" ")[0].upper()[:20]
    told = {"db.system.name": connection.dialect.name, "db.operation.name": kind,
            "db.query.text": statement[:MAX_TEXT], "db.operation.many": bool(is_many)}  # fmt: skip
    connection.info.setdefault(_OPEN, []).append(begin_part(kind, told))


def _end(
    connection: Connection, _cursor: Any, _statement: str, _parameters: Any, _context: Any, _is_many: bool
) -> None:
    _close(connection, None)


def _fail(failure: ExceptionContext) -> None:
    if failure.connection is not None:
        _close(failure.connection, type(failure.original_exception).__name__)


def _close(connection: Connection, why: str | None) -> None:
    waiting = connection.info.get(_OPEN)
    span = waiting.pop() if waiting else None
    if span is not None:
        if why is not None:
            span.set_attribute("error.type", why)
        span.end()
