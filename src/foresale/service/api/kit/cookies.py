"""The cookie of a browser's session, and how a request that another site had the browser send is told."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from foresale.error_reasons import Reason
from foresale.service.api.kit.http_errors import ForbiddenError

COOKIE = "foresale_session"
CSRF_HEADER = "X-Foresale"
"""Sent by our pages with whatever changes something: a form or a picture of another site can't send it."""
COOKIE_PATH = "/api"
MAX_AGE_SECONDS = 400 * 24 * 3600
"""The longest that browsers keep a cookie; when the session ends, the service decides."""
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def cookie_of(scope: Scope) -> str | None:
    """The session's cookie that a request shows."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            for part in value.decode("latin-1").split(";"):
                key, _, shown = part.strip().partition("=")
                if key == COOKIE:
                    return str(shown)
    return None


class CookieJar:
    """Gives a browser its cookie and takes it away: no script reads it, no other site's page sends it.

    Args:
        scope: The request's; over HTTPS, the cookie is sent over that alone.
        response: What the cookie goes with.
    """

    def __init__(self, scope: Scope, response: Response) -> None:
        self._response = response
        self._is_https = scope["scheme"] == "https"

    def give(self, secret: str) -> None:
        """Let the browser keep a session's secret."""
        self._response.set_cookie(
            COOKIE,
            secret,
            max_age=MAX_AGE_SECONDS,
            path=COOKIE_PATH,
            secure=self._is_https,
            httponly=True,
            samesite="strict",
        )

    def take_away(self) -> None:
        """Let the browser forget it."""
        self._response.delete_cookie(
            COOKIE, path=COOKIE_PATH, secure=self._is_https, httponly=True, samesite="strict"
        )


async def jar_of(request: Request, response: Response) -> CookieJar:
    """The cookie of whoever asks."""
    return CookieJar(request.scope, response)


Jar = Annotated[CookieJar, Depends(jar_of)]
"""A route's parameter: gives the caller's browser a cookie, or takes it away."""


def forgery_of(scope: Scope) -> ForbiddenError | None:
    """Why a request that came with a cookie isn't believed to be our own pages'; None if it is.

    A browser says with `Sec-Fetch-Site` whose page sends a request, or at least with `Origin`, and no page
    can change these.

    Args:
        scope: The request's.
    """
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    is_socket = scope["type"] == "websocket"
    if not is_socket and scope["method"] in _SAFE_METHODS:
        return None
    if not is_socket and CSRF_HEADER.lower().encode() not in headers:
        return ForbiddenError(
            f"With a cookie, what changes something needs the header {CSRF_HEADER}.",
            fix=f"Send '{CSRF_HEADER}: 1', or use a token or a key instead of the cookie.",
        )
    site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
    if site is not None:
        is_own = site == "same-origin"
    elif origin is not None:
        is_own = _is_own(origin, scope["scheme"], headers.get(b"host", ""))
    else:
        is_own = not is_socket
    if is_own:
        return None
    return ForbiddenError(
        "The request comes from a page of another site.",
        fix="Open Foresale's own pages, and do it there.",
        reason=Reason("other_site"),
    )


async def refuse_forgery(connection: HTTPConnection) -> None:
    """Refuse a request to log in that another site's page sends.

    Raises:
        ForbiddenError: It isn't our own pages'.
    """
    forgery = forgery_of(connection.scope)
    if forgery is not None:
        raise forgery


def _is_own(origin: str, scheme: str, host: str) -> bool:
    """Whether a page of this origin came from us.

    Ports that aren't written are the browser's: a proxy before us may speak HTTPS where we hear HTTP.
    """
    try:
        theirs, ours = urlsplit(origin), urlsplit(f"//{host}")
        usual = _DEFAULT_PORTS.get(theirs.scheme)
        same = (theirs.hostname, theirs.port or usual) == (ours.hostname, ours.port or usual)
    except ValueError:
        return False
    is_downgraded = theirs.scheme == "http" and scheme in ("https", "wss")
    return theirs.hostname is not None and same and not is_downgraded
