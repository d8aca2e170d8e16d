"""How large a body may be, counted while it arrives, and how much it may hold, before it is parsed."""

from __future__ import annotations

from collections.abc import Collection

from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foresale.error_reasons import Reason
from foresale.errors import ForesaleError
from foresale.service.api.kit.access import caller_of
from foresale.service.api.kit.http_errors import TooLargeError
from foresale.service.api.kit.problems import problem_answer
from foresale.service.api.middleware.body_shape import SMALL_BYTES, check_shape

STRANGERS = 64 * 1024
"""Bytes that somebody may send who isn't logged in: enough to do so."""

UPLOADS = frozenset({"/api/imports", "/api/drivers", "/api/supply-terms/import"})
_QUICKLY_READ = 64 * 1024
"""Bytes whose shape is told in less time than another thread takes to begin."""


class BodyLimit:
    """Refuses bodies that are too large: at once where they say so, else as soon as they are.

    A body that isn't a file's is taken in whole, and refused if it holds more than any route takes.

    Args:
        app: What comes next.
        most: Bytes of a body.
        most_of_upload: Bytes of an uploaded file.
        uploads: Paths that take files.
    """

    def __init__(
        self, app: ASGIApp, most: int, most_of_upload: int, uploads: Collection[str] = UPLOADS
    ) -> None:
        self._app, self._most, self._most_of_upload = app, most, most_of_upload
        self._uploads = frozenset(uploads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body counted."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        most = self._limit_of(scope)
        if _read_stated_length(scope) > most:
            await problem_answer(scope, _too_large(most))(scope, receive, send)
            return
        seen = 0

        async def count_bytes() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413)
            return message

        if self._is_upload(scope):
            await self._app(scope, count_bytes, send)
            return
        try:
            whole = await _receive_body(count_bytes)
        except HTTPException:
            await problem_answer(scope, _too_large(most))(scope, receive, send)
            return
        except ForesaleError as refused:
            await problem_answer(scope, refused)(scope, receive, send)
            return
        await self._app(scope, _again(whole, receive), send)

    def _limit_of(self, scope: Scope) -> int:
        if caller_of(scope) is None:
            return min(STRANGERS, self._most)
        return self._most_of_upload if self._is_upload(scope) else self._most

    def _is_upload(self, scope: Scope) -> bool:
        return scope["path"].rstrip("/") in self._uploads


async def _receive_body(receive: Receive) -> Message:
    """The whole of a body, judged; or whatever came instead of it, as when the caller went away."""
    pieces: list[bytes] = []
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return message
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    if len(body) > _QUICKLY_READ:
        await run_in_threadpool(check_shape, body)
    elif len(body) > SMALL_BYTES:
        check_shape(body)
    return {"type": "http.request", "body": body, "more_body": False}


def _again(first: Message, receive: Receive) -> Receive:
    """Hears a message that was taken, and then what comes after it."""
    is_heard = False

    async def hear() -> Message:
        nonlocal is_heard
        if is_heard:
            return await receive()
        is_heard = True
        return first

    return hear


def _read_stated_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


def _too_large(most: int) -> TooLargeError:
    return TooLargeError(
        f"The body is larger than {most:,} bytes.",
        fix="Send less at once, or upload a file at /api/imports.",
        reason=Reason("body_too_large", bytes=most),
    )
