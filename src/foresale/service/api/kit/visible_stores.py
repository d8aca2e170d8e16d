"""Stores as a caller sees them: those that it isn't limited to don't exist for it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError, OptionError
from foresale.service.api.kit.access import Caller
from foresale.storage.database.tables.catalog import ProductRow, StoreRow

_STORES = "GET /api/stores lists those you may see."
_PRODUCTS = "GET /api/products lists them."


def store_of(session: Session, caller: Caller, store_id: int) -> StoreRow:
    """A store by its id, from the address.

    Raises:
        NotFoundError: There is none, or the caller may not see it.
    """
    row = session.get(StoreRow, store_id)
    if row is None or not caller.sees(row.id):
        raise NotFoundError(
            f"There is no store {store_id}.", fix=_STORES, reason=Reason("no_such_store", name=store_id)
        )
    return row


def store_coded(session: Session, caller: Caller, key: int | str) -> StoreRow:
    """A store by its code (text) or its id (a number), from a filter.

    Raises:
        NotFoundError: There is none, or the caller may not see it.
    """
    column = StoreRow.id if isinstance(key, int) else StoreRow.code
    row = session.scalar(select(StoreRow).where(column == key))
    if row is None or not caller.sees(row.id):
        raise NotFoundError(
            f"There is no store {key!r}.", fix=_STORES, reason=Reason("no_such_store", name=key)
        )
    return row


def product_coded(session: Session, key: int | str) -> ProductRow:
    """A product by its sku (text) or its id (a number), from a filter.

    Raises:
        NotFoundError: There is none.
    """
    column = ProductRow.id if isinstance(key, int) else ProductRow.sku
    row = session.scalar(select(ProductRow).where(column == key))
    if row is None:
        raise NotFoundError(
            f"There is no product {key!r}.", fix=_PRODUCTS, reason=Reason("no_such_product", name=key)
        )
    return row


def check_references(
    session: Session, caller: Caller, *, store_id: int | None, product_id: int | None
) -> None:
    """Refuse a body that names a store or a product that isn't there for the caller.

    Raises:
        OptionError: Which one.
    """
    if store_id is not None and (session.get(StoreRow, store_id) is None or not caller.sees(store_id)):
        raise OptionError(
            f"store_id: there is no store {store_id}.",
            fix=_STORES,
            reason=Reason("no_such_store", name=store_id),
        )
    if product_id is not None and session.get(ProductRow, product_id) is None:
        raise OptionError(
            f"product_id: there is no product {product_id}.",
            fix=_PRODUCTS,
            reason=Reason("no_such_product", name=product_id),
        )
