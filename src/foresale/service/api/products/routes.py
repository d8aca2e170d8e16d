"""Products: list, read, add, change, remove."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, status
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from foresale.errors import ConflictError, NotFoundError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import needs
from foresale.service.api.kit.field_types import Removed, RowId, as_stored
from foresale.service.api.kit.optimistic_lock import Tagged, Versioned, hold
from foresale.service.api.kit.pagination import Page, Paged, SortKey, chosen_order, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.session import Reading, Writing
from foresale.service.api.products.schemas import Product, ProductFilter, ProductGiven
from foresale.storage.database.sql.search import holds
from foresale.storage.database.tables.catalog import ProductRow, StockMovementRow
from foresale.storage.database.tables.trade import SaleRow

router = APIRouter(prefix="/products", tags=["products"])
READ, EDIT = [needs(Permission.READ_CATALOG)], [needs(Permission.EDIT_CATALOG)]
ProductId = Annotated[RowId, Path(description="The product's id.")]
_ORDERS = {
    "sku": SortKey(ProductRow.sku),
    "name": SortKey(ProductRow.name),
    "category": SortKey(ProductRow.category, nullable=True),
    "price": SortKey(ProductRow.price, nullable=True),
    "stock": SortKey(ProductRow.stock, nullable=True),
    "created_at": SortKey(ProductRow.created_at),
}


@router.get("", dependencies=READ)
def list_products(
    session: Reading,
    page: Paged,
    which: Annotated[ProductFilter, Query()],
) -> Page[Product]:
    """The products, page by page."""
    wanted = select(ProductRow)
    for column, value in (
        (ProductRow.sku, which.sku),
        (ProductRow.category, which.category),
        (ProductRow.is_active, which.is_active),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    if which.q is not None:
        wanted = wanted.where(holds(which.q, ProductRow.name, ProductRow.sku))
    rows, after = read_page(session, wanted, chosen_order(which.sort, _ORDERS, ProductRow.id), page)
    return Page(items=[as_stored(Product, row) for row in rows], next=after)


@router.get("/{product_id}", dependencies=READ)
def read_product(session: Reading, version: Tagged, product_id: ProductId) -> Product:
    """One product; its `ETag` goes with a change."""
    return version.show(as_stored(Product, _row(session, product_id)))


@router.post("", dependencies=EDIT, status_code=status.HTTP_201_CREATED)
def add_product(session: Writing, version: Tagged, given: ProductGiven, audit: Audited) -> Product:
    """Add a product; 409 if its sku is another's."""
    _refuse_taken(session, given.sku, None)
    row = ProductRow(**dict(given))
    session.add(row)
    session.flush()
    audit.write(session, "product.added", f"product {row.id}")
    return version.show(as_stored(Product, row), f"/api/products/{row.id}")


@router.put("/{product_id}", dependencies=EDIT)
def change_product(
    session: Writing,
    version: Versioned,
    product_id: ProductId,
    given: ProductGiven,
    audit: Audited,
) -> Product:
    """Replace all of a product; 412 if it was changed since `If-Match` was read."""
    row = _row(session, product_id)
    hold(session, row)
    version.check(as_stored(Product, row))
    _refuse_taken(session, given.sku, product_id)
    for name, value in given:
        setattr(row, name, value)
    session.flush()
    audit.write(session, "product.changed", f"product {row.id}")
    return version.show(as_stored(Product, row))


@router.delete("/{product_id}", dependencies=EDIT)
def remove_product(session: Writing, product_id: ProductId, version: Versioned, audit: Audited) -> Removed:
    """Delete a product; one that was sold or moved is put out of use instead, so that its past stays."""
    row = _row(session, product_id)
    hold(session, row)
    version.check(as_stored(Product, row))
    sold = session.scalar(select(exists().where(SaleRow.product_id == product_id)))
    moved = session.scalar(select(exists().where(StockMovementRow.product_id == product_id)))
    if sold or moved:
        row.is_active = False
        audit.write(session, "product.deactivated", f"product {row.id}")
        reason = "sales" if sold else "stock movements"
        message = f"Product '{row.sku}' has {reason}: it isn't deleted, but no longer active."
        return Removed(deleted=False, deactivated=True, message=message)
    session.delete(row)
    audit.write(session, "product.removed", f"product {row.id}", {"sku": row.sku})
    return Removed(deleted=True, deactivated=False, message=f"Product '{row.sku}' is deleted.")


def _row(session: Session, product_id: int) -> ProductRow:
    row = session.get(ProductRow, product_id)
    if row is None:
        raise NotFoundError(f"There is no product {product_id}.", fix="GET /api/products lists them.")
    return row


def _refuse_taken(session: Session, sku: str, own_id: int | None) -> None:
    other = session.scalar(select(ProductRow).where(ProductRow.sku == sku))
    if other is not None and other.id != own_id:
        raise ConflictError(
            f"The sku '{sku}' is taken: product {other.id}, '{other.name}', has it.",
            fix=f"Give another sku, or change that one: PUT /api/products/{other.id}.",
        )
