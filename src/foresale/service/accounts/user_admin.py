"""Users, kept by whoever has the machine: the way in when nobody can log in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from foresale.errors import NotFoundError, OptionError
from foresale.service.accounts.passwords import Passwords, one_time_password
from foresale.service.accounts.users import (
    NewUser,
    add_user,
    give_role,
    plain_email,
    set_password,
    stores_of,
)
from foresale.storage.database.audit import AuditEntry, record
from foresale.storage.database.engine.migrate import check_current
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.people import RoleRow, UserRow

_BY = {"by": "command line"}


@dataclass(frozen=True)
class KnownUser:
    """A user as the command line shows one."""

    id: int
    email: str
    name: str
    role: str
    stores: list[str] | None
    is_active: bool
    is_locked: bool


class UserAdmin:
    """Adds and changes users in a database, each time in one transaction that is written down.

    Args:
        engine: A database with today's schema; anything else is refused.
        passwords: Makes hashes.
    """

    def __init__(self, engine: Engine, passwords: Passwords | None = None) -> None:
        check_current(engine)
        self._engine, self._passwords = engine, passwords or Passwords()

    def users(self) -> list[KnownUser]:
        """All users, in the order they were added."""
        with Session(self._engine.execution_options(writes=False)) as session:
            codes = dict(session.execute(select(StoreRow.id, StoreRow.code)).all())
            return [
                KnownUser(
                    user.id,
                    user.email,
                    user.name,
                    user.role,
                    None if user.sees_all_stores else [codes[id_] for id_ in stores_of(session, user) or ()],
                    user.is_active,
                    user.locked_until is not None,
                )
                for user in session.scalars(select(UserRow).order_by(UserRow.id))
            ]

    def add(self, email: str, role: str, stores: Sequence[str] = ()) -> str:
        """Add a user, named as the address begins, and answer the one-time password.

        Args:
            email: Logs in with it.
            role: What they may do.
            stores: Codes of stores they are limited to; none means all.
        """
        password = one_time_password()
        kept = self._passwords.hash(password)
        with Session(self._engine) as session, session.begin():
            _check_role(session, role)
            ids = {code: session.scalar(select(StoreRow.id).where(StoreRow.code == code)) for code in stores}
            for code, store in ids.items():
                if store is None:
                    raise NotFoundError(
                        f"There is no store '{code}'.", fix="Give a store's code as it was imported."
                    )
            limits = [store for store in ids.values() if store is not None] or None
            user = add_user(
                session, NewUser(email, email.partition("@")[0][:100], role, kept, store_ids=limits)
            )
            record(session, AuditEntry("user.added", f"user {user.id}", _BY | {"role": role}))
        return password

    def give_role(self, email: str, role: str) -> None:
        """Change what a user may do; an inactive one may log in again."""
        with Session(self._engine) as session, session.begin():
            _check_role(session, role)
            user = _find(session, email)
            before = user.role
            give_role(session, user, role)
            record(
                session,
                AuditEntry("user.changed", f"user {user.id}", _BY | {"before": before, "after": role}),
            )

    def reset(self, email: str) -> str:
        """Unlock a user, end their sessions, and answer a new one-time password."""
        password = one_time_password()
        kept = self._passwords.hash(password)
        with Session(self._engine) as session, session.begin():
            user = _find(session, email)
            set_password(session, user, kept, must_change=True)
            record(session, AuditEntry("password.reset", f"user {user.id}", _BY))
        return password


def _find(session: Session, email: str) -> UserRow:
    user = session.scalars(select(UserRow).where(UserRow.email == plain_email(email))).one_or_none()
    if user is None:
        raise NotFoundError("There is no user with this address.", fix="See `foresale user list`.")
    return user


def _check_role(session: Session, role: str) -> None:
    known = list(session.scalars(select(RoleRow.name)))
    if role not in known:
        raise OptionError(f"There is no role '{role}'.", fix=f"Choose one of {', '.join(sorted(known))}.")
