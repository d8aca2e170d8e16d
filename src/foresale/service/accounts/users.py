"""Users: added, changed and removed; every change voids what they hold and is written down by its caller."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError, NotFoundError, OptionError
from foresale.messages import route
from foresale.service.accounts.sessions import end_sessions
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.people import UserRow, UserStoreRow

_ADDRESS = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f.]+")
ADMIN = "admin"


@dataclass(frozen=True)
class NewUser:
    """Somebody to be added.

    Attributes:
        email: Address, unique whatever its case.
        name: As shown.
        role: What they may do.
        password_hash: Of their password.
        must_change_password: Whether someone else chose it.
        store_ids: Stores they are limited to; None sees all.
    """

    email: str
    name: str
    role: str
    password_hash: str
    must_change_password: bool = True
    store_ids: Collection[int] | None = None


def plain_email(email: str) -> str:
    """An address as it is kept.

    Examples:
        >>> plain_email(" Ada@Example.com ")
        'ada@example.com'
    """
    return email.strip().lower()


def check_email(email: str) -> str:
    """An address as it is kept.

    Raises:
        OptionError: It isn't one.
    """
    plain = plain_email(email)
    if len(plain) > 254 or not _ADDRESS.fullmatch(plain):
        raise OptionError(
            "The e-mail address can't be one.",
            fix="Write it as name@host.domain.",
            reason=Reason("wrong_email"),
        )
    return plain


def add_user(session: Session, new: NewUser) -> UserRow:
    """Add a user.

    Raises:
        ConflictError: The address is taken.
        OptionError: The address isn't one.
        NotFoundError: A store isn't known.
    """
    email = check_email(new.email)
    if session.scalar(select(UserRow.id).where(UserRow.email == email)) is not None:
        raise ConflictError(
            "There is a user with this e-mail address.",
            fix="Change that user, or use another address.",
            reason=Reason("email_taken"),
        )
    user = UserRow(
        email=email,
        name=new.name,
        role=new.role,
        password_hash=new.password_hash,
        must_change_password=new.must_change_password,
    )
    session.add(user)
    session.flush()
    limit_to_stores(session, user, new.store_ids)
    return user


def find_user(session: Session, user_id: int) -> UserRow:
    """A user by number.

    Raises:
        NotFoundError: There is none.
    """
    user = session.get(UserRow, user_id)
    if user is None:
        raise NotFoundError(
            f"There is no user {user_id}.",
            fix=f"{route('list_users')} lists them.",
            reason=Reason("no_such_user", name=user_id),
        )
    return user


def stores_of(session: Session, user: UserRow) -> list[int] | None:
    """The stores a user is limited to; None sees all."""
    if user.sees_all_stores:
        return None
    return list(
        session.scalars(
            select(UserStoreRow.store_id)
            .where(UserStoreRow.user_id == user.id)
            .order_by(UserStoreRow.store_id)
        )
    )


def limit_to_stores(session: Session, user: UserRow, store_ids: Collection[int] | None) -> None:
    """Limit a user to stores, or with None to no store.

    Raises:
        NotFoundError: A store isn't known.
    """
    user.sees_all_stores = store_ids is None
    store_ids = store_ids or ()
    known = set(session.scalars(select(StoreRow.id).where(StoreRow.id.in_(store_ids))))
    unknown = sorted(set(store_ids) - known)
    if unknown:
        raise NotFoundError(
            f"There is no store {unknown[0]}.",
            fix=f"{route('list_stores')} lists them.",
            reason=Reason("no_such_store", name=unknown[0]),
        )
    session.execute(delete(UserStoreRow).where(UserStoreRow.user_id == user.id))
    session.add_all(UserStoreRow(user_id=user.id, store_id=store) for store in sorted(known))


def give_role(session: Session, user: UserRow, role: str, *, is_active: bool = True) -> None:
    """Change what a user may do, from the next request on.

    Raises:
        ConflictError: Nobody would be left who may add users.
    """
    if user.role == ADMIN and user.is_active and not (role == ADMIN and is_active):
        keep_an_admin(session, user)
    user.role, user.is_active = role, is_active
    if is_active:
        user.token_generation += 1
    else:
        end_sessions(session, user)


def set_password(session: Session, user: UserRow, password_hash: str, *, must_change: bool) -> None:
    """Give a user another password; whoever is logged in as them no longer is."""
    user.password_hash, user.must_change_password = password_hash, must_change
    user.failed_logins, user.locked_until = 0, None
    end_sessions(session, user)


def remove_user(session: Session, user: UserRow) -> None:
    """Remove a user, with keys and sessions; what they did stays in the audit log, by number.

    Raises:
        ConflictError: Nobody would be left who may add users.
    """
    if user.role == ADMIN and user.is_active:
        keep_an_admin(session, user)
    session.delete(user)


def keep_an_admin(session: Session, leaving: UserRow) -> None:
    """Refuse to let the last admin go.

    Raises:
        ConflictError: There is no other.
    """
    # Held, in order: two admins who take each other's rights at once wait for one another.
    admins = select(UserRow.id).where(UserRow.role == ADMIN, UserRow.is_active).order_by(UserRow.id)
    if not set(session.scalars(admins.with_for_update())) - {leaving.id}:
        raise ConflictError(
            f"User {leaving.id} is the only admin.",
            fix="Make somebody else an admin first.",
            reason=Reason("only_admin"),
        )
