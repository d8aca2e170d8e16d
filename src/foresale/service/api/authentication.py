"""Who is asking: told from the request's headers before anything of its body is read."""

from __future__ import annotations

import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import structlog
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.types import ASGIApp, Receive, Scope, Send

from foresale.service.accounts.api_keys import NOTED_EVERY, note_use
from foresale.service.accounts.sessions import session_lives
from foresale.service.accounts.standing import KEY_PREFIX, Standing, standing_of_key, standing_of_user
from foresale.service.accounts.tokens import TokenSigner
from foresale.service.api.access import Caller, note_caller
from foresale.service.api.permissions import Role, at_most
from foresale.service.api.problems import problem_answer
from foresale.service.api.rate_limit import RateLimiter, address_of, too_many
from foresale.service.api.refusals import UnauthenticatedError

REMEMBERED_SECONDS = 5.0
REMEMBERED_CALLERS = 10_000


class Authenticator:
    """Tells callers by their tokens and keys, and remembers them for a few seconds.

    So a route costs no question to the database, and a caller who lost a role loses it within these
    seconds on every worker; on the one that changed it, at once.

    Args:
        engine: Where users are.
        signer: Reads tokens.
        seconds: How long a caller is remembered.
    """

    def __init__(self, engine: Engine, signer: TokenSigner, seconds: float = REMEMBERED_SECONDS) -> None:
        self._engine = engine.execution_options(writes=False)
        self._signer, self._seconds = signer, seconds
        self._remembered: OrderedDict[str, tuple[Caller, float]] = OrderedDict()
        self._uses: dict[int, float] = {}
        # A thread of its own: a key's request shouldn't wait until a large import lets others write.
        self._notes = ThreadPoolExecutor(1, thread_name_prefix="key-use")

    def recall(self, credential: str) -> Caller | None:
        """Whoever showed this a moment ago."""
        found = self._remembered.get(credential)
        return found[0] if found is not None and found[1] > time.time() else None

    def look_up(self, credential: str) -> Caller | None:
        """Ask the database; None if the credential is worth nothing."""
        if credential.startswith(KEY_PREFIX):
            return self._look_up_key(credential)
        shown = self._signer.read(credential)
        if shown is None:
            return None
        with Session(self._engine) as session:
            standing = standing_of_user(session, shown.user_id)
            if standing is None or standing.generation != shown.generation:
                return None
            if not session_lives(session, shown.session_id):
                return None
        caller = replace(_caller(standing), session_id=shown.session_id)
        return self._remember(credential, caller, shown.expires_at)

    def _look_up_key(self, key: str) -> Caller | None:
        with Session(self._engine) as session:
            standing = standing_of_key(session, key)
        if standing is None or standing.api_key_id is None:
            return None
        self._note_use(standing.api_key_id)
        return self._remember(key, _caller(standing), standing.key_expires_at)

    def _note_use(self, key_id: int) -> None:
        now = time.time()
        if now - self._uses.get(key_id, 0.0) > NOTED_EVERY.total_seconds():
            self._uses[key_id] = now
            self._notes.submit(_note_use, self._engine, key_id)

    def close(self) -> None:
        """Write down what is still to be."""
        self._notes.shutdown()

    def forget(self, user_id: int) -> None:
        """Ask anew about a user whose rights have just changed."""
        for credential, (caller, _) in list(self._remembered.items()):
            if caller.user_id == user_id:
                self._remembered.pop(credential, None)

    def _remember(self, credential: str, caller: Caller, until: datetime | None) -> Caller:
        end = time.time() + self._seconds
        self._remembered[credential] = (caller, min(end, until.timestamp()) if until else end)
        while len(self._remembered) > REMEMBERED_CALLERS:
            self._remembered.popitem(last=False)
        return caller


class Authentication:
    """Notes with every request who is asking; routes decide whether that is enough.

    Args:
        app: What comes next.
        authenticator: Tells callers.
        misses_per_minute: How often an address may show what isn't remembered: each costs a look-up.
    """

    def __init__(self, app: ASGIApp, authenticator: Authenticator, misses_per_minute: int) -> None:
        self._app, self._authenticator = app, authenticator
        self._misses = RateLimiter(misses_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its caller."""
        if scope["type"] == "http":
            credential = credential_of(scope)
            if credential is None:
                note_caller(scope, None)
            else:
                caller = self._authenticator.recall(credential)
                if caller is None:
                    if not self._misses.hit(address_of(scope)):
                        note_caller(scope, None)
                        await problem_answer(scope, too_many())(scope, receive, send)
                        return
                    caller = await run_in_threadpool(self._authenticator.look_up, credential)
                note_caller(scope, caller, _worthless() if caller is None else None)
        await self._app(scope, receive, send)


def credential_of(scope: Scope) -> str | None:
    """The token or key a request shows."""
    for name, value in scope["headers"]:
        if name == b"x-api-key":
            return str(value.decode("latin-1").strip())
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return str(value[7:].decode("latin-1").strip())
    return None


def _note_use(engine: Engine, key_id: int) -> None:
    try:
        note_use(engine.execution_options(writes=True), key_id)
    except DBAPIError as error:
        structlog.get_logger("foresale.api").warning(
            "use of key not noted", key=key_id, error=type(error).__name__
        )


def _worthless() -> UnauthenticatedError:
    return UnauthenticatedError(
        "The token or key isn't valid, or not any more.",
        fix="Get a new token at /api/auth/refresh or /api/auth/login, or another key from its owner.",
    )


def _caller(standing: Standing) -> Caller:
    role, owner = Role(standing.role), Role(standing.owner_role)
    return Caller(
        standing.user_id,
        role if at_most(role, owner) else owner,
        standing.store_ids,
        standing.must_change_password,
        standing.api_key_id,
    )
