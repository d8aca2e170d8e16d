"""Stores: list, read, add, change, remove; a caller that is limited to stores sees no others."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, status
from sqlalchemy import exists, select

from foresale.error_reasons import Reason
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Writing
from foresale.service.api.kit.field_types import Removed, RowId, as_stored
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.optimistic_lock import Tagged, Versioned, hold
from foresale.service.api.kit.pagination import Page, Paged, SortKey, parse_sort, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.taken_codes import refuse_taken
from foresale.service.api.kit.visible_stores import store_of
from foresale.service.api.stores.schemas import Store, StoreFilter, StoreGiven
from foresale.storage.database.forecasts.accuracy_sums import forget_period_sums
from foresale.storage.database.sales.sold_product_days import note_days_of_store
from foresale.storage.database.sql.search import holds
from foresale.storage.database.tables.catalog import StockMovementRow, StoreRow
from foresale.storage.database.tables.people import UserStoreRow
from foresale.storage.database.tables.trade import SaleRow

router = APIRouter(prefix="/stores", tags=["stores"])
Reader = Annotated[Caller, needs(Permission.READ_CATALOG)]
Editor = Annotated[Caller, needs(Permission.EDIT_CATALOG)]
StoreId = Annotated[RowId, Path(description="The store's id.")]
_ORDERS = {
    "code": SortKey(StoreRow.code),
    "name": SortKey(StoreRow.name),
    "city": SortKey(StoreRow.city, nullable=True),
    "created_at": SortKey(StoreRow.created_at),
}


@router.get("")
def list_stores(
    session: Reading,
    caller: Reader,
    page: Paged,
    which: Annotated[StoreFilter, Query()],
) -> Page[Store]:
    """The stores that the caller may see, page by page."""
    wanted = select(StoreRow)
    if caller.store_ids is not None:
        wanted = wanted.where(StoreRow.id.in_(caller.store_ids))
    for column, value in (
        (StoreRow.code, which.code),
        (StoreRow.city, which.city),
        (StoreRow.is_active, which.is_active),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    if which.q is not None:
        wanted = wanted.where(holds(which.q, StoreRow.name, StoreRow.code))
    rows, after = read_page(session, wanted, parse_sort(which.sort, _ORDERS, StoreRow.id), page)
    return Page(items=[as_stored(Store, row) for row in rows], next=after)


@router.get("/{store_id}")
def read_store(session: Reading, caller: Reader, version: Tagged, store_id: StoreId) -> Store:
    """One store; its `ETag` goes with a change."""
    return version.show(as_stored(Store, store_of(session, caller, store_id)))


@router.post("", status_code=status.HTTP_201_CREATED)
def add_store(session: Writing, caller: Editor, version: Tagged, given: StoreGiven, audit: Audited) -> Store:
    """Add a store; 409 if its code is another's."""
    if caller.store_ids is not None:
        raise ForbiddenError(
            "You are limited to some stores, and can't add others.",
            fix="Ask an admin to add it.",
            reason=Reason("all_stores_only"),
        )
    refuse_taken(session, StoreRow.code, given.code, is_seen=caller.sees)
    row = StoreRow(**dict(given))
    session.add(row)
    session.flush()
    audit.write(session, "store.added", f"store {row.id}")
    return version.show(as_stored(Store, row), f"/api/stores/{row.id}")


@router.put("/{store_id}")
def change_store(
    session: Writing,
    caller: Editor,
    version: Versioned,
    store_id: StoreId,
    given: StoreGiven,
    audit: Audited,
) -> Store:
    """Replace all of a store; 412 if it was changed since `If-Match` was read."""
    row = store_of(session, caller, store_id)
    hold(session, row)
    version.check(as_stored(Store, row))
    refuse_taken(session, StoreRow.code, given.code, store_id, is_seen=caller.sees)
    for name, value in given:
        setattr(row, name, value)
    session.flush()
    audit.write(session, "store.changed", f"store {row.id}")
    return version.show(as_stored(Store, row))


@router.delete("/{store_id}")
def remove_store(
    session: Writing, caller: Editor, store_id: StoreId, version: Versioned, audit: Audited
) -> Removed:
    """Delete a store; one with sales, stock movements or users limited to it is put out of use instead."""
    row = store_of(session, caller, store_id)
    hold(session, row)
    version.check(as_stored(Store, row))
    sold = session.scalar(select(exists().where(SaleRow.store_id == store_id)))
    moved = session.scalar(select(exists().where(StockMovementRow.store_id == store_id)))
    # Whoever is limited to this store alone would see all stores without it.
    limits = session.scalar(select(exists().where(UserStoreRow.store_id == store_id)))
    if sold or moved or limits:
        row.is_active = False
        audit.write(session, "store.deactivated", f"store {row.id}")
        reason = "sales" if sold else "stock movements" if moved else "users who are limited to it"
        message = f"Store '{row.code}' has {reason}: it isn't deleted, but no longer active."
        return Removed(deleted=False, deactivated=True, message=message)
    note_days_of_store(session.connection(), store_id)
    session.delete(row)
    forget_period_sums(session.connection())
    audit.write(session, "store.removed", f"store {row.id}", {"code": row.code})
    return Removed(deleted=True, deactivated=False, message=f"Store '{row.code}' is deleted.")
