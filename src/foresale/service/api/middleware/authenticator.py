"""Tells callers by their tokens, keys and cookies."""

from __future__ import annotations

import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from foresale.service.accounts.api_keys import NOTED_EVERY, note_use
from foresale.service.accounts.sessions import (
    PROLONGED_EVERY,
    SessionKind,
    find_cookie_session,
    prolong_session,
    session_lives,
)
from foresale.service.accounts.standing import (
    KEY_PREFIX,
    AccountStatus,
    standing_of_key,
    standing_of_known_key,
    standing_of_user,
)
from foresale.service.accounts.tokens import TokenSigner
from foresale.service.api.kit.access import Caller
from foresale.service.api.kit.permissions import Role, at_most
from foresale.storage.database.live_tickets import Identity, redeem_ticket
from foresale.storage.database.tables.base import utc_now
from foresale.storage.outages import UNREACHABLE

REMEMBERED_SECONDS = 5.0
REMEMBERED_CALLERS = 10_000
OUTAGE_SECONDS = 900.0
COOKIE_DAYS = 14
AWAY_SECONDS = 2.0
"""After a look-up that failed, so long nobody waits for another one whom memory knows."""
_RENEWED_AT = 0.6
"""Share of these seconds after which a caller who keeps asking is looked up anew."""


@dataclass(frozen=True, slots=True)
class _CachedCaller:
    caller: Caller
    until: float
    renewed_at: float
    until_despite_outage: float


class Authenticator:
    """Tells callers by their tokens, keys and cookies, and remembers them for a few seconds.

    So a route costs no question to the database, and a caller who lost a role loses it within these
    seconds on every worker; on the one that changed it, at once. Whoever keeps asking is looked up anew
    before it is forgotten, so that its requests never wait for that together.

    While the database is away, whoever it told before goes on being known for some minutes: forecasts in
    memory are served on. Nobody can lose a right meanwhile, as that is a change in the database; a token ends
    when it says so, and a right that was taken away on another worker in the last seconds before may last
    until the database is back.

    Args:
        engine: Where users are.
        signer: Reads tokens.
        seconds: How long a caller is remembered.
        outage_seconds: How long one is known while the database is away, since it was last told.
        cookie_days: How long a cookie lasts after its last use.
    """

    def __init__(
        self,
        engine: Engine,
        signer: TokenSigner,
        seconds: float = REMEMBERED_SECONDS,
        outage_seconds: float = OUTAGE_SECONDS,
        cookie_days: int = COOKIE_DAYS,
    ) -> None:
        self._engine = engine.execution_options(writes=False)
        self._signer, self._seconds, self._outage_seconds = signer, seconds, outage_seconds
        self._cookie_days = cookie_days
        self._away_until = 0.0
        self._remembered: OrderedDict[str, _CachedCaller] = OrderedDict()
        self._changes = 0
        self._lock = Lock()
        self._uses: dict[int, float] = {}
        # A thread of its own: such a request shouldn't wait until a large import lets others write.
        self._notes = ThreadPoolExecutor(1, thread_name_prefix="uses")

    def recall(self, credential: str) -> Caller | None:
        """Whoever showed this a moment ago."""
        found = self._remembered.get(credential)
        return found.caller if found is not None and found.until > time.monotonic() else None

    @property
    def is_away(self) -> bool:
        """Whether the database couldn't be asked a moment ago."""
        return time.monotonic() < self._away_until

    def recall_despite_outage(self, credential: str) -> Caller | None:
        """Whoever showed this before the database went away, not too long ago."""
        found = self._remembered.get(credential)
        return found.caller if found is not None and found.until_despite_outage > time.monotonic() else None

    def is_due(self, credential: str) -> bool:
        """Whether who showed this should be looked up anew, though it is still remembered."""
        found = self._remembered.get(credential)
        return found is not None and found.renewed_at < time.monotonic()

    def look_up(self, credential: str) -> Caller | None:
        """Ask the database; None if the credential is worth nothing."""
        while True:
            # Counted from before the question: the answer is at least as old when it comes.
            changes, asked_at = self._changes, time.monotonic()
            try:
                found = self._owner_of(credential)
            except UNREACHABLE:
                self._away_until = time.monotonic() + AWAY_SECONDS
                raise
            self._away_until = 0.0
            with self._lock:
                if changes == self._changes:
                    self._keep(credential, found, asked_at)
                    return None if found is None else found[0]
            # Somebody's rights changed meanwhile, maybe this caller's: who asks after that isn't told before.

    def redeem(self, ticket: str) -> Caller | None:
        """Who comes with a ticket; None for one that is worth nothing. It is used up by that."""
        with self._engine.execution_options(writes=True).begin() as connection:
            identity = redeem_ticket(connection, ticket)
        return None if identity is None else self._recall(identity)

    def look_again(self, caller: Caller) -> Caller | None:
        """What a caller is by now, who goes on listening; None once it may do nothing any more.

        Args:
            caller: As it was.
        """
        return self._recall(Identity(caller.user_id, caller.api_key_id, caller.session_id))

    def _recall(self, identity: Identity) -> Caller | None:
        with Session(self._engine) as session:
            if identity.api_key_id is not None:
                standing = standing_of_known_key(session, identity.api_key_id)
            else:
                standing = standing_of_user(session, identity.user_id)
            if identity.session_id is not None and not session_lives(session, identity.session_id):
                return None
        return None if standing is None else replace(_caller(standing), session_id=identity.session_id)

    def _owner_of(self, credential: str) -> tuple[Caller, datetime | None] | None:
        if credential.startswith(KEY_PREFIX):
            return self._owner_of_key(credential)
        if credential.startswith(SessionKind.BROWSER):
            return self._owner_of_cookie(credential)
        return self._owner_of_token(credential)

    def _owner_of_token(self, token: str) -> tuple[Caller, datetime | None] | None:
        shown = self._signer.read(token)
        if shown is None:
            return None
        with Session(self._engine) as session:
            standing = standing_of_user(session, shown.user_id)
            if standing is None or standing.generation != shown.generation:
                return None
            if not session_lives(session, shown.session_id):
                return None
        return replace(_caller(standing), session_id=shown.session_id), shown.expires_at

    def _owner_of_key(self, key: str) -> tuple[Caller, datetime | None] | None:
        with Session(self._engine) as session:
            standing = standing_of_key(session, key)
        if standing is None or standing.api_key_id is None:
            return None
        self._note_use(standing.api_key_id)
        return _caller(standing), standing.key_expires_at

    def _owner_of_cookie(self, cookie: str) -> tuple[Caller, datetime | None] | None:
        with Session(self._engine) as session:
            found = find_cookie_session(session, cookie)
            standing = None if found is None else standing_of_user(session, found.user_id)
        if found is None or standing is None:
            return None
        if found.expires_at - utc_now() < timedelta(days=self._cookie_days) - PROLONGED_EVERY:
            self._notes.submit(_prolong, self._engine, found.id, self._cookie_days)
        return replace(_caller(standing), session_id=found.id), found.expires_at

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
        with self._lock:
            self._changes += 1
            for credential, remembered in list(self._remembered.items()):
                if remembered.caller.user_id == user_id:
                    del self._remembered[credential]

    def _keep(self, credential: str, found: tuple[Caller, datetime | None] | None, asked_at: float) -> None:
        if found is None:
            self._remembered.pop(credential, None)
            return
        caller, over = found
        last = float("inf") if over is None else time.monotonic() + over.timestamp() - time.time()
        self._remembered[credential] = _CachedCaller(
            caller,
            min(asked_at + self._seconds, last),
            asked_at + self._seconds * _RENEWED_AT,
            min(asked_at + self._outage_seconds, last),
        )
        self._remembered.move_to_end(credential)
        while len(self._remembered) > REMEMBERED_CALLERS:
            self._remembered.popitem(last=False)


def _note_use(engine: Engine, key_id: int) -> None:
    try:
        note_use(engine.execution_options(writes=True), key_id)
    except DBAPIError as error:
        structlog.get_logger("foresale.api").warning(
            "use of key not noted", key=key_id, error=type(error).__name__
        )


def _prolong(engine: Engine, session_id: str, days: int) -> None:
    try:
        prolong_session(engine.execution_options(writes=True), session_id, days)
    except DBAPIError as error:
        structlog.get_logger("foresale.api").warning("session not prolonged", error=type(error).__name__)


def _caller(standing: AccountStatus) -> Caller:
    role, owner = Role(standing.role), Role(standing.owner_role)
    return Caller(
        standing.user_id,
        role if at_most(role, owner) else owner,
        standing.store_ids,
        standing.must_change_password,
        standing.api_key_id,
    )
