"""Terms of supply: list, add, change, remove, and many at once."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, status
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError, NotFoundError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Writing
from foresale.service.api.kit.field_types import Removed, RowId
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.optimistic_lock import Tagged, Versioned, hold
from foresale.service.api.kit.pagination import CountedPage, Paged, SortKey, count_rows, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.rows import find_row
from foresale.service.api.kit.visible_stores import check_references, product_coded, store_coded
from foresale.service.api.supply_terms.keeping import EVERYWHERE, find_actions, keep_terms
from foresale.service.api.supply_terms.schemas import (
    NamedTerms,
    SupplyTerm,
    SupplyTermFilter,
    SupplyTermGiven,
    TermRejected,
    TermsKept,
)
from foresale.storage.database.sql.search import holds
from foresale.storage.database.supply.proposals import mark_stale
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.supply import SupplierRow, SupplyTermRow

router = APIRouter(prefix="/supply-terms", tags=["orders"])
Reader = Annotated[Caller, needs(Permission.READ_CATALOG)]
Editor = Annotated[Caller, needs(Permission.READ_CATALOG, Permission.EDIT_CATALOG)]
TermId = Annotated[RowId, Path(description="The terms' id.")]


@router.get("")
def list_supply_terms(
    session: Reading, caller: Reader, page: Paged, which: Annotated[SupplyTermFilter, Query()]
) -> CountedPage[SupplyTerm]:
    """The terms for stores that the caller may see, and for all stores."""
    row = SupplyTermRow
    wanted = _query_named(caller)
    if which.supplier is not None:
        wanted = wanted.where(SupplierRow.code == which.supplier)
    if which.product_key is not None:
        wanted = wanted.where(row.product_id == product_coded(session, which.product_key).id)
    if which.store_key is not None:
        own = store_coded(session, caller, which.store_key).id
        wanted = wanted.where(or_(row.store_id == own, row.store_id.is_(None)))
    if which.q is not None:
        wanted = wanted.where(holds(which.q, ProductRow.name, ProductRow.sku))
    rows, after = read_page(session, wanted, [SortKey(row.id)], page)
    total = count_rows(session, wanted)
    return CountedPage(items=[_to_schema(found) for found in rows], next=after, total=total)


@router.get("/{term_id}")
def read_supply_term(session: Reading, caller: Reader, version: Tagged, term_id: TermId) -> SupplyTerm:
    """One product's terms at one supplier; their `ETag` goes with a change."""
    return version.show(_read_term(session, caller, term_id))


@router.post("", status_code=status.HTTP_201_CREATED)
def add_supply_term(
    session: Writing, caller: Editor, version: Tagged, given: SupplyTermGiven, audit: Audited
) -> SupplyTerm:
    """Add terms; 409 where there are some of this supplier, product and store."""
    _refuse_wrong(session, caller, given)
    place = given.store_id or EVERYWHERE
    _refuse_same(session, given, None)
    row = SupplyTermRow(**dict(given), place=place)
    session.add(row)
    session.flush()
    mark_stale(session, _places(row.store_id))
    audit.write(session, "supply_term.added", f"supply term {row.id}")
    return version.show(_read_term(session, caller, row.id), f"/api/supply-terms/{row.id}")


@router.put("/{term_id}")
def change_supply_term(
    session: Writing,
    caller: Editor,
    version: Versioned,
    term_id: TermId,
    given: SupplyTermGiven,
    audit: Audited,
) -> SupplyTerm:
    """Replace all of the terms; 412 if they were changed since `If-Match` was read."""
    row = _lock_term(session, caller, version, term_id)
    _refuse_wrong(session, caller, given)
    _refuse_same(session, given, term_id)
    before = row.store_id
    for name, value in given:
        setattr(row, name, value)
    row.place = given.store_id or EVERYWHERE
    session.flush()
    mark_stale(session, _places(before, row.store_id))
    audit.write(session, "supply_term.changed", f"supply term {row.id}")
    return version.show(_read_term(session, caller, row.id))


@router.delete("/{term_id}")
def remove_supply_term(
    session: Writing, caller: Editor, version: Versioned, term_id: TermId, audit: Audited
) -> Removed:
    """Forget terms; orders keep theirs."""
    row = _lock_term(session, caller, version, term_id)
    session.delete(row)
    mark_stale(session, _places(row.store_id))
    audit.write(session, "supply_term.removed", f"supply term {term_id}")
    return Removed(deleted=True, deactivated=False, message=f"Terms {term_id} are deleted.")


@router.post("/bulk")
def put_supply_terms(session: Writing, caller: Editor, given: NamedTerms, audit: Audited) -> TermsKept:
    """Keep many terms by code and sku, such as a file's: those that are there are replaced, others added.

    What names something that isn't there is told and left out; the others are kept.
    """
    wanted, refused = find_actions(session, caller, list(enumerate(given.items, 1)))
    keep_terms(session, wanted)
    added = sum(one.action == "added" for one in wanted)
    changed = sum(one.action == "changed" for one in wanted)
    audit.write(session, "supply_term.bulk", "supply terms", {"added": added, "changed": changed})
    rejected = [TermRejected(row=row, column=column, reason=reason) for row, column, _, reason in refused]
    return TermsKept(added=added, changed=changed, rejected=rejected)


def _places(*store_ids: int | None) -> set[int] | None:
    """Whose proposals hang on terms of these stores; None for all, as terms without a store are of all."""
    found = {number for number in store_ids if number is not None}
    return found if len(found) == len(set(store_ids)) else None


def _query_named(caller: Caller) -> Select[Any]:
    row = SupplyTermRow
    wanted: Select[Any] = (
        select(row)
        .add_columns(SupplierRow.code, ProductRow.sku, ProductRow.name, StoreRow.code.label("store_code"))
        .join(SupplierRow, SupplierRow.id == row.supplier_id)
        .join(ProductRow, ProductRow.id == row.product_id)
        .outerjoin(StoreRow, StoreRow.id == row.store_id)
    )
    if caller.store_ids is None:
        return wanted
    return wanted.where(or_(row.store_id.is_(None), row.store_id.in_(caller.store_ids)))


def _to_schema(found: Any) -> SupplyTerm:
    row, supplier, product, name, store = found
    names = {"supplier": supplier, "product": product, "product_name": name, "store": store}
    own = {name: getattr(row, name) for name in SupplyTerm.model_fields if name not in names}
    return SupplyTerm.model_construct(**own, **names)


def _read_term(session: Session, caller: Caller, term_id: int) -> SupplyTerm:
    found = session.execute(_query_named(caller).where(SupplyTermRow.id == term_id)).one_or_none()
    if found is None:
        raise NotFoundError(
            f"There are no terms {term_id}.",
            fix="GET /api/supply-terms lists them.",
            reason=Reason("no_such_terms", name=term_id),
        )
    return _to_schema(found)


def _lock_term(session: Session, caller: Caller, version: Versioned, term_id: int) -> SupplyTermRow:
    shown = _read_term(session, caller, term_id)
    row = session.get_one(SupplyTermRow, term_id)
    _refuse_everywhere(caller, row.store_id)
    hold(session, row)
    version.check(shown)
    return row


def _refuse_wrong(session: Session, caller: Caller, given: SupplyTermGiven) -> None:
    find_row(session, SupplierRow, given.supplier_id, "supplier")
    check_references(session, caller, store_id=given.store_id, product_id=given.product_id)
    _refuse_everywhere(caller, given.store_id)


def _refuse_everywhere(caller: Caller, store_id: int | None) -> None:
    if caller.store_ids is not None and store_id is None:
        raise ForbiddenError(
            "Terms without a store are of all stores, and you are limited to some.",
            fix="Name one of your stores as store_id.",
            reason=Reason("name_a_store"),
        )


def _refuse_same(session: Session, given: SupplyTermGiven, own_id: int | None) -> None:
    row = SupplyTermRow
    same = select(row.id).where(
        row.supplier_id == given.supplier_id,
        row.product_id == given.product_id,
        row.place == (given.store_id or EVERYWHERE),
    )
    other = session.scalar(same)
    if other is not None and other != own_id:
        raise ConflictError(
            f"There are terms of this supplier, product and store already: {other}.",
            fix=f"Change these: PUT /api/supply-terms/{other}.",
        )
