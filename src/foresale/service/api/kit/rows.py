"""A row by its id, from an address."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from foresale.errors import NotFoundError
from foresale.storage.database.tables.base import Table

Row = TypeVar("Row", bound=Table)


def find_row(session: Session, kind: type[Row], key: int, noun: str) -> Row:
    """The row of a noun whose list is at `/api/<noun>s`.

    Raises:
        NotFoundError: There is none.
    """
    row = session.get(kind, key)
    if row is None:
        raise NotFoundError(f"There is no {noun} {key}.", fix=f"GET /api/{noun}s lists them.")
    return row
