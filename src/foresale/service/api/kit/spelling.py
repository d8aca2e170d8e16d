"""How the API spells options and routes that messages name: as fields of a body, and as addresses."""

from __future__ import annotations

import re
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from foresale.messages import ROUTE, Speller, spell_for_json

_PART = re.compile(r"{(\w+)}")


def speller_of(app: FastAPI) -> Speller:
    """What writes options and routes as callers of this app know them."""

    def spell(name: str, value: Any) -> str:
        if not name.startswith(ROUTE):
            return spell_for_json(name, value)
        return " ".join(address_of(app, name.removeprefix(ROUTE), **value))

    return spell


def address_of(app: FastAPI, name: str, **parts: object) -> tuple[str, str]:
    """Method and path of a route.

    Args:
        app: Whose route.
        name: The name of the function that answers it.
        parts: What stands in its address.

    Raises:
        LookupError: No route of this name has these parts.
    """
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        if route.name == name and set(_PART.findall(path)) == set(parts):
            return min(route.methods or ()), path.format(**parts)
    raise LookupError(f"No route is called {name} and takes {sorted(parts)}.")
