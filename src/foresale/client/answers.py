"""Turns a server's JSON into the client's records, whatever newer fields it holds."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from foresale.client.http_errors import ServerError

Record = TypeVar("Record")

SCHEMAS: dict[type[Any], str] = {}
"""Which schema of the server's OpenAPI description each record reads: a test compares them."""

SENT: dict[type[Any], str] = {}
"""Which schema each typed dictionary of arguments fills."""

_SENT_AS = "name_in_api"
_SHAPES: dict[type[Any], tuple[tuple[str, Any, str, bool], ...]] = {}


def reads(schema: str) -> Callable[[type[Record]], type[Record]]:
    """Mark a frozen dataclass as reading a schema of the API's description.

    Args:
        schema: Its name there.
    """

    def mark(kind: type[Record]) -> type[Record]:
        SCHEMAS[kind] = schema
        return kind

    return mark


def sends(schema: str) -> Callable[[type[Record]], type[Record]]:
    """Mark a typed dictionary as filling a schema of the API's description.

    Args:
        schema: Its name there.
    """

    def mark(kind: type[Record]) -> type[Record]:
        SENT[kind] = schema
        return kind

    return mark


def name_in_api(name: str) -> Mapping[str, str]:
    """Metadata of a field that the API calls by a name which Python keeps for itself.

    Args:
        name: The API's.
    """
    return {_SENT_AS: name}


def name_of_field(field: Field[Any]) -> str:
    """What the API calls a record's field."""
    return str(field.metadata.get(_SENT_AS, field.name))


def read(kind: type[Record], told: Any) -> Record:
    """A record from what a server told.

    Fields it doesn't know are passed over, so that a client outlives its server's next release.

    Args:
        kind: The record's class, a dataclass.
        told: The JSON object.

    Raises:
        ServerError: It isn't such a record.

    Examples:
        >>> from foresale.client.products import Product
        >>> answer = {"id": 1, "sku": "TEA", "name": "Tea", "price": "2.49", "colour": "green"}
        >>> read(Product, answer).price
        Decimal('2.49')
    """
    if not isinstance(told, Mapping):
        raise _not_understood(kind, "it is no object")
    values: dict[str, Any] = {}
    for name, hint, called, needed in _shape(kind):
        if called in told:
            try:
                values[name] = _value(hint, told[called])
            except (ValueError, TypeError, ArithmeticError):
                raise _not_understood(kind, f"its '{called}' is {str(told[called])[:50]!r}") from None
        elif needed:
            raise _not_understood(kind, f"it has no '{called}'")
    return kind(**values)


def _shape(kind: type[Any]) -> tuple[tuple[str, Any, str, bool], ...]:
    """Of each field its name, type, what the API calls it, and whether it has to be there."""
    if kind not in _SHAPES:
        hints = get_type_hints(kind)
        _SHAPES[kind] = tuple(
            (
                field.name,
                hints[field.name],
                name_of_field(field),
                field.default is MISSING and field.default_factory is MISSING,
            )
            for field in fields(kind)
        )
    return _SHAPES[kind]


def _value(hint: Any, told: Any) -> Any:
    if told is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        (hint,) = (part for part in get_args(hint) if part is not type(None))
        origin = get_origin(hint)
    if origin is tuple:
        return tuple(_value(get_args(hint)[0], item) for item in told)
    if hint is datetime:
        return datetime.fromisoformat(told)
    if hint is date:
        return date.fromisoformat(told)
    if hint is Decimal:
        return Decimal(str(told))
    if hint is float:
        return float(told)
    return read(hint, told) if is_dataclass(hint) and isinstance(hint, type) else told


def _not_understood(kind: type[Any], why: str) -> ServerError:
    return ServerError(
        f"The server's {kind.__name__} can't be read: {why}.",
        fix="Client and server are of different releases, or that address isn't Foresale's: check both.",
    )
