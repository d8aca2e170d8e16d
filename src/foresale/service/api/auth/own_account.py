"""The caller's own account: what it is, and another password for it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.errors import ConflictError
from foresale.service.accounts.login import prove
from foresale.service.accounts.password_rules import check_password
from foresale.service.accounts.sessions import (
    SessionKind,
    UserSession,
    begin_session,
    end_session,
    end_sessions,
)
from foresale.service.accounts.users import find_user, set_password, stores_of
from foresale.service.api.auth.dependencies import AuditLog, AuthContext
from foresale.service.api.auth.schemas import Me, OwnStore, PasswordChange
from foresale.service.api.kit.access import Caller
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.permissions import GRANTS, Role
from foresale.settings import Settings
from foresale.storage.database.tables.catalog import StoreRow


def show_account(session: Session, user_id: int, settings: Settings, role: Role | None = None) -> Me:
    """A user's account, as they see it themselves.

    Args:
        session: Where users are.
        user_id: Who.
        settings: Of the service: its currency, its clock.
        role: What a key of theirs may do, where it is less.
    """
    user = find_user(session, user_id)
    shown = role or Role(user.role)
    store_ids = stores_of(session, user)
    stores = None
    if store_ids is not None:
        rows = session.scalars(select(StoreRow).where(StoreRow.id.in_(store_ids)).order_by(StoreRow.id))
        stores = [OwnStore(id=row.id, code=row.code, name=row.name) for row in rows]
    return Me(
        id=user.id,
        email=user.email,
        name=user.name,
        role=shown,
        permissions=sorted(GRANTS[shown]),
        store_ids=store_ids,
        stores=stores,
        must_change_password=user.must_change_password,
        currency=settings.currency,
        time_zone=settings.time_zone,
    )


def renew_password(
    caller: Caller,
    given: PasswordChange,
    container: Container,
    auth: AuthContext,
    audit: AuditLog,
    kind: SessionKind,
) -> UserSession:
    """Give the caller another password, end all their sessions and begin a new one.

    Args:
        caller: Who.
        given: The old password and the new one.
        container: The service's parts.
        auth: Checks passwords.
        audit: Writes it down.
        kind: What holds the new session.

    Raises:
        ConflictError: The caller is a machine.
        ForbiddenError: The old password isn't right.
    """
    if caller.session_id is None:
        raise ConflictError(
            "A key can't change its owner's password.",
            fix="Log in and change it there.",
            reason=Reason("key_may_not"),
        )
    current, chosen = given.current.get_secret_value(), given.new.get_secret_value()
    with Session(container.engine.execution_options(writes=False)) as session:
        user = find_user(session, caller.user_id)
        kept, email, name = user.password_hash, user.email, user.name
    check_password(chosen, email=email, name=name)
    fits = auth.passwords.fits(current, kept)
    new_hash = auth.passwords.hash(chosen)
    with Session(container.engine, expire_on_commit=False) as session, session.begin():
        proven = prove(session, auth.rules, caller.user_id, kept if fits else None)
        begun = None
        if proven:
            user = find_user(session, caller.user_id)
            set_password(session, user, new_hash, must_change=False)
            begun = begin_session(session, user, auth.rules.refresh_days, kind)
            audit.write(session, "password.changed", f"user {user.id}")
    if begun is None:
        raise ForbiddenError(
            "The current password isn't right, or the account is locked.",
            fix="Type it again.",
            reason=Reason("wrong_password"),
        )
    auth.authenticator.forget(caller.user_id)
    return begun


def log_out(
    caller: Caller, session: Session, auth: AuthContext, audit: AuditLog, *, everywhere: bool
) -> None:
    """End the caller's session, or all of them.

    Args:
        caller: Who.
        session: The transaction.
        auth: Forgets who was here.
        audit: Writes it down.
        everywhere: Whether all of them.

    Raises:
        ConflictError: The caller is a machine.
    """
    if caller.session_id is None:
        raise ConflictError(
            "A key has no session, and can't end its owner's.",
            fix="Revoke the key at /api/auth/keys.",
            reason=Reason("key_may_not"),
        )
    if everywhere:
        end_sessions(session, find_user(session, caller.user_id))
    else:
        end_session(session, caller.session_id)
    audit.write(session, "session.ended", f"user {caller.user_id}", {"everywhere": everywhere})
    auth.forget(session, caller.user_id)
