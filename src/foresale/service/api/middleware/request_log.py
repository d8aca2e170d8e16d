"""Every request leaves a line in the log, a count, and an id by which to ask about it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foresale.errors import DiskFullError
from foresale.service.api.kit.access import caller_of
from foresale.service.api.kit.problems import REQUEST_ID, fault_answer, problem_answer
from foresale.service.api.middleware.metrics import Metrics
from foresale.service.api.middleware.security_headers import safer
from foresale.service.logs import kind_of, where_it_failed
from foresale.storage.outages import is_disk_full
from foresale.tracing import Span, is_tracing

_SANE = re.compile(rb"[A-Za-z0-9._-]{8,36}")
STREAMED = "foresale.streamed"
"""In the scope of a request whose answer goes on for as long as somebody listens."""
_UNTRACED = ("/api/health", "/api/metrics")
"""What machines ask every few seconds."""
_NO_ROUTE = "(none)"
_LEFT = 499
"""What is noted where the caller left before the answer, as nginx has it."""

Paths = Mapping[Callable[..., Any] | None, str]


class RequestLogMiddleware:
    """Gives each request its id, catches what nobody else did, and notes how it went.

    The line holds the route and not the address with its query, the user's number and not their name.

    Args:
        app: What comes next.
        metrics: Counts.
        paths: Each route's path, by its function.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, paths: Paths) -> None:
        self._app, self._metrics, self._paths = app, metrics, paths
        self._log = structlog.get_logger("foresale.api")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = scope[REQUEST_ID] = _id_of(scope)
        status = 0

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "websocket.accept":
                status = 101
            elif message["type"] in ("http.response.start", "websocket.http.response.start"):
                status = message["status"]
                headers = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
                message = {**message, "headers": safer(headers, scope)}
            await send(message)

        is_asked_for = not scope["path"].startswith(_UNTRACED)
        span = Span("request", parent=_parent_of(scope), is_server=True, is_on=is_asked_for)
        with span, structlog.contextvars.bound_contextvars(request=request_id, **_trace_of(span)):
            try:
                await self._app(scope, receive, note)
            except Exception as error:
                # The last resort: whatever it was, the caller gets an answer and the log the reason.
                is_full = is_disk_full(error)
                what = "disk full" if is_full else "fault"
                self._log.error(what, error=kind_of(error), where=where_it_failed(error))
                if status or scope["type"] == "websocket":
                    raise
                answer = problem_answer(scope, DiskFullError()) if is_full else fault_answer(scope)
                await answer(scope, receive, note)
            finally:
                self._note(scope, status, time.perf_counter() - began, span)

    def _note(self, scope: Scope, status: int, seconds: float, span: Span) -> None:
        status = status or _LEFT
        path = self._paths.get(scope.get("endpoint"), _NO_ROUTE)
        method = scope.get("method", "WS") if path != _NO_ROUTE else _NO_ROUTE
        span.rename(f"{method} {path}")
        span.note({"http.request.method": method, "http.route": path, "http.response.status_code": status})
        if status >= 500:
            span.fail(str(status))
        # How long somebody listened isn't how long an answer took.
        is_stream = status == 101 or STREAMED in scope
        self._metrics.count(method, path, status, None if is_stream else seconds)
        caller = caller_of(scope)
        self._log.info(
            "request",
            method=method,
            path=path,
            status=status,
            ms=round(seconds * 1000, 2),
            user=None if caller is None else caller.user_id,
            key=None if caller is None else caller.api_key_id,
        )


def _parent_of(scope: Scope) -> str | None:
    if not is_tracing():
        return None
    found = (value for name, value in scope["headers"] if name == b"traceparent")
    return next((value.decode("latin-1") for value in found), None)


def _trace_of(span: Span) -> dict[str, str]:
    return {} if span.trace_id is None else {"trace": span.trace_id}


def _id_of(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _SANE.fullmatch(value):
            return str(value.decode())
    return os.urandom(16).hex()
