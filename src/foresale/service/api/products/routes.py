"""Products: list, read, add, change, remove."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, status
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Writing
from foresale.service.api.kit.field_types import Removed, RowId
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.optimistic_lock import Tagged, Version, Versioned, hold
from foresale.service.api.kit.pagination import Page, Paged, SortKey, parse_sort, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.rows import find_row
from foresale.service.api.kit.taken_codes import refuse_taken
from foresale.service.api.products.schemas import Product, ProductFilter, ProductGiven
from foresale.storage.database.event_log.changes import log_stock
from foresale.storage.database.forecasts.accuracy_sums import forget_period_sums
from foresale.storage.database.prices_in_use import USUAL_PRICE
from foresale.storage.database.sql.search import holds
from foresale.storage.database.stock.levels import set_chain_stock, stock_of_products
from foresale.storage.database.supply.proposals import mark_stale
from foresale.storage.database.tables.catalog import ProductRow, StockMovementRow
from foresale.storage.database.tables.trade import SaleRow

router = APIRouter(prefix="/products", tags=["products"])
EDIT = [needs(Permission.EDIT_CATALOG)]
Reader = Annotated[Caller, needs(Permission.READ_CATALOG)]
Editor = Annotated[Caller, needs(Permission.EDIT_CATALOG)]
ProductId = Annotated[RowId, Path(description="The product's id.")]
_FROM_SALES = ("stock", "usual_price")
_ORDERS = {
    "sku": SortKey(ProductRow.sku),
    "name": SortKey(ProductRow.name),
    "category": SortKey(ProductRow.category, nullable=True),
    "price": SortKey(ProductRow.price, nullable=True),
    "created_at": SortKey(ProductRow.created_at),
}


@router.get("")
def list_products(
    session: Reading,
    caller: Reader,
    page: Paged,
    which: Annotated[ProductFilter, Query()],
) -> Page[Product]:
    """The products, page by page."""
    stock = stock_of_products(session.connection(), caller.store_ids)
    wanted: Select[Any] = select(ProductRow).add_columns(stock.label("stock"), USUAL_PRICE.label("usual"))
    for column, value in (
        (ProductRow.sku, which.sku),
        (ProductRow.category, which.category),
        (ProductRow.is_active, which.is_active),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    if which.q is not None:
        wanted = wanted.where(holds(which.q, ProductRow.name, ProductRow.sku))
    orders = {**_ORDERS, "stock": SortKey(stock, nullable=True)}
    rows, after = read_page(session, wanted, parse_sort(which.sort, orders, ProductRow.id), page)
    return Page(items=[_to_schema(row, units, usual) for row, units, usual in rows], next=after)


@router.get("/{product_id}")
def read_product(session: Reading, caller: Reader, version: Tagged, product_id: ProductId) -> Product:
    """One product; its `ETag` goes with a change."""
    row = find_row(session, ProductRow, product_id, "product")
    return _answer(session, caller, version, row)


@router.post("", status_code=status.HTTP_201_CREATED)
def add_product(
    session: Writing, caller: Editor, version: Tagged, given: ProductGiven, audit: Audited
) -> Product:
    """Add a product; 409 if its sku is another's."""
    refuse_taken(session, ProductRow.sku, given.sku)
    row = ProductRow(**{name: value for name, value in given if name != "stock"})
    session.add(row)
    session.flush()
    _set_stock(session, caller, row.id, given.stock)
    audit.write(session, "product.added", f"product {row.id}")
    return _answer(session, caller, version, row, f"/api/products/{row.id}")


@router.put("/{product_id}")
def change_product(
    session: Writing,
    caller: Editor,
    version: Versioned,
    product_id: ProductId,
    given: ProductGiven,
    audit: Audited,
) -> Product:
    """Replace all of a product but its stock, which stays if it is left out; 412 if it was changed since."""
    row = find_row(session, ProductRow, product_id, "product")
    hold(session, row)
    version.check(_to_schema(row, None))
    refuse_taken(session, ProductRow.sku, given.sku, product_id)
    before = _terms_of(row)
    for name, value in given:
        if name != "stock":
            setattr(row, name, value)
    session.flush()
    if _terms_of(row) != before:
        mark_stale(session, None)
    _set_stock(session, caller, row.id, given.stock)
    audit.write(session, "product.changed", f"product {row.id}")
    return _answer(session, caller, version, row)


@router.delete("/{product_id}", dependencies=EDIT)
def remove_product(session: Writing, product_id: ProductId, version: Versioned, audit: Audited) -> Removed:
    """Delete a product; one that was sold or moved is put out of use instead, so that its past stays."""
    row = find_row(session, ProductRow, product_id, "product")
    hold(session, row)
    version.check(_to_schema(row, None))
    sold = session.scalar(select(exists().where(SaleRow.product_id == product_id)))
    moved = session.scalar(select(exists().where(StockMovementRow.product_id == product_id)))
    if sold or moved:
        row.is_active = False
        mark_stale(session, None)
        audit.write(session, "product.deactivated", f"product {row.id}")
        reason = "sales" if sold else "stock movements"
        message = f"Product '{row.sku}' has {reason}: it isn't deleted, but no longer active."
        return Removed(deleted=False, deactivated=True, message=message)
    session.delete(row)
    forget_period_sums(session.connection())
    audit.write(session, "product.removed", f"product {row.id}", {"sku": row.sku})
    return Removed(deleted=True, deactivated=False, message=f"Product '{row.sku}' is deleted.")


def _to_schema(row: ProductRow, stock: float | None, usual_price: Decimal | None = None) -> Product:
    own = {name: getattr(row, name) for name in Product.model_fields if name not in _FROM_SALES}
    return Product.model_construct(**own, stock=stock, usual_price=usual_price)


def _answer(
    session: Session, caller: Caller, version: Version, row: ProductRow, place: str | None = None
) -> Product:
    """A product with what its sales change; the tag is that of the rest."""
    version.show(_to_schema(row, None), place)
    stock = stock_of_products(session.connection(), caller.store_ids)
    own = select(stock, USUAL_PRICE).select_from(ProductRow).where(ProductRow.id == row.id)
    return _to_schema(row, *session.execute(own).one())


def _set_stock(session: Session, caller: Caller, product_id: int, stock: float | None) -> None:
    if stock is None:
        return
    if caller.store_ids is not None:
        raise ForbiddenError(
            "You are limited to some stores, and 'stock' is that of all places.",
            fix="Leave it out, and count your store's: POST /api/stock/movements with `counted`.",
            reason=Reason("all_stores_only"),
        )
    set_chain_stock(session.connection(), product_id, stock)
    log_stock(session.connection(), [{"product_id": product_id, "store_id": None, "stock": stock}])


def _terms_of(row: ProductRow) -> tuple[Any, ...]:
    """What proposals hang on."""
    return row.price, row.cost, row.lead_time_days, row.pack_size, row.is_active
