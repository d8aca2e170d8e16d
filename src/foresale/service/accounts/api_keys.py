"""Keys of machines: shown once, kept as a digest, worth no more than their owner."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import Engine, or_, select, update
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.messages import route
from foresale.service.accounts.standing import KEY_PREFIX, digest_of
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.people import ApiKeyRow

_SHOWN = 12
NOTED_EVERY = timedelta(minutes=10)


def add_key(session: Session, user_id: int, name: str, role: str, days: int | None) -> tuple[ApiKeyRow, str]:
    """Make a key, and answer it with what to give to the machine.

    Args:
        session: The transaction.
        user_id: The owner.
        name: What it is for.
        role: What it may do, while its owner may do so too.
        days: How long it lasts; None for ever.
    """
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    row = ApiKeyRow(
        user_id=user_id,
        name=name,
        prefix=key[:_SHOWN],
        digest=digest_of(key),
        role=role,
        expires_at=None if days is None else utc_now() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    return row, key


def keys_of(session: Session, user_id: int) -> list[ApiKeyRow]:
    """A user's keys, the newest first, revoked ones among them."""
    return list(
        session.scalars(select(ApiKeyRow).where(ApiKeyRow.user_id == user_id).order_by(ApiKeyRow.id.desc()))
    )


def revoke_key(session: Session, user_id: int, key_id: int) -> None:
    """Make a user's key worth nothing.

    Raises:
        NotFoundError: The user has no such key.
    """
    row = session.get(ApiKeyRow, key_id)
    if row is None or row.user_id != user_id:
        raise NotFoundError(
            f"There is no key {key_id}.",
            fix=f"{route('list_keys')} lists them.",
            reason=Reason("no_such_key", name=key_id),
        )
    row.revoked_at = row.revoked_at or utc_now()


def note_use(engine: Engine, key_id: int) -> None:
    """Keep when a key was last used, to some minutes."""
    now = utc_now()
    known = or_(ApiKeyRow.last_used_at.is_(None), ApiKeyRow.last_used_at < now - NOTED_EVERY)
    with Session(engine) as session, session.begin():
        session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id, known).values(last_used_at=now))
