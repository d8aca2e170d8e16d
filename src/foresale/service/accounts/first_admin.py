"""The first start: somebody has to be there who can let others in."""

from __future__ import annotations

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from foresale.service.accounts.passwords import Passwords, one_time_password
from foresale.service.accounts.users import ADMIN, NewUser, add_user
from foresale.storage.database.audit import AuditEntry, record
from foresale.storage.database.tables.people import UserRow

FIRST_ADMIN = "admin@foresale.local"
"""Logs in with this address."""


def ensure_admin(engine: Engine, passwords: Passwords | None = None) -> str | None:
    """Add an admin to a service without users, and answer the one-time password.

    None if there are users, or another process was first. It is told nowhere else and must be
    changed at the first login.

    Args:
        engine: A migrated database.
        passwords: Makes the hash.
    """
    with Session(engine.execution_options(writes=False)) as session:
        if session.scalar(select(func.count()).select_from(UserRow)):
            return None
    password = one_time_password()
    kept = (passwords or Passwords()).hash(password)
    try:
        with Session(engine) as session, session.begin():
            if session.scalar(select(func.count()).select_from(UserRow)):
                return None
            user = add_user(session, NewUser(FIRST_ADMIN, "Admin", ADMIN, kept))
            record(session, AuditEntry("user.added", f"user {user.id}", {"role": ADMIN, "by": "first start"}))
    except IntegrityError:
        return None
    return password
