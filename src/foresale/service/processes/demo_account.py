"""The demo's user, made anew with every `foresale up --demo`: a password and a key that are told once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from foresale.service.accounts.api_keys import add_key, keys_of, revoke_key
from foresale.service.accounts.passwords import Passwords, one_time_password
from foresale.service.accounts.users import NewUser, add_user, set_password
from foresale.storage.database.audit import AuditEntry, record
from foresale.storage.database.tables.people import UserRow

EMAIL = "demo@foresale.local"
_ROLE = "analyst"
_TILLS = "demo tills"
_KEY_DAYS = 30


@dataclass(frozen=True)
class DemoAccount:
    """How to log in as the demo's user.

    Attributes:
        email: The address.
        password: Good until the next demo.
        key: For `X-API-Key`; good until the next demo, at most a month.
    """

    email: str
    password: str
    key: str


def open_demo_account(engine: Engine) -> DemoAccount:
    """Give the demo's user a new password and a new key; those of demos before no longer count.

    Args:
        engine: A migrated database.
    """
    password = one_time_password()
    kept = Passwords().hash(password)
    with Session(engine) as session, session.begin():
        user = session.scalar(select(UserRow).where(UserRow.email == EMAIL))
        if user is None:
            user = add_user(session, NewUser(EMAIL, "Demo", _ROLE, kept, must_change_password=False))
        else:
            set_password(session, user, kept, must_change=False)
        for row in keys_of(session, user.id):
            revoke_key(session, user.id, row.id)
        _, key = add_key(session, user.id, "demo", _ROLE, _KEY_DAYS)
        record(session, AuditEntry("user.added", f"user {user.id}", {"role": _ROLE, "by": "demo"}))
    return DemoAccount(EMAIL, password, key)


def open_till_key(engine: Engine) -> str:
    """A key for the demo's tills; the one before it no longer counts.

    Args:
        engine: A database with a demo's account.
    """
    with Session(engine) as session, session.begin():
        user = session.scalars(select(UserRow).where(UserRow.email == EMAIL)).one()
        for row in keys_of(session, user.id):
            if row.name == _TILLS:
                revoke_key(session, user.id, row.id)
        _, key = add_key(session, user.id, _TILLS, _ROLE, _KEY_DAYS)
    return key
