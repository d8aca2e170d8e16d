"""Who may do what: users, roles, keys of machines, and sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from foresale.storage.database.sql.column_types import RowNumber, UtcTime, exact_text
from foresale.storage.database.tables.base import Dated, Table


class RoleRow(Table):
    """A role by name; what it allows is in the code, where it can be reviewed."""

    __tablename__ = "roles"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    description: Mapped[str] = mapped_column(String(200))


class UserRow(Dated, Table):
    """A person who may log in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    email: Mapped[str] = mapped_column(exact_text(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(ForeignKey("roles.name"))
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    sees_all_stores: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Else those that `user_stores` names, or none."""

    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
    token_generation: Mapped[int] = mapped_column(default=0)
    """Raised when a role, a store or the password changes: older access tokens no longer count."""


class UserStoreRow(Table):
    """A store that a user is limited to."""

    __tablename__ = "user_stores"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    store_id: Mapped[int] = mapped_column(
        ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class RefreshTokenRow(Dated, Table):
    """A refresh token or a cookie, by its digest; a refresh token used twice ends its whole family."""

    __tablename__ = "refresh_tokens"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    family: Mapped[str] = mapped_column(exact_text(36), index=True)
    digest: Mapped[str] = mapped_column(exact_text(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class ApiKeyRow(Dated, Table):
    """A machine's key, by its digest; it may do what its own role allows, at most its owner's."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str] = mapped_column(exact_text(64), unique=True)
    role: Mapped[str] = mapped_column(ForeignKey("roles.name"))
    expires_at: Mapped[datetime | None] = mapped_column(UtcTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
