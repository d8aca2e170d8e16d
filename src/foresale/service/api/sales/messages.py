"""Messages about sales, as streams bring them: the same statement of a sale as `POST /sales` takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

import orjson
from pydantic import TypeAdapter, ValidationError

from foresale.service.api.sales.schemas import SaleCorrected, SaleGiven, SaleMade, SaleTakenBack
from foresale.storage.database.inbox.letters import NewLetter, Source
from foresale.storage.database.inbox.messages import MessageKind, SaleMessage

MAX_BYTES = 100_000
"""Of one message; longer ones aren't read."""
NO_OBJECT = "It isn't a JSON object."
_NO_OBJECT = ("model_type", "model_attributes_type", "dict_type")
"""What pydantic calls a value that is none."""

MESSAGES: Mapping[str, TypeAdapter[Any]] = {
    "sale": TypeAdapter(SaleMade),
    "correction": TypeAdapter(SaleCorrected),
    "cancellation": TypeAdapter(SaleTakenBack),
}
"""What each kind of message has to be."""


@dataclass(frozen=True)
class Fault:
    """Why a message can't be read.

    Attributes:
        column: The field at fault.
        reason: What is wrong with it.
        kind: What it was meant to be, as far as that can be told.
        transaction_id: Of the sale, as far as that can be told.
        store: That it names, as far as that can be told.
    """

    column: str | None
    reason: str
    kind: str = "unreadable"
    transaction_id: str | None = None
    store: str | None = None

    def letter(self, source: Source, place: str, raw: str, user_id: int | None = None) -> NewLetter:
        """The message as a dead letter.

        Args:
            source: Where it came from.
            place: Where there.
            raw: What it said.
            user_id: Who sent it.
        """
        named = (self.kind, self.transaction_id, self.store)
        return NewLetter(source, place, raw, self.reason, self.column, *named, user_id=user_id)


def read_message(raw: bytes) -> SaleMessage | Fault:
    """A message as it came.

    Args:
        raw: JSON, as UTF-8.
    """
    if len(raw) > MAX_BYTES:
        return Fault(None, f"It is longer than {MAX_BYTES:,} bytes.")
    try:
        told = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Fault(None, f"It isn't JSON: {error}.")
    return read_object(told)


def read_object(told: Any) -> SaleMessage | Fault:
    """A message that was read from JSON.

    Args:
        told: Anything; only an object can be a message.
    """
    if not isinstance(told, Mapping):
        return Fault(None, NO_OBJECT)
    kind = told.get("kind", "sale")
    if not isinstance(kind, str) or kind not in MESSAGES:
        return Fault(
            "kind", f"kind is one of {', '.join(get_args(MessageKind))}.", "unreadable", *_names(told)
        )
    try:
        given = MESSAGES[kind].validate_python(told)
    except ValidationError as error:
        return Fault(*read_fault(error), kind, *_names(told))
    values = {} if kind == "cancellation" else {
        name: getattr(given, name) for name in SaleGiven.model_fields
    }  # fmt: skip
    return SaleMessage(cast("MessageKind", kind), given.transaction_id, values)


def read_fault(error: ValidationError) -> tuple[str | None, str]:
    """The field that is at fault first, and what is wrong with it.

    Args:
        error: What pydantic says of a sale.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] in _NO_OBJECT:
        return None, NO_OBJECT
    column = ".".join(str(part) for part in first["loc"])[:100] or None
    return column, str(first["msg"]).removeprefix("Value error, ")


def _names(told: Mapping[Any, Any]) -> tuple[str | None, str | None]:
    """The number and the store that a message names, where these are texts."""
    number, store = told.get("transaction_id"), told.get("store")
    return number if isinstance(number, str) else None, store if isinstance(store, str) else None
