"""Sessions of people: a program exchanges a refresh token each time, a browser keeps a cookie."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, CursorResult, Engine, delete, select, update
from sqlalchemy.orm import Session

from foresale.service.accounts.standing import digest_of
from foresale.storage.database.audit import AuditEntry, record
from foresale.storage.database.engine.transactions import write
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.people import RefreshTokenRow, UserRow


class SessionKind(StrEnum):
    """What holds a session, and how its secret begins: one is never taken for the other."""

    PROGRAM = "frt_"
    """A refresh token."""

    BROWSER = "fsc_"
    """A cookie."""


GRACE_SECONDS = 10
"""In which a refresh token may be shown again: two tabs of a browser do that, or an answer was lost."""
PROLONGED_EVERY = timedelta(hours=1)
"""How often the use of a cookie is written down."""


@dataclass(frozen=True)
class UserSession:
    """What a person's program or browser keeps between requests.

    Attributes:
        user_id: Whose.
        generation: The user's, for access tokens.
        id: The session's, as long as it lasts.
        secret: A refresh token, good for one use, or a cookie, good while it is used; shown now and never
            again.
    """

    user_id: int
    generation: int
    id: str
    secret: str


@dataclass(frozen=True)
class CookieSession:
    """What a cookie stands for.

    Attributes:
        user_id: Whose.
        id: The session's.
        expires_at: When it ends, unless it is used before.
    """

    user_id: int
    id: str
    expires_at: datetime


def begin_session(
    session: Session, user: UserRow, days: int, kind: SessionKind = SessionKind.PROGRAM
) -> UserSession:
    """Start a session for a user who has just proved who they are; their tokens that ended are cleared away.

    Args:
        session: The transaction.
        user: Who.
        days: How long each refresh token lasts, or a cookie after its last use.
        kind: What holds the session.
    """
    over = RefreshTokenRow.expires_at < utc_now()
    session.execute(delete(RefreshTokenRow).where(RefreshTokenRow.user_id == user.id, over))
    return _next_token(session, user, str(uuid.uuid4()), days, kind)


def renew_session(engine: Engine, token: str, days: int) -> UserSession | None:
    """Exchange a refresh token for the next; None if it is worth nothing.

    One that comes again after `GRACE_SECONDS` was stolen, from the user or by the user's thief: nobody
    can tell which, so the session ends for both.

    Args:
        engine: Where sessions are; the end of one is kept although the request fails.
        token: As shown.
        days: How long the next one lasts.
    """
    if not token.startswith(SessionKind.PROGRAM):
        return None
    return write(engine, lambda session: _exchange(session, token, days))


def _exchange(session: Session, token: str, days: int) -> UserSession | None:
    now = utc_now()
    row = session.scalars(
        select(RefreshTokenRow).where(RefreshTokenRow.digest == digest_of(token)).with_for_update()
    ).one_or_none()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    user = session.get(UserRow, row.user_id)
    is_late = row.used_at is not None and now - row.used_at > timedelta(seconds=GRACE_SECONDS)
    if is_late or user is None or not user.is_active:
        end_session(session, row.family)
        if is_late:
            deed = AuditEntry("session.stolen", f"user {row.user_id}", user_id=row.user_id)
            record(session, deed)
        return None
    row.used_at = row.used_at or now
    return _next_token(session, user, row.family, days, SessionKind.PROGRAM)


def find_cookie_session(session: Session, cookie: str) -> CookieSession | None:
    """What a cookie stands for; None if it isn't known, was ended or is over."""
    if not cookie.startswith(SessionKind.BROWSER):
        return None
    row = session.scalars(
        select(RefreshTokenRow).where(RefreshTokenRow.digest == digest_of(cookie))
    ).one_or_none()
    if row is None or row.revoked_at is not None or row.expires_at <= utc_now():
        return None
    return CookieSession(row.user_id, row.family, row.expires_at)


def prolong_session(engine: Engine, session_id: str, days: int) -> None:
    """Let a session that is used last longer; one that was ended meanwhile stays so.

    Args:
        engine: Where sessions are.
        session_id: Which.
        days: How long it lasts from now on.
    """
    alive = RefreshTokenRow.family == session_id, RefreshTokenRow.revoked_at.is_(None)
    now = utc_now()
    longer = update(RefreshTokenRow).where(*alive, RefreshTokenRow.expires_at > now)
    later = longer.values(expires_at=now + timedelta(days=days), used_at=now)
    write(engine, lambda session: session.execute(later))


def end_session(session: Session, session_id: str) -> int:
    """End a session: its tokens are worth nothing any more. Answers how many were left."""
    return _revoke(session, RefreshTokenRow.family == session_id)


def end_sessions(session: Session, user: UserRow) -> None:
    """End all sessions of a user, and make the access tokens given out void."""
    user.token_generation += 1
    _revoke(session, RefreshTokenRow.user_id == user.id)


def session_lives(session: Session, session_id: str) -> bool:
    """Whether a session hasn't been ended."""
    alive = select(RefreshTokenRow.id).where(
        RefreshTokenRow.family == session_id, RefreshTokenRow.revoked_at.is_(None)
    )
    return session.scalar(alive.limit(1)) is not None


def _revoke(session: Session, which: ColumnElement[bool]) -> int:
    alive = update(RefreshTokenRow).where(which, RefreshTokenRow.revoked_at.is_(None))
    count = 0
    # Until none is left: what an exchange made while PostgreSQL waited for the old token is seen only then.
    while True:
        done = session.execute(alive.values(revoked_at=utc_now()))
        if not isinstance(done, CursorResult) or not done.rowcount:
            return count
        count += done.rowcount


def _next_token(session: Session, user: UserRow, family: str, days: int, kind: SessionKind) -> UserSession:
    token = kind + secrets.token_urlsafe(32)
    session.add(
        RefreshTokenRow(
            user_id=user.id,
            family=family,
            digest=digest_of(token),
            expires_at=utc_now() + timedelta(days=days),
        )
    )
    return UserSession(user.id, user.token_generation, family, token)
