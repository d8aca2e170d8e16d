"""Sales as the API reads them: with the names of store and product, of stores that a caller may see."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.notes import counted
from foresale.service.api.kit.access import Caller
from foresale.service.api.sales.schemas import Sale
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.importing.plausible_days import PlausibleDays

_MAX_NAMED = 5


def sales_with_names() -> Select[Any]:
    """Sales with the code of their store and the sku of their product."""
    named: Select[Any] = (
        select(SaleRow)
        .add_columns(StoreRow.code, ProductRow.sku)
        .join(StoreRow, StoreRow.id == SaleRow.store_id)
        .join(ProductRow, ProductRow.id == SaleRow.product_id)
    )
    return named


def of_visible_stores(caller: Caller) -> ColumnElement[bool]:
    """That a sale is of a store that the caller may see."""
    return true() if caller.store_ids is None else SaleRow.store_id.in_(caller.store_ids)


def as_sale(row: Any) -> Sale:
    """A row of `sales_with_names` as it is shown."""
    sale, store, product = row
    own = {name: getattr(sale, name) for name in Sale.model_fields.keys() - {"store", "product"}}
    return Sale.model_construct(**own, store=store, product=product)


def sale_of(session: Session, caller: Caller, sale_id: int) -> tuple[SaleRow, Sale]:
    """A sale by its id, as it is stored now.

    Raises:
        NotFoundError: There is none, or the caller may not see its store.
    """
    wanted = sales_with_names().where(SaleRow.id == sale_id, of_visible_stores(caller))
    row = session.execute(wanted, execution_options={"populate_existing": True}).one_or_none()
    if row is None:
        raise NotFoundError(
            f"There is no sale {sale_id}.",
            fix="GET /api/sales lists them.",
            reason=Reason("no_such_sale", name=sale_id),
        )
    return row[0], as_sale(row)


def warning_of_idle(session: Session, names: Collection[tuple[str, str]]) -> str | None:
    """Say which products and stores of added sales are out of use; None where all are in use.

    Args:
        session: Knows them.
        names: The store's code and the product's sku of each sale.
    """
    codes, skus = {code for code, _ in names}, {sku for _, sku in names}
    idle_stores = select(StoreRow.code).where(StoreRow.is_active.is_(False), StoreRow.code.in_(codes))
    idle_products = select(ProductRow.sku).where(ProductRow.is_active.is_(False), ProductRow.sku.in_(skus))
    stores, products = set(session.scalars(idle_stores)), set(session.scalars(idle_products))
    count = sum(code in stores or sku in products for code, sku in names)
    if not count:
        return None
    named = ", ".join(sorted(stores | products)[:_MAX_NAMED])
    return f"{counted(count, 'sale')} of products or stores out of use ({named}): these aren't forecast."


def plausible_days(session: Session, container: Container, *, any_age: bool) -> PlausibleDays:
    """The days that new sales may have.

    Args:
        session: Sees what is stored.
        container: Has the settings.
        any_age: Whether the caller says that old ones are meant.
    """
    settings = container.settings
    first = DatabaseSales(session.connection()).first_day()
    return PlausibleDays(settings.first_sale_day, first, settings.max_years_back, any_age)
