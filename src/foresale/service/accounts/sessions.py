"""Sessions of people: a refresh token that is exchanged each time it is used."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, CursorResult, Engine, delete, select, update
from sqlalchemy.orm import Session

from foresale.service.accounts.standing import digest_of
from foresale.storage.database.audit import AuditEntry, record
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.people import RefreshTokenRow, UserRow

REFRESH_PREFIX = "frt_"
GRACE_SECONDS = 10
"""In which a refresh token may be shown again: two tabs of a browser do that, or an answer was lost."""


@dataclass(frozen=True)
class UserSession:
    """What a person's program keeps between requests.

    Attributes:
        user_id: Whose.
        generation: The user's, for access tokens.
        id: The session's, as long as it lasts.
        refresh_token: Shown now and never again; good for one use.
    """

    user_id: int
    generation: int
    id: str
    refresh_token: str


def begin_session(session: Session, user: UserRow, days: int) -> UserSession:
    """Start a session for a user who has just proved who they are; their tokens that ended are cleared away.

    Args:
        session: The transaction.
        user: Who.
        days: How long each refresh token lasts.
    """
    over = RefreshTokenRow.expires_at < utc_now()
    session.execute(delete(RefreshTokenRow).where(RefreshTokenRow.user_id == user.id, over))
    return _next_token(session, user, str(uuid.uuid4()), days)


def renew_session(engine: Engine, token: str, days: int) -> UserSession | None:
    """Exchange a refresh token for the next; None if it is worth nothing.

    One that comes again after `GRACE_SECONDS` was stolen, from the user or by the user's thief: nobody
    can tell which, so the session ends for both.

    Args:
        engine: Where sessions are; the end of one is kept although the request fails.
        token: As shown.
        days: How long the next one lasts.
    """
    now = utc_now()
    with Session(engine) as session, session.begin():
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
        return _next_token(session, user, row.family, days)


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


def _next_token(session: Session, user: UserRow, family: str, days: int) -> UserSession:
    token = REFRESH_PREFIX + secrets.token_urlsafe(32)
    session.add(
        RefreshTokenRow(
            user_id=user.id,
            family=family,
            digest=digest_of(token),
            expires_at=utc_now() + timedelta(days=days),
        )
    )
    return UserSession(user.id, user.token_generation, family, token)
