"""Names and parameters as addresses have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_SPAN = {"since": "from", "until": "to"}


def format_query(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that were given, by the names the API has for them.

    Examples:
        >>> format_query({"since": "2026-03-01", "store": None})
        {'from': '2026-03-01'}
        >>> format_query({"product": "3"}), format_query({"product": 3})
        ({'product': '3'}, {'product_id': 3})
    """
    given = {_SPAN.get(name, name): value for name, value in parameters.items() if value is not None}
    return {_name_fields(name, value): value for name, value in given.items()}


def _name_fields(name: str, value: Any) -> str:
    """Text is a sku or a code; an id has a name of its own."""
    return f"{name}_id" if name in ("product", "store") and isinstance(value, int) else name


def quote_name(name: str) -> str:
    """A name as one part of an address.

    Examples:
        >>> quote_name("milk/1 l")
        'milk%2F1%20l'
    """
    return quote(name, safe="")
