"""How large a body may be, counted while it arrives."""

from __future__ import annotations

from collections.abc import Collection

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foresale.service.api.kit.access import caller_of
from foresale.service.api.kit.http_errors import TooLargeError
from foresale.service.api.kit.problems import problem_answer

STRANGERS = 64 * 1024
"""Bytes that somebody may send who isn't logged in: enough to do so."""

UPLOADS = frozenset({"/api/imports"})
MEGABYTE = 1_000_000


class BodyLimit:
    """Refuses bodies that are too large: at once where they say so, else as soon as they are.

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
        if _stated_length(scope) > most:
            await problem_answer(scope, _too_large(most))(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)

    def _limit_of(self, scope: Scope) -> int:
        if caller_of(scope) is None:
            return min(STRANGERS, self._most)
        return self._most_of_upload if scope["path"].rstrip("/") in self._uploads else self._most


def _stated_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


def _too_large(most: int) -> TooLargeError:
    return TooLargeError(
        f"The body is larger than {most:,} bytes.", fix="Send less at once, or upload a file at /api/imports."
    )
