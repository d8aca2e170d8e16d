"""Parameters after the question mark: one that a route doesn't know is an error, not silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from foresale.error_reasons import Reason
from foresale.errors import OptionError, did_you_mean

MAX_NAMED = 20
PASSED_ON = "x-passes-parameters-on"
"""In a route's `openapi_extra`: it hands parameters to another route, which knows them."""

_ANY = "*"

QueryNames = dict[Callable[..., Any] | None, frozenset[str]]


def query_names(routes: Iterable[BaseRoute]) -> QueryNames:
    """The parameters of each route, by its function."""
    found = {}
    for route in iter_route_contexts(list(routes)):
        extra = getattr(route.original_route, "openapi_extra", None) or {}
        found[route.endpoint] = frozenset([*_names(route.dependant), *([_ANY] if PASSED_ON in extra else [])])
    return found


async def check_query(request: HTTPConnection) -> None:
    """Refuse a request with a parameter that its route doesn't know: it would get other rows, and no word.

    Raises:
        OptionError: Which one, and the nearest that there is.
    """
    if not request.scope["query_string"]:
        return
    endpoint = request.scope.get("endpoint")
    known = request.app.state.queries.get(endpoint)
    if known is None or _ANY in known:
        return
    unknown = next((name for name in request.query_params if name not in known), None)
    if unknown is None:
        return
    # Whoever may not do this isn't told what may be asked.
    for guard in request.app.state.guards.get(endpoint, ()):
        await guard(request)
    listed = ", ".join(sorted(known)[:MAX_NAMED])
    fix = did_you_mean(unknown, sorted(known), "Leave it out.")
    raise OptionError(
        f"query.{unknown[:50]}: there is no such parameter here.",
        fix=f"{fix} There are: {listed}." if known else "This address takes none.",
        reason=Reason("unknown_parameter", name=unknown[:50]),
    )


def _names(dependant: Dependant) -> Iterable[str]:
    for field in dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (part.alias or name for name, part in kind.model_fields.items())
        else:
            yield field.alias
    for part in dependant.dependencies:
        yield from _names(part)
