"""Logs: one line an event, for machines or people, with nothing in them that is secret or personal."""

from __future__ import annotations

import errno
import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import orjson
import structlog
from structlog.typing import Processor

HIDDEN = "[hidden]"
_SECRET_NAME = re.compile(
    r"passw|secret|token|authorization|cookie|api.?key|credential|e.?mail|\bbody\b", re.IGNORECASE
)
_SECRET_TEXT = re.compile(
    r"(?:fsk|frt|fst|fsc)_[\w-]{8,}"  # our keys, refresh tokens, tickets and cookies
    r"|eyJ[\w-]+\.[\w-]*\.[\w-]*"  # access tokens
    r"|(?<=://)[^/\s@:]*:[^/\s@]+(?=@)"  # a password in an address
    r"|(?i:bearer)\s+[^\s,;]+"
    r"|[^\s@<>\"'=(,;:/]+@[^\s@<>\"'),;/]+\.[^\s@<>\"'),;/]+"  # e-mail addresses
)


def configure_logs(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send this process's logs, and those of the libraries in it, to one place in one form.

    Args:
        level: The least that is logged: debug, info, warning or error.
        form: `json` for machines, `text` for people.
        stream: Where to; by default standard error.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _faults_without_words,
        hide_secrets,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(serializer=_as_json)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    out = stream or sys.stderr
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=stream is None,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide_secrets, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.INFO))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        theirs = logging.getLogger(name)
        theirs.handlers.clear()
        theirs.propagate = True
    for name in ("httpx", "httpcore", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_without_sockets)
    # Our own line says more, and less of what it shouldn't: theirs has the query.
    logging.getLogger("uvicorn.access").disabled = True


def _without_sockets(record: logging.LogRecord) -> bool:
    """Leave out the server's own lines of WebSockets: they have the address with its query."""
    return "WebSocket %s" not in str(record.msg)


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide what should never have been logged: the last net, not the first."""
    for name, value in event.items():
        if _SECRET_NAME.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str) and not name.startswith("_"):
            event[name] = _SECRET_TEXT.sub(HIDDEN, value)
    return event


def kind_of(error: BaseException) -> str:
    """What kind of error it is, and which of the system's, without its words.

    Args:
        error: What was raised.

    Examples:
        >>> kind_of(OSError(28, "No space left on device")), kind_of(KeyError("name"))
        ('OSError ENOSPC', 'KeyError')
    """
    kind = type(error).__name__
    number = error.errno if isinstance(error, OSError) else None
    name = None if number is None else errno.errorcode.get(number)
    return kind if name is None else f"{kind} {name}"


def where_it_failed(error: BaseException) -> list[str]:
    """The path an error took through the code, without the values in its words.

    Args:
        error: What was raised.
    """
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return [
        f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames
    ]


def _faults_without_words(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Errors by kind and place: their words may hold a row of the database."""
    shown = event.pop("exc_info", None)
    error = shown[1] if isinstance(shown, tuple) else shown if isinstance(shown, BaseException) else None
    if shown is True:
        error = sys.exc_info()[1]
    if error is not None:
        event["error"], event["where"] = kind_of(error), where_it_failed(error)
    return event


def _as_json(event: Any, **_options: Any) -> str:
    return orjson.dumps(event, default=str).decode()
