"""Finding products and stores by id or by the names people know, and the nearest where one is misspelled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import InstrumentedAttribute

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError, closest
from foresale.messages import route
from foresale.storage.database.engine.transactions import reading_of
from foresale.storage.database.tables.catalog import ProductRow, StoreRow

MAX_COMPARED = 5_000


@dataclass(frozen=True, slots=True)
class ProductName:
    """A product by its id and sku, with its category."""

    id: int
    sku: str
    category: str | None


@dataclass(frozen=True, slots=True)
class StoreName:
    """A store by its id and code."""

    id: int
    code: str


class Names:
    """Looks names up in the catalogue.

    Args:
        bind: The system of record; or an open transaction, for who has one: nobody asks for a second
            connection while it holds its first.
    """

    def __init__(self, bind: Engine | Connection) -> None:
        self._bind = bind

    def product(self, key: int | str) -> ProductName:
        """The product with this id (a number) or sku (text).

        Raises:
            NotFoundError: There is none; it names the nearest skus.
        """
        column = ProductRow.id if isinstance(key, int) else ProductRow.sku
        with reading_of(self._bind) as connection:
            row = connection.execute(
                select(ProductRow.id, ProductRow.sku, ProductRow.category).where(column == key)
            ).one_or_none()
        if row is None:
            raise NotFoundError(
                f"There is no product {_quote(key)}.",
                fix=self._nearest(key, ProductRow.sku, route("list_products")),
                reason=Reason("no_such_product", name=key),
            )
        return ProductName(*row)

    def store(self, key: int | str) -> StoreName:
        """The store with this id (a number) or code (text).

        Raises:
            NotFoundError: There is none; it names the nearest codes.
        """
        column = StoreRow.id if isinstance(key, int) else StoreRow.code
        with reading_of(self._bind) as connection:
            row = connection.execute(select(StoreRow.id, StoreRow.code).where(column == key)).one_or_none()
        if row is None:
            raise NotFoundError(
                f"There is no store {_quote(key)}.",
                fix=self._nearest(key, StoreRow.code, route("list_stores")),
                reason=Reason("no_such_store", name=key),
            )
        return StoreName(*row)

    def products(self, ids: Collection[int]) -> dict[int, ProductName]:
        """Products by id."""
        query = select(ProductRow.id, ProductRow.sku, ProductRow.category).where(ProductRow.id.in_(list(ids)))
        with reading_of(self._bind) as connection:
            return {row[0]: ProductName(*row) for row in connection.execute(query)}

    def stores(self, ids: Collection[int]) -> dict[int, StoreName]:
        """Stores by id."""
        query = select(StoreRow.id, StoreRow.code).where(StoreRow.id.in_(list(ids)))
        with reading_of(self._bind) as connection:
            return {row[0]: StoreName(*row) for row in connection.execute(query)}

    def _nearest(self, key: int | str, column: InstrumentedAttribute[Any], listing: str) -> str:
        if isinstance(key, int):
            return f"Write it in quotes if it isn't an id; {listing} lists all."
        begins = column.startswith(key[:2], autoescape=True)
        query = select(column).order_by(begins.desc(), column).limit(MAX_COMPARED)
        with reading_of(self._bind) as connection:
            near = closest(key, connection.scalars(query))
        if not near:
            return f"{listing} lists all."
        return f"Did you mean {' or '.join(map(repr, near))}? {listing} lists all."


def _quote(key: int | str) -> str:
    return str(key) if isinstance(key, int) else repr(key[:100])
