"""Stores of a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from foresale.client.answers import read, reads, sends
from foresale.client.connection import Connection
from foresale.client.http_errors import nothing_found
from foresale.client.removed import Removed


@reads("Store")
@dataclass(frozen=True)
class Store:
    """A store.

    Attributes:
        id: The server's number for it.
        code: Your own number for it.
        name: What it is called.
        city: Where it is.
        country: Two letters.
        time_zone: Says which day a sale belongs to.
        is_active: Whether it still sells.
        created_at: When it was added, UTC.
    """

    id: int
    code: str
    name: str
    city: str | None = None
    country: str | None = None
    time_zone: str | None = None
    is_active: bool = True
    created_at: datetime | None = None


@sends("StoreGiven")
class StoreFields(TypedDict, total=False):
    """What a store can be given; the names mean what they mean in `Store`."""

    code: str
    name: str
    city: str | None
    country: str | None
    time_zone: str | None
    is_active: bool


class StoreFilter(TypedDict, total=False):
    """Which stores are wanted: all filters hold together; `q` searches names, `sort` orders."""

    code: str
    city: str
    is_active: bool
    q: str
    sort: str


class Stores:
    """The stores of a server that you may see."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, **which: Unpack[StoreFilter]) -> Iterator[Store]:
        """The stores, fetched as they are asked for."""
        return (read(Store, told) for told in self._connection.pages("/stores", **which))

    def get(self, store_id: int) -> Store:
        """One store."""
        return read(Store, self._connection.get(f"/stores/{store_id}"))

    def find(self, code: str) -> Store:
        """The store with this code.

        Raises:
            ServerError: There is none that you may see.
        """
        return next(self.list(code=code), None) or nothing_found(f"There is no store '{code}'.")

    def add(self, **given: Unpack[StoreFields]) -> Store:
        """Add a store: `code` and `name` at least."""
        return read(Store, self._connection.post("/stores", given))

    def change(self, store_id: int, **given: Unpack[StoreFields]) -> Store:
        """Change what is given, and leave the rest."""
        settable = StoreFields.__optional_keys__
        return read(Store, self._connection.change(f"/stores/{store_id}", given, settable))

    def remove(self, store_id: int) -> Removed:
        """Delete a store; one with a past, or with users limited to it, is put out of use instead."""
        return read(Removed, self._connection.delete(f"/stores/{store_id}"))
