"""Suppliers: list, read, add, change, remove."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, status
from sqlalchemy import exists, select

from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Writing
from foresale.service.api.kit.field_types import Removed, RowId, as_stored
from foresale.service.api.kit.optimistic_lock import Tagged, Versioned, hold
from foresale.service.api.kit.pagination import (
    CountedPage,
    Paged,
    SortKey,
    count_rows,
    parse_sort,
    read_page,
)
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.rows import find_row
from foresale.service.api.kit.taken_codes import refuse_taken
from foresale.service.api.suppliers.schemas import Supplier, SupplierFilter, SupplierGiven
from foresale.storage.database.sql.search import holds
from foresale.storage.database.supply.proposals import mark_stale
from foresale.storage.database.tables.supply import PurchaseOrderRow, SupplierRow

router = APIRouter(prefix="/suppliers", tags=["orders"])
Reader = Annotated[Caller, needs(Permission.READ_CATALOG)]
Editor = Annotated[Caller, needs(Permission.READ_CATALOG, Permission.EDIT_CATALOG)]
SupplierId = Annotated[RowId, Path(description="The supplier's id.")]
_TERMS = (
    "lead_time_days", "order_days", "cutoff", "minimum_order_value", "delivery_days", "lead_time_spread_days",
    "is_active",
)  # fmt: skip
"""What proposals hang on."""
_ORDERS = {"code": SortKey(SupplierRow.code), "name": SortKey(SupplierRow.name)}


@router.get("")
def list_suppliers(
    session: Reading, _caller: Reader, page: Paged, which: Annotated[SupplierFilter, Query()]
) -> CountedPage[Supplier]:
    """Whoever delivers, page by page."""
    wanted = select(SupplierRow)
    if which.q is not None:
        wanted = wanted.where(holds(which.q, SupplierRow.name, SupplierRow.code))
    if which.is_active is not None:
        wanted = wanted.where(SupplierRow.is_active.is_(which.is_active))
    rows, after = read_page(session, wanted, parse_sort(which.sort, _ORDERS, SupplierRow.id), page)
    total = count_rows(session, wanted)
    return CountedPage(items=[as_stored(Supplier, row) for row in rows], next=after, total=total)


@router.get("/{supplier_id}")
def read_supplier(session: Reading, _caller: Reader, version: Tagged, supplier_id: SupplierId) -> Supplier:
    """One supplier; its `ETag` goes with a change."""
    return version.show(as_stored(Supplier, find_row(session, SupplierRow, supplier_id, "supplier")))


@router.post("", status_code=status.HTTP_201_CREATED)
def add_supplier(
    session: Writing, _caller: Editor, version: Tagged, given: SupplierGiven, audit: Audited
) -> Supplier:
    """Add a supplier; 409 if its code is another's."""
    refuse_taken(session, SupplierRow.code, given.code)
    row = SupplierRow(**dict(given))
    session.add(row)
    session.flush()
    audit.write(session, "supplier.added", f"supplier {row.id}")
    return version.show(as_stored(Supplier, row), f"/api/suppliers/{row.id}")


@router.put("/{supplier_id}")
def change_supplier(
    session: Writing,
    _caller: Editor,
    version: Versioned,
    supplier_id: SupplierId,
    given: SupplierGiven,
    audit: Audited,
) -> Supplier:
    """Replace all of a supplier; 412 if it was changed since `If-Match` was read."""
    row = find_row(session, SupplierRow, supplier_id, "supplier")
    hold(session, row)
    version.check(as_stored(Supplier, row))
    refuse_taken(session, SupplierRow.code, given.code, supplier_id)
    before = _terms_of(row)
    for name, value in given:
        setattr(row, name, value)
    session.flush()
    if _terms_of(row) != before:
        mark_stale(session, None)
    audit.write(session, "supplier.changed", f"supplier {row.id}")
    return version.show(as_stored(Supplier, row))


@router.delete("/{supplier_id}")
def remove_supplier(
    session: Writing, _caller: Editor, supplier_id: SupplierId, version: Versioned, audit: Audited
) -> Removed:
    """Delete a supplier with its terms; one that was ordered from is put out of use instead."""
    row = find_row(session, SupplierRow, supplier_id, "supplier")
    hold(session, row)
    version.check(as_stored(Supplier, row))
    if session.scalar(select(exists().where(PurchaseOrderRow.supplier_id == supplier_id))):
        row.is_active = False
        mark_stale(session, None)
        audit.write(session, "supplier.deactivated", f"supplier {row.id}")
        message = f"Supplier '{row.code}' has orders: it isn't deleted, but no longer ordered from."
        return Removed(deleted=False, deactivated=True, message=message)
    session.delete(row)
    mark_stale(session, None)
    audit.write(session, "supplier.removed", f"supplier {row.id}", {"code": row.code})
    return Removed(deleted=True, deactivated=False, message=f"Supplier '{row.code}' is deleted.")


def _terms_of(row: SupplierRow) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _TERMS)
