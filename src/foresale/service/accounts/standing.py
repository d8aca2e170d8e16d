"""What the database says about whoever shows a token or a key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.storage.database.tables.people import ApiKeyRow, UserRow, UserStoreRow

KEY_PREFIX = "fsk_"


@dataclass(frozen=True)
class AccountStatus:
    """A user as access needs it.

    Attributes:
        user_id: Who.
        role: Of the user, or of the key where it came with one.
        owner_role: Of the user.
        generation: Tokens of older ones are void.
        store_ids: Limited to these; None sees all.
        must_change_password: Whether someone else set the password.
        api_key_id: The key, if it came with one.
        key_expires_at: When that ends, if it does.
    """

    user_id: int
    role: str
    owner_role: str
    generation: int
    store_ids: frozenset[int] | None
    must_change_password: bool
    api_key_id: int | None = None
    key_expires_at: datetime | None = None


def digest_of(secret: str) -> str:
    """What is kept of a key or a refresh token: enough to know it again, not to make it.

    They are random and long, so that one round of SHA-256 can't be guessed back.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def standing_of_user(session: Session, user_id: int) -> AccountStatus | None:
    """A user's standing; None if there is none, or not any more."""
    user = session.get(UserRow, user_id)
    if user is None or not user.is_active:
        return None
    stores = None
    if not user.sees_all_stores:
        limits = select(UserStoreRow.store_id).where(UserStoreRow.user_id == user_id)
        stores = frozenset(session.scalars(limits))
    return AccountStatus(
        user.id, user.role, user.role, user.token_generation, stores, user.must_change_password
    )


def standing_of_key(session: Session, key: str) -> AccountStatus | None:
    """The standing of whoever shows a key; None if it isn't known, was revoked or is over."""
    row = session.scalars(select(ApiKeyRow).where(ApiKeyRow.digest == digest_of(key))).one_or_none()
    return _standing_of(session, row)


def standing_of_known_key(session: Session, key_id: int) -> AccountStatus | None:
    """The standing of whoever showed a key before; None if it was revoked or is over by now."""
    return _standing_of(session, session.get(ApiKeyRow, key_id))


def _standing_of(session: Session, row: ApiKeyRow | None) -> AccountStatus | None:
    now = datetime.now(UTC)
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        return None
    owner = standing_of_user(session, row.user_id)
    if owner is None:
        return None
    return AccountStatus(
        owner.user_id,
        row.role,
        owner.role,
        owner.generation,
        owner.store_ids,
        owner.must_change_password,
        row.id,
        row.expires_at,
    )
