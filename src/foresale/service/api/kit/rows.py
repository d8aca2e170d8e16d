"""A row by its id, from an address."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeVar

from sqlalchemy.orm import Session

from foresale.error_reasons import Reason, ReasonCode
from foresale.errors import NotFoundError
from foresale.storage.database.tables.base import Table

Row = TypeVar("Row", bound=Table)
Noun = Literal["product", "store", "supplier", "segment"]

NO_SUCH: Mapping[Noun, ReasonCode] = MappingProxyType(
    {
        "product": "no_such_product",
        "store": "no_such_store",
        "supplier": "no_such_supplier",
        "segment": "no_such_segment",
    }
)
"""Why there is no answer where a noun isn't there."""


def find_row(session: Session, kind: type[Row], key: int, noun: Noun) -> Row:
    """The row of a noun whose list is at `/api/<noun>s`.

    Raises:
        NotFoundError: There is none.
    """
    row = session.get(kind, key)
    if row is None:
        raise NotFoundError(
            f"There is no {noun} {key}.",
            fix=f"GET /api/{noun}s lists them.",
            reason=Reason(NO_SUCH[noun], name=key),
        )
    return row
