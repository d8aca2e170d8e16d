"""Connections end in time: a request that trickles in, or too many of them, take nobody else's place."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

if TYPE_CHECKING:
    from foresale.settings import Settings

BODY_SECONDS = 30.0
BODY_BYTES_A_SECOND = 1000.0
"""A body may take so long before, and so long for each of its bytes: a slow line isn't an attack."""
READER_SECONDS = 60.0
"""How long a reader may leave an answer lying."""

_CLOSE = b"content-type: application/problem+json\r\nconnection: close\r\n"


@dataclass(frozen=True)
class ConnectionLimits:
    """What connections may cost.

    Attributes:
        connections: Open at once, in one process.
        header_seconds: Until a request's headers are there.
        body_seconds: What a body may take on top of its bytes at the slowest speed.
        reader_seconds: How long a reader may leave an answer lying.
    """

    connections: int
    header_seconds: float
    body_seconds: float = BODY_SECONDS
    reader_seconds: float = READER_SECONDS

    @classmethod
    def of(cls, settings: Settings) -> ConnectionLimits:
        """What the settings allow."""
        return cls(settings.max_connections, float(settings.header_seconds))


class GuardedConnection(HttpToolsProtocol):
    """A connection whose request has to arrive in time, and whose answer has to be read.

    Where there are more connections than allowed, the one that has waited longest for its headers makes room;
    a newcomer is refused only where all others are at work.
    """

    limits: ClassVar[ConnectionLimits]
    waiting: ClassVar[dict[GuardedConnection, None]]
    """Connections without the headers of a request, the oldest first."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for headers, or make room."""
        super().connection_made(transport)
        self._header_timer: asyncio.TimerHandle | None = None
        self._body_timer: asyncio.TimerHandle | None = None
        self._reader_timer: asyncio.TimerHandle | None = None
        self._body_began, self._body_bytes = 0.0, 0
        self._in_headers = self._in_body = False
        if len(self.connections) > self.limits.connections and not self._make_room():
            self._refuse(503, "too_many_connections", "There are too many connections.", "Try again later.")
            return
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._headers_are_there()
        for timer in (self._body_timer, self._reader_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Begin to wait for what is missing; most requests are whole at once, and cost no timer."""
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_headers:
            self._await_headers()
        elif self._in_body and self._body_timer is None:
            self._body_timer = self.loop.call_later(self.limits.body_seconds, self._check_body)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_headers = True

    def on_headers_complete(self) -> None:
        """From now on the body is waited for."""
        self._in_headers, self._in_body = False, True
        self._headers_are_there()
        self._body_began, self._body_bytes = self.loop.time(), 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Each byte of a body earns it time."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there."""
        self._in_body = False
        if self._body_timer is not None:
            self._body_timer.cancel()
            self._body_timer = None
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The reader has to go on reading."""
        super().pause_writing()
        if self._reader_timer is None:
            self._reader_timer = self.loop.call_later(self.limits.reader_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The reader goes on."""
        super().resume_writing()
        if self._reader_timer is not None:
            self._reader_timer.cancel()
            self._reader_timer = None

    def _await_headers(self) -> None:
        if self._header_timer is None:
            self._header_timer = self.loop.call_later(self.limits.header_seconds, self._end_waiting)
            self.waiting[self] = None

    def _headers_are_there(self) -> None:
        self.waiting.pop(self, None)
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None

    def _end_waiting(self) -> None:
        self._header_timer = None
        if self.flow.read_paused or self._is_answering:  # it is us who don't read on
            self._await_headers()
            return
        self._too_slow()

    def _check_body(self) -> None:
        """End a body that came slower than the slowest speed; look again when it would be."""
        allowed = self.limits.body_seconds + self._body_bytes / BODY_BYTES_A_SECOND
        left = self._body_began + allowed - self.loop.time()
        if self.flow.read_paused:
            left = max(left, self.limits.body_seconds)
        if left > 0:
            self._body_timer = self.loop.call_later(left, self._check_body)
            return
        self._body_timer = None
        self._too_slow()

    @property
    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _make_room(self) -> bool:
        """End the connection that has waited longest for its headers."""
        oldest = next(iter(self.waiting), None)
        if oldest is None:
            return False
        oldest._too_slow()
        return True

    def _too_slow(self) -> None:
        self._refuse(408, "too_slow", "The request came too slowly.", "Send it again, at once.")

    def _refuse(self, status: int, code: str, problem: str, fix: str) -> None:
        """Answer, unless an answer is under way, and end the connection."""
        self._headers_are_there()
        if self.transport.is_closing():
            return
        if not self._is_answering or not self.cycle.response_started:
            body = _problem(status, code, problem, fix)
            head = b"HTTP/1.1 %d %s\r\n" % (status, _PHRASES[status])
            self.transport.write(head + _CLOSE + b"content-length: %d\r\n\r\n" % len(body) + body)
        self.transport.close()


_PHRASES = {408: b"Request Timeout", 503: b"Service Unavailable"}


def _problem(status: int, code: str, problem: str, fix: str) -> bytes:
    import orjson

    told: dict[str, Any] = {
        "type": "about:blank", "title": _PHRASES[status].decode(), "status": status, "code": code,
        "detail": problem, "fix": fix, "reason": None, "arguments": {}, "request_id": None, "errors": [],
    }  # fmt: skip
    return orjson.dumps(told)


def make_guarded(limits: ConnectionLimits) -> type[GuardedConnection]:
    """The kind of connection that a server makes, with its limits.

    Args:
        limits: What connections may cost.
    """
    return type("GuardedConnection", (GuardedConnection,), {"limits": limits, "waiting": {}})
