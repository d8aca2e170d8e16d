"""Keys of machines, of the caller's own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from foresale.error_reasons import Reason
from foresale.errors import ConflictError
from foresale.service.accounts.api_keys import add_key, keys_of, revoke_key
from foresale.service.api.auth.dependencies import Audited, Auth
from foresale.service.api.auth.schemas import Key, MadeKey, NewKey
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Writing
from foresale.service.api.kit.field_types import Id
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.permissions import Permission, at_most

router = APIRouter(prefix="/auth/keys", tags=["auth"])
Own = Annotated[Caller, needs(Permission.READ_OWN_ACCOUNT)]


@router.get("", summary="The own keys")
def list_keys(caller: Own, session: Reading) -> list[Key]:
    """All keys you ever made, the newest first."""
    return [Key.model_validate(row) for row in keys_of(session, caller.user_id)]


@router.post("", status_code=201, summary="Make a key for a machine")
def make_key(caller: Own, new: NewKey, session: Writing, audit: Audited) -> MadeKey:
    """Make a key; it is shown in this answer only. It sees the stores that you see."""
    if caller.api_key_id is not None:
        raise ConflictError(
            "A key can't make keys.", fix="Log in and make it there.", reason=Reason("key_may_not")
        )
    if caller.must_change_password:
        raise ForbiddenError(
            "The password was set by someone else, and a key would outlive it.",
            fix="Choose your own first, at /api/auth/password.",
            reason=Reason("password_of_others"),
        )
    if not at_most(new.role, caller.role):
        raise ConflictError(
            f"A key of role {new.role} could do more than you.", fix=f"Make it {caller.role} at most."
        )
    row, key = add_key(session, caller.user_id, new.name, new.role, new.expires_in_days)
    audit.write(session, "key.made", f"key {row.id}", {"role": new.role, "days": new.expires_in_days})
    return MadeKey(**Key.model_validate(row).model_dump(), key=key)


@router.delete("/{key_id}", status_code=204, summary="Revoke a key")
def end_key(caller: Own, key_id: Id, session: Writing, auth: Auth, audit: Audited) -> None:
    """Make one of your keys worth nothing; here at once, on other workers within seconds."""
    if caller.api_key_id not in (None, key_id):
        raise ConflictError(
            "A key can revoke itself alone.",
            fix="Log in and revoke the other one there.",
            reason=Reason("key_may_not"),
        )
    revoke_key(session, caller.user_id, key_id)
    audit.write(session, "key.revoked", f"key {key_id}")
    auth.forget(session, caller.user_id)
