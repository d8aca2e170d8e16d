"""How often somebody may ask: counted in memory, by each process on its own."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter

from starlette.types import ASGIApp, Receive, Scope, Send

from foresale.error_reasons import Reason
from foresale.service.api.kit.access import caller_of
from foresale.service.api.kit.http_errors import TooManyRequestsError
from foresale.service.api.kit.problems import refuse

WINDOW = 60.0
MOST_ASKERS = 50_000
LOGIN_PATHS = frozenset(
    f"/api/auth/{name}"
    for name in ("login", "register", "refresh", "password", "session", "session/password")
)
"""Where a POST is a try to log in."""
FREE_PATHS = frozenset({"/api/health/live", "/api/health/ready"})
_EVERYBODY_ELSE = "everybody else"


class RateLimiter:
    """Counts who asked in this minute and in the one before, weighed by how much of it still counts.

    Two counters are all it keeps: a minute's end drops the older one whole, so nothing has to be swept up,
    and memory is bounded: past `MOST_ASKERS` in a minute, newcomers share one count.

    Args:
        per_minute: Requests allowed in any minute, about.
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._minute = 0
        self._now: Counter[str] = Counter()
        self._before: Counter[str] = Counter()

    def hit(self, asker: str, moment: float | None = None) -> bool:
        """Count a request, and answer whether it is allowed; one that isn't doesn't count.

        Args:
            asker: Who, such as `user 17`.
            moment: Seconds; by default now.
        """
        minute, past = divmod(time.monotonic() if moment is None else moment, WINDOW)
        if minute != self._minute:
            self._before = self._now if minute == self._minute + 1 else Counter()
            self._now, self._minute = Counter(), int(minute)
        if asker not in self._now and len(self._now) >= MOST_ASKERS:
            asker = _EVERYBODY_ELSE
        counted = self._now[asker]
        still = self._before[asker] * (1 - past / WINDOW)
        if counted + still + 1 > self.per_minute:
            return False
        self._now[asker] = counted + 1
        return True


class RateLimits:
    """Turns away whoever asks too often: by user, or by address where nobody is logged in.

    Args:
        app: What comes next.
        requests_per_minute: For each user or address.
        logins_per_minute: Tries to log in, for each address.
    """

    def __init__(self, app: ASGIApp, requests_per_minute: int, logins_per_minute: int) -> None:
        self._app = app
        self._requests, self._logins = RateLimiter(requests_per_minute), RateLimiter(logins_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 429."""
        if scope["type"] not in ("http", "websocket") or scope["path"] in FREE_PATHS:
            await self._app(scope, receive, send)
            return
        caller = caller_of(scope)
        asker = address_of(scope) if caller is None else f"user {caller.user_id}"
        allowed = self._requests.hit(asker)
        if allowed and scope.get("method") == "POST" and scope["path"] in LOGIN_PATHS:
            allowed = self._logins.hit(address_of(scope))
        if allowed:
            await self._app(scope, receive, send)
            return
        await refuse(scope, too_many())(scope, receive, send)


def too_many() -> TooManyRequestsError:
    """The answer to whoever asks too often."""
    return TooManyRequestsError(
        "That was too often.",
        fix="Wait for the seconds in Retry-After.",
        retry_after=int(WINDOW / 4),
        reason=Reason("too_often"),
    )


def address_of(scope: Scope) -> str:
    """Where a request came from; of IPv6 the network, as everybody there has addresses without number."""
    client = scope.get("client")
    host = client[0] if client else "unknown"
    if ":" not in host:
        return str(host)
    try:
        address = ipaddress.IPv6Address(host.partition("%")[0])
    except ValueError:
        return str(host)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
