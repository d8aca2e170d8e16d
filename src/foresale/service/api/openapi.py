"""What the API's schema says beyond what FastAPI finds: who may call a route, and how problems look."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts

from foresale.service.api.kit.access import RequiredPermissions, marks
from foresale.service.api.kit.cookies import COOKIE, CSRF_HEADER
from foresale.service.api.kit.problems import MEDIA_TYPE, Problem

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "From /api/auth/login.",
    },
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "From /api/auth/keys."},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": f"From /api/auth/session, for browsers; changes need the header {CSRF_HEADER} too.",
    },
}
_TEXTS = {
    "400": "The request can't be read.",
    "401": "Nobody known is asking.",
    "403": "The caller may not do this.",
    "404": "There is no such thing.",
    "409": "It doesn't fit with what is there.",
    "412": "It was changed since it was read.",
    "413": "The body is too large.",
    "422": "Something in the request can't be used.",
    "429": "That was too often.",
    "503": "Something needed can't be reached now.",
}


_MADE: dict[Hashable, dict[str, Any]] = {}
"""Schemas, by what their apps' routes depend on. Making one takes a second."""


class DescribedApp(FastAPI):
    """An app whose schema tells permissions and problems too.

    Args:
        routes_by: What its routes depend on: apps of a process for which this is equal share a schema.
        options: As any app takes them.
    """

    def __init__(self, *, routes_by: Hashable, **options: Any) -> None:
        super().__init__(**options)
        self._routes_by = routes_by

    def openapi(self) -> dict[str, Any]:
        """The schema, made when first asked for; nobody may change it."""
        if self._routes_by not in _MADE:
            _MADE[self._routes_by] = _describe(self)
        return _MADE[self._routes_by]


def _describe(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        routes=app.routes,
        description=app.description,
    )
    parts = schema.setdefault("components", {})
    parts["securitySchemes"] = _SCHEMES
    shapes = parts.setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes |= problem.pop("$defs", {})
    shapes["Problem"] = problem
    for name in ("HTTPValidationError", "ValidationError"):
        shapes.pop(name, None)
    for route in iter_route_contexts(app.routes):
        for method in route.methods or ():
            operation = schema["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None:
                _tell(operation, route)
    return schema


def _tell(operation: dict[str, Any], route: RouteContext) -> None:
    operation["operationId"] = route.name  # what a generated client calls it
    needed = [
        item
        for mark in marks(route.dependant)
        if isinstance(mark, RequiredPermissions)
        for item in mark.permissions
    ]
    if needed:
        operation["security"] = [{"token": []}, {"key": []}, {"cookie": []}]
        operation["x-permission"] = ", ".join(dict.fromkeys(needed))
    answers: dict[str, Any] = operation["responses"]
    told = {status for status in answers if status >= "4"}
    for status in sorted(told | _possible(operation, route, guarded=bool(needed))):
        own = answers.get(status, {}).get("description")
        answers[status] = {
            "description": own if own and status != "422" else _TEXTS.get(status, "It can't be done."),
            "content": {MEDIA_TYPE: {"schema": _PROBLEM}},
        }
    operation["responses"] = dict(sorted(answers.items()))


def _possible(operation: dict[str, Any], route: RouteContext, *, guarded: bool) -> set[str]:
    """The problems that a route may answer with."""
    statuses = {"422", "429", "503"}
    if guarded or (route.path or "").startswith("/api/auth/"):
        statuses |= {"401", "403"}
    if guarded and (operation.get("parameters") or operation.get("requestBody")):
        statuses.add("404")
    if operation.get("requestBody"):
        statuses |= {"400", "413"}
    if not (route.methods or set()) <= {"GET", "HEAD"}:
        statuses.add("409")
    if any(part["name"].lower() == "if-match" for part in operation.get("parameters", ())):
        statuses.add("412")
    return statuses
