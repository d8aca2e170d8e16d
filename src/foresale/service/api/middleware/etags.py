"""Answers that haven't changed aren't sent again."""

from __future__ import annotations

import hashlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LIVE_PATHS = frozenset({"/api/health/live", "/api/health/ready", "/api/metrics"})
_OF_BODY = (b"content-length", b"content-type", b"content-encoding")


class ETags:
    """Marks each answer to a GET with what it holds, and answers 304 to whoever has it already.

    Answers that are streamed in parts pass as they are.

    Args:
        app: What comes next.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; look at what comes back."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] in LIVE_PATHS:
            await self._app(scope, receive, send)
            return
        held: Message | None = None

        async def mark(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and message["status"] == 200:
                held = message
                return
            if held is not None:
                start, held = held, None
                if message["type"] == "http.response.body" and not message.get("more_body", False):
                    start, message = _answer(scope, start, message)
                await send(start)
            await send(message)

        await self._app(scope, receive, mark)


def _answer(scope: Scope, start: Message, body: Message) -> tuple[Message, Message]:
    headers: list[tuple[bytes, bytes]] = list(start["headers"])
    names = {name.lower() for name, _ in headers}
    if b"etag" not in names:
        mark = hashlib.blake2b(body.get("body", b""), digest_size=12).hexdigest()
        # Weak, as the same answer may be compressed on its way.
        headers.append((b"etag", f'W/"{mark}"'.encode()))
    if b"cache-control" not in names:
        headers += [(b"cache-control", b"private, no-cache"), (b"vary", b"Authorization, Cookie, X-API-Key")]
    tag = next(value for name, value in headers if name.lower() == b"etag")
    if not _is_known(scope, tag):
        return {**start, "headers": headers}, body
    # All others stay: browsers put them in place of those they keep, the content security policy too.
    kept = [(name, value) for name, value in headers if name.lower() not in _OF_BODY]
    return {**start, "status": 304, "headers": kept}, {"type": "http.response.body", "body": b""}


def _is_known(scope: Scope, tag: bytes) -> bool:
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            bare = tag.removeprefix(b"W/")
            return any(item.strip().removeprefix(b"W/") in (bare, b"*") for item in value.split(b","))
    return False
