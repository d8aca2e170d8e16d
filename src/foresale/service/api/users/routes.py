"""Users: who may log in, and what they may do."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError
from foresale.service.accounts import users
from foresale.service.accounts.api_keys import keys_of, revoke_key
from foresale.service.accounts.passwords import one_time_password
from foresale.service.accounts.users import (
    NewUser,
    find_user,
    give_role,
    limit_to_stores,
    set_password,
    stores_of,
)
from foresale.service.api.auth.dependencies import Audited, Auth
from foresale.service.api.auth.schemas import Key
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Writing
from foresale.service.api.kit.field_types import Id
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.optimistic_lock import Tagged, Versioned, hold
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission, Role
from foresale.service.api.users.schemas import AddedUser, NewUserGiven, OneTimePassword, User, UserGiven
from foresale.storage.database.tables.people import UserRow, UserStoreRow

router = APIRouter(prefix="/users", tags=["users"])
Admin = Annotated[Caller, needs(Permission.MANAGE_USERS)]


@router.get("", summary="List users")
def list_users(
    _admin: Admin,
    session: Reading,
    paging: Paged,
    role: Annotated[Role | None, Query(description="Only users of this role.")] = None,
) -> Page[User]:
    """All users, in the order they were added."""
    statement = select(UserRow) if role is None else select(UserRow).where(UserRow.role == role)
    rows, following = read_page(session, statement, [SortKey(UserRow.id)], paging)
    limits: dict[int, list[int]] = {row.id: [] for row in rows if not row.sees_all_stores}
    for user_id, store_id in session.execute(
        select(UserStoreRow.user_id, UserStoreRow.store_id)
        .where(UserStoreRow.user_id.in_(limits))
        .order_by(UserStoreRow.store_id)
    ):
        limits[user_id].append(store_id)
    return Page(items=[_to_schema(row, limits.get(row.id)) for row in rows], next=following)


@router.get("/{user_id}", summary="Show a user")
def show_user(_admin: Admin, user_id: Id, session: Reading, version: Tagged) -> User:
    """One user; the `ETag` goes with a change."""
    return version.show(_to_current_schema(session, find_user(session, user_id)))


@router.post("", status_code=201, summary="Add a user")
def add_user(admin: Admin, new: NewUserGiven, session: Writing, auth: Auth, audit: Audited) -> AddedUser:
    """Add a user, who logs in with the answer's one-time password and then chooses another."""
    password, stores = one_time_password(), _read_limit(new.store_ids)
    _refuse_wider(admin, stores)
    user = users.add_user(
        session, NewUser(new.email, new.name, new.role, auth.passwords.hash(password), store_ids=stores)
    )
    audit.write(session, "user.added", f"user {user.id}", {"role": new.role, "stores": new.store_ids})
    session.flush()
    return AddedUser(**_to_current_schema(session, user).model_dump(), one_time_password=password)


@router.put("/{user_id}", summary="Change a user", dependencies=[needs(Permission.MANAGE_USERS)])
def change_user(
    user_id: Id,
    given: UserGiven,
    session: Writing,
    version: Versioned,
    auth: Auth,
    audit: Audited,
) -> User:
    """Change name, role and whether they may log in; stores too, where they are given.

    It holds from their next request on. 412 if the user was changed since `If-Match` was read, so that no
    admin undoes what another did.
    """
    user = find_user(session, user_id)
    hold(session, user)
    before = _to_current_schema(session, user)
    version.check(before)
    stores = stores_of(session, user)
    _refuse_wider(audit.caller, stores)
    wanted = stores if given.store_ids is None else _read_limit(given.store_ids)
    if user_id == audit.user_id and (given.role != user.role or not given.is_active or wanted != stores):
        raise ConflictError(
            "You can't change your own rights.", fix="Ask another admin.", reason=Reason("own_rights")
        )
    _refuse_wider(audit.caller, wanted)
    user.name = given.name
    if wanted != stores:
        limit_to_stores(session, user, wanted)
    if (given.role, given.is_active) != (user.role, user.is_active):
        give_role(session, user, given.role, is_active=given.is_active)
    session.flush()
    after = _to_current_schema(session, user)
    rights = {"role", "is_active", "store_ids"}
    audit.write(
        session,
        "user.changed",
        f"user {user_id}",
        {"before": before.model_dump(include=rights), "after": after.model_dump(include=rights)},
    )
    auth.forget(session, user_id)
    return version.show(after)


@router.delete("/{user_id}", status_code=204, summary="Remove a user")
def remove_user(admin: Admin, user_id: Id, session: Writing, auth: Auth, audit: Audited) -> None:
    """Remove a user with keys and sessions. What they did stays in the audit log, by their number."""
    if user_id == admin.user_id:
        raise ConflictError(
            "You can't remove yourself.", fix="Ask another admin.", reason=Reason("own_account")
        )
    user = find_user(session, user_id)
    _refuse_wider(admin, stores_of(session, user))
    users.remove_user(session, user)
    audit.write(session, "user.removed", f"user {user_id}")
    auth.forget(session, user_id)


@router.post("/{user_id}/password", summary="Give a user a one-time password")
def reset_password(
    admin: Admin, user_id: Id, session: Writing, auth: Auth, audit: Audited
) -> OneTimePassword:
    """For somebody who forgot theirs or is locked out. All their sessions end."""
    if user_id == admin.user_id:
        raise ConflictError(
            "This would log you out.",
            fix="Change your own at /api/auth/password.",
            reason=Reason("own_account"),
        )
    user = find_user(session, user_id)
    _refuse_wider(admin, stores_of(session, user))
    password = one_time_password()
    kept = auth.passwords.hash(password)
    set_password(session, user, kept, must_change=True)
    audit.write(session, "password.reset", f"user {user_id}")
    auth.forget(session, user_id)
    return OneTimePassword(one_time_password=password)


@router.get("/{user_id}/keys", summary="A user's keys")
def list_user_keys(_admin: Admin, user_id: Id, session: Reading) -> list[Key]:
    """All keys of a user, the newest first."""
    find_user(session, user_id)
    return [Key.model_validate(row) for row in keys_of(session, user_id)]


@router.delete("/{user_id}/keys/{key_id}", status_code=204, summary="Revoke a user's key")
def end_user_key(
    _admin: Admin, user_id: Id, key_id: Id, session: Writing, auth: Auth, audit: Audited
) -> None:
    """Make a key worth nothing."""
    revoke_key(session, user_id, key_id)
    audit.write(session, "key.revoked", f"key {key_id}")
    auth.forget(session, user_id)


def _read_limit(store_ids: list[int] | Literal["all"]) -> list[int] | None:
    return None if store_ids == "all" else sorted(set(store_ids))


def _refuse_wider(admin: Caller | None, stores: Collection[int] | None) -> None:
    """Keep admins who are limited to stores from whoever sees more, and from making such.

    Raises:
        ForbiddenError: These stores aren't all the admin's.
    """
    own = None if admin is None else admin.store_ids
    if own is not None and (stores is None or not own.issuperset(stores)):
        raise ForbiddenError(
            "You are limited to some stores, and this is about a user of others.",
            fix="Ask an admin who sees them.",
            reason=Reason("all_stores_only"),
        )


def _to_current_schema(session: Session, user: UserRow) -> User:
    return _to_schema(user, stores_of(session, user))


def _to_schema(user: UserRow, store_ids: list[int] | None) -> User:
    return User(
        id=user.id,
        email=user.email,
        name=user.name,
        role=Role(user.role),
        store_ids=store_ids,
        is_active=user.is_active,
        must_change_password=user.must_change_password,
        locked_until=user.locked_until,
        created_at=user.created_at,
    )
