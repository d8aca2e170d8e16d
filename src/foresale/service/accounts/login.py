"""Logging in: who is there isn't told, and too many wrong tries lock the account for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import CursorResult, Engine, or_, select, update
from sqlalchemy.orm import Session

from foresale.service.accounts.passwords import Passwords
from foresale.service.accounts.sessions import SessionKind, UserSession, begin_session
from foresale.service.accounts.users import plain_email
from foresale.storage.database.audit import AuditEntry, record
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import AuditRow
from foresale.storage.database.tables.people import UserRow

FAILED = "login.failed"
FAILURES_AN_HOUR = 100
"""Failed logins that are written down within an hour, for each account and for unknown ones together."""


@dataclass(frozen=True)
class LoginRules:
    """What the settings say about logging in.

    Attributes:
        lock_after: Wrong passwords in a row that lock an account.
        lock_minutes: For how long.
        refresh_days: Life of a refresh token, and of a cookie after its last use.
    """

    lock_after: int
    lock_minutes: int
    refresh_days: int


def log_in(
    engine: Engine,
    passwords: Passwords,
    rules: LoginRules,
    email: str,
    password: str,
    kind: SessionKind = SessionKind.PROGRAM,
) -> UserSession | None:
    """Start a session for whoever knows the password; None, after the same time, for all others.

    The password is checked between two transactions: inside one, it would hold up every writer of SQLite.

    Args:
        engine: Where users are.
        passwords: Checks.
        rules: When an account is locked.
        email: As typed.
        password: As typed.
        kind: What holds the session.
    """
    with Session(engine.execution_options(writes=False)) as session:
        found = session.scalars(select(UserRow).where(UserRow.email == plain_email(email))).one_or_none()
        usable = found is not None and found.is_active
        kept = found.password_hash if found is not None and usable else None
        user_id = found.id if found is not None and usable else None
    fits = passwords.fits(password, kept)
    again = passwords.hash(password) if fits and kept and passwords.is_dated(kept) else None
    with Session(engine) as session, session.begin():
        if user_id is None or not prove(session, rules, user_id, kept if fits else None):
            record_failure(session, "unknown" if user_id is None else f"user {user_id}")
            return None
        user = session.get_one(UserRow, user_id)
        user.password_hash = again or user.password_hash
        record(session, AuditEntry("login.succeeded", f"user {user_id}", user_id=user_id))
        return begin_session(session, user, rules.refresh_days, kind)


def record_failure(session: Session, subject: str) -> None:
    """Write down a failed login; of many to the same account, or to none, only the first within an hour.

    Args:
        session: The transaction.
        subject: Whose, such as `user 17`, or `unknown`.
    """
    lately = select(AuditRow.id).where(
        AuditRow.action == FAILED, AuditRow.subject == subject, AuditRow.at > utc_now() - timedelta(hours=1)
    )
    count = len(session.scalars(lately.limit(FAILURES_AN_HOUR)).all())
    if count < FAILURES_AN_HOUR:
        is_last = count == FAILURES_AN_HOUR - 1
        details = {"note": "Further ones within the hour aren't listed."} if is_last else {}
        record(session, AuditEntry(FAILED, subject, details))


def prove(session: Session, rules: LoginRules, user_id: int, fitted: str | None) -> bool:
    """Count a try, and answer whether it succeeds: a right password doesn't open a locked account.

    Decided by the database in one statement, so that many tries at once count one by one, and a password
    that was changed while it was checked is right no more.

    Args:
        session: The transaction.
        rules: When an account is locked.
        user_id: Whose.
        fitted: The hash that the password fits; None where it doesn't fit.
    """
    now = utc_now()
    unlocked = or_(UserRow.locked_until.is_(None), UserRow.locked_until <= now)
    try_it = update(UserRow).where(UserRow.id == user_id, UserRow.is_active, unlocked)
    if fitted is not None:
        still = try_it.where(UserRow.password_hash == fitted)
        done = session.execute(still.values(failed_logins=0, locked_until=None))
        return isinstance(done, CursorResult) and done.rowcount == 1
    session.execute(try_it.values(failed_logins=UserRow.failed_logins + 1))
    locked = session.execute(
        update(UserRow)
        .where(UserRow.id == user_id, UserRow.failed_logins >= rules.lock_after)
        .values(failed_logins=0, locked_until=now + timedelta(minutes=rules.lock_minutes))
    )
    if isinstance(locked, CursorResult) and locked.rowcount:
        record(session, AuditEntry("account.locked", f"user {user_id}", {"minutes": rules.lock_minutes}))
    return False
