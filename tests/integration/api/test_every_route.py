"""Every route there is, whoever adds it: who may call it, and that no input breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import RouteContext, iter_route_contexts

from foresale.service.api.kit.access import RequiredPermissions, marks
from foresale.service.api.kit.permissions import GRANTS, Permission, Role


def routes_of(api: Any) -> Iterator[tuple[str, RouteContext]]:
    """Every method and route."""
    for route in iter_route_contexts(api.client.app.routes):
        for method in sorted(route.methods or ()):
            yield method, route


def needed_by(route: RouteContext) -> set[Permission]:
    return {
        item
        for mark in marks(route.dependant)
        if isinstance(mark, RequiredPermissions)
        for item in mark.permissions
    }


def address_of(route: RouteContext) -> str:
    """A path that leads to a route, and to nothing that is there."""
    return re.sub(r"{[^}]+}", "999999", route.path or "")


def ask(client: Any, method: str, route: RouteContext) -> Any:
    params = {"follow": "false"} if route.path == "/api/live" else {}  # else it would go on for ever
    body = None if method == "GET" else {}
    return client.request(method, address_of(route), params=params, json=body, headers={"X-Foresale": "1"})


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "nobody")
def test_every_route_lets_in_whom_the_table_says_and_nobody_else(open_api: Any, role: Role | None) -> None:
    api = open_api(requests_per_minute=10**6, logins_per_minute=10**6, open_registration=True)
    user_id = None if role is None else api.add_user(role)
    wrong = []
    for method, route in routes_of(api):
        client = api.client if user_id is None else api.as_user(user_id)
        status = ask(client, method, route).status_code
        needed = needed_by(route)
        if role is None:
            fits = (status == 401) if needed else status not in (401, 403)
        elif needed <= GRANTS[role]:
            fits = status not in (401, 403)
        else:
            fits = status == 403
        if not fits or status == 500:
            wrong.append(f"{method} {route.path} ({', '.join(needed) or 'public'}): {status}")
    assert wrong == []


def test_only_these_routes_are_open_to_everybody(embedded_api: Any) -> None:
    found = {f"{method} {route.path}" for method, route in routes_of(embedded_api) if not needed_by(route)}
    assert found == {
        "GET /{address:page}", "HEAD /{address:page}", "POST /api/auth/login", "POST /api/auth/refresh",
        "POST /api/auth/register", "POST /api/auth/session", "GET /api/docs", "GET /api/health/live",
        "GET /api/health/ready", "GET /api/openapi.json",
    }  # fmt: skip


def test_whatever_changes_something_needs_more_than_a_viewer_may(embedded_api: Any) -> None:
    viewer = GRANTS[Role.VIEWER]
    found = {
        f"{method} {route.path}"
        for method, route in routes_of(embedded_api)
        if method not in ("GET", "HEAD") and needed_by(route) and needed_by(route) <= viewer
    }
    assert found == {
        "POST /api/auth/logout", "POST /api/auth/password", "POST /api/auth/keys",
        "DELETE /api/auth/keys/{key_id}", "POST /api/live/tickets",
        "DELETE /api/auth/session", "POST /api/auth/session/password",
        "POST /api/saved-views", "DELETE /api/saved-views/{view_id}",
    }  # fmt: skip


def test_every_permission_guards_something(embedded_api: Any) -> None:
    used = {item for _, route in routes_of(embedded_api) for item in needed_by(route)}
    assert set(Permission) - used == set()
