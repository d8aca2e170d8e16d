"""Access by permission: a route without a declared one doesn't start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute, iter_route_contexts
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute
from starlette.types import Scope

from foresale.error_reasons import Reason
from foresale.errors import ForesaleError
from foresale.service.api.kit.http_errors import ForbiddenError, UnauthenticatedError
from foresale.service.api.kit.permissions import GRANTS, Permission, Role

_CALLER, _REFUSAL = "foresale.caller", "foresale.refusal"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking.

    Attributes:
        user_id: The user, or the owner of the key.
        role: What this caller is; a key may be less than its owner.
        store_ids: The stores it is limited to; None sees all.
        must_change_password: Whether it may do nothing else before it has chosen a password.
        api_key_id: The key it came with, if it is a machine.
        session_id: The session it came with, if it is a person.
    """

    user_id: int
    role: Role
    store_ids: frozenset[int] | None = None
    must_change_password: bool = False
    api_key_id: int | None = None
    session_id: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the caller's role grants this."""
        return permission in GRANTS[self.role]

    def sees(self, store_id: int | None) -> bool:
        """Whether the caller may see this store; what belongs to no store, everybody sees."""
        return self.store_ids is None or store_id is None or store_id in self.store_ids


def note_caller(scope: Scope, caller: Caller | None, refusal: ForesaleError | None = None) -> None:
    """Keep with a request who is asking, or why that can't be told."""
    scope[_CALLER], scope[_REFUSAL] = caller, refusal


def caller_of(scope: Scope) -> Caller | None:
    """Who is asking, as far as is known."""
    caller: Caller | None = scope.get(_CALLER)
    return caller


@dataclass(frozen=True)
class RequiredPermissions:
    """The guard before a route: lets callers through that have every permission.

    Attributes:
        permissions: What the route needs.
    """

    permissions: tuple[Permission, ...]

    async def __call__(self, request: HTTPConnection) -> Caller:
        """Answer the caller, or refuse."""
        caller = caller_of(request.scope)
        if caller is None:
            raise request.scope.get(_REFUSAL) or UnauthenticatedError(
                "This needs you to be logged in.",
                fix="Log in at /api/auth/login and send 'Authorization: Bearer …', or send 'X-API-Key'.",
                reason=Reason("not_logged_in"),
            )
        missing = next((item for item in self.permissions if not caller.may(item)), None)
        if missing is not None:
            raise ForbiddenError(
                f"The role {caller.role} may not {missing.replace('_', ' ')}.",
                fix="Ask an admin for a role that may.",
                reason=Reason("role_may_not", role=caller.role, permission=missing),
            )
        if caller.must_change_password and set(self.permissions) != {Permission.READ_OWN_ACCOUNT}:
            raise ForbiddenError(
                "The password was set by someone else.",
                fix="Choose your own first, at /api/auth/password.",
                reason=Reason("password_of_others"),
            )
        return caller


class Open:
    """The mark of a route that anybody may call."""

    async def __call__(self) -> None:
        """Let everybody through."""


def needs(*permissions: Permission) -> Any:
    """Declare what a route needs; the dependency answers the `Caller`.

    Use it as `caller: Annotated[Caller, needs(Permission.READ_SALES)]`, or as one of a router's or a
    route's `dependencies`.

    Args:
        permissions: All of these are needed.
    """
    if not permissions:
        raise ValueError("name a permission, or mark the route as public()")
    return Depends(RequiredPermissions(permissions))


def public() -> Any:
    """Declare that anybody may call a route: `dependencies=[public()]`."""
    return Depends(Open())


def marks(dependant: Dependant) -> Iterator[RequiredPermissions | Open]:
    """What a route declares about access, its routers' declarations among it."""
    for part in dependant.dependencies:
        if isinstance(part.call, RequiredPermissions | Open):
            yield part.call
        yield from marks(part)


def refuse_unmarked(routes: Iterable[BaseRoute]) -> None:
    """Stop the start of an app that has a route without declared access.

    Args:
        routes: The app's routes.

    Raises:
        RuntimeError: A route is unmarked, or both public and guarded.
    """
    for route in iter_route_contexts(list(routes)):
        if not isinstance(route.original_route, APIRoute | APIWebSocketRoute):
            raise RuntimeError(f"{route.path}: only plain routes and WebSockets are served here")
        found = list(marks(route.dependant))
        kinds = {type(mark) for mark in found}
        if len(kinds) != 1:
            what = "both public() and needs(…)" if found else "neither needs(…) nor public()"
            raise RuntimeError(f"{sorted(route.methods or ())} {route.path} declares {what}")
