"""Who is asking: told from the request's headers before anything of its body is read."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

import structlog
from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from foresale.error_reasons import Reason
from foresale.errors import ForesaleError
from foresale.service.api.kit.access import Caller, note_caller
from foresale.service.api.kit.cookies import cookie_of, forgery_of
from foresale.service.api.kit.http_errors import UnauthenticatedError
from foresale.service.api.kit.problems import database_is_away, refuse
from foresale.service.api.middleware.authenticator import Authenticator
from foresale.service.api.middleware.rate_limit import RateLimiter, address_of, too_many
from foresale.storage.outages import UNREACHABLE

TICKET_PATHS = frozenset({"/api/live", "/api/sales/stream"})
"""Where a ticket in the address counts: browsers can't send headers there."""
_PATIENCE = 3.0
"""Seconds that somebody whom memory knows waits for a database that doesn't answer."""


class Authentication:
    """Notes with every request who is asking; routes decide whether that is enough.

    Requests that show the same at the same time wait for one look-up. While the database is away,
    callers whom it told before are still known.

    Args:
        app: What comes next.
        authenticator: Tells callers.
        misses_per_minute: How often an address may show what isn't remembered: each costs a look-up.
    """

    def __init__(self, app: ASGIApp, authenticator: Authenticator, misses_per_minute: int) -> None:
        self._app, self._authenticator = app, authenticator
        self._misses = RateLimiter(misses_per_minute)
        self._asking: dict[str, asyncio.Task[Caller | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its caller."""
        if scope["type"] in ("http", "websocket"):
            credential = credential_of(scope)
            if credential is None and _shows_ticket(scope):
                note_caller(scope, *await self._by_ticket(scope))
                await self._app(scope, receive, send)
                return
            forgery = None
            if credential is None:
                credential = cookie_of(scope)
                forgery = None if credential is None else forgery_of(scope)
            if credential is None or forgery is not None:
                note_caller(scope, None, forgery)
            else:
                caller, refusal = self._authenticator.recall(credential), None
                if caller is None and self._authenticator.is_away:
                    caller = self._authenticator.recall_despite_outage(credential)
                if caller is None:
                    if not self._misses.hit(address_of(scope)):
                        note_caller(scope, None)
                        await refuse(scope, too_many())(scope, receive, send)
                        return
                    caller, refusal = await self._find_caller(credential)
                elif self._authenticator.is_due(credential):
                    self._look_up(credential)
                note_caller(scope, caller, refusal)
        await self._app(scope, receive, send)

    async def _by_ticket(self, scope: Scope) -> tuple[Caller | None, ForesaleError | None]:
        """Who comes with a ticket."""
        ticket = next(iter(parse_qs(scope["query_string"].decode("latin-1")).get("ticket", ())), "")
        if not self._misses.hit(address_of(scope)):
            return None, too_many()
        try:
            caller = await run_in_threadpool(self._authenticator.redeem, ticket)
        except UNREACHABLE:
            return None, database_is_away()
        return caller, None if caller is not None else _ticket_error()

    async def _find_caller(self, credential: str) -> tuple[Caller | None, ForesaleError | None]:
        """Who showed a credential, or why that can't be told."""
        known = self._authenticator.recall_despite_outage(credential)
        try:
            # Shielded: a client that goes away doesn't end the look-up that others wait for.
            looking = asyncio.shield(self._look_up(credential))
            caller = await asyncio.wait_for(looking, None if known is None else _PATIENCE)
        except (*UNREACHABLE, TimeoutError):
            caller = self._authenticator.recall_despite_outage(credential)
            return caller, None if caller is not None else database_is_away()
        return caller, None if caller is not None else _credential_error()

    def _look_up(self, credential: str) -> asyncio.Task[Caller | None]:
        """The look-up of a credential that is under way, or a new one."""
        asked = self._asking.get(credential)
        if asked is None:
            asked = asyncio.create_task(run_in_threadpool(self._authenticator.look_up, credential))
            self._asking[credential] = asked
            asked.add_done_callback(lambda done: self._end(credential, done))
        return asked

    def _end(self, credential: str, done: asyncio.Task[Caller | None]) -> None:
        self._asking.pop(credential, None)
        error = None if done.cancelled() else done.exception()
        if error is not None:  # whoever waits gets it as well; a renewal that nobody waits for is tried again
            structlog.get_logger("foresale.api").warning("caller not looked up", error=type(error).__name__)


def _shows_ticket(scope: Scope) -> bool:
    return scope["path"] in TICKET_PATHS and b"ticket=" in scope["query_string"]


def credential_of(scope: Scope) -> str | None:
    """The token or key a request shows."""
    for name, value in scope["headers"]:
        if name == b"x-api-key":
            return str(value.decode("latin-1").strip())
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return str(value[7:].decode("latin-1").strip())
    return None


def _ticket_error() -> UnauthenticatedError:
    return UnauthenticatedError(
        "The ticket isn't valid: it lets in once, within half a minute.",
        fix="Get another one at POST /api/live/tickets.",
        reason=Reason("ticket_over"),
    )


def _credential_error() -> UnauthenticatedError:
    return UnauthenticatedError(
        "The token, key or cookie isn't valid, or not any more.",
        fix="Get a new token at /api/auth/refresh or /api/auth/login, or another key from its owner.",
        reason=Reason("login_over"),
    )
