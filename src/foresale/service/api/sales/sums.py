"""What was sold a day, a week or a month, by product, store or category."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from foresale.service.api.access import Caller, needs
from foresale.service.api.paging import Page, Paged, SortKey, read_page
from foresale.service.api.permissions import Permission
from foresale.service.api.sales.schemas import Sold, SoldFilter
from foresale.service.api.session import Reading
from foresale.service.api.visible_stores import product_coded, store_coded
from foresale.storage.database.period_start import Grain, period_start
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import SaleRow

router = APIRouter(prefix="/sales", tags=["sales"])
Reader = Annotated[Caller, needs(Permission.READ_SALES)]
Which = Annotated[SoldFilter, Query()]
USUAL_DAYS = 366
_GROUPS = {
    "product": SortKey(ProductRow.sku),
    "store": SortKey(StoreRow.code),
    "category": SortKey(ProductRow.category, nullable=True),
}


@router.get("/daily")
def sum_by_day(session: Reading, caller: Reader, page: Paged, which: Which) -> Page[Sold]:
    """What was sold a day, in the stores that the caller may see; days without sales have no row."""
    return _summed(session, caller, page, which, "day")


@router.get("/weekly")
def sum_by_week(session: Reading, caller: Reader, page: Paged, which: Which) -> Page[Sold]:
    """What was sold a week; weeks begin on Mondays."""
    return _summed(session, caller, page, which, "week")


@router.get("/monthly")
def sum_by_month(session: Reading, caller: Reader, page: Paged, which: Which) -> Page[Sold]:
    """What was sold a month."""
    return _summed(session, caller, page, which, "month")


def _summed(session: Session, caller: Caller, page: Paged, which: SoldFilter, grain: Grain) -> Page[Sold]:
    by = list(dict.fromkeys(which.by))
    period = period_start(grain, SaleRow.sold_on)
    keys = [_GROUPS[name].column for name in by]
    sums: Select[Any] = (
        select(period.label("period"))
        .add_columns(*keys, func.sum(SaleRow.quantity), func.sum(SaleRow.revenue), func.count(SaleRow.id))
        .group_by(period, *keys)
    )
    if which.category is not None or {"product", "category"} & set(by):
        sums = sums.join(ProductRow, ProductRow.id == SaleRow.product_id)
    if "store" in by:
        sums = sums.join(StoreRow, StoreRow.id == SaleRow.store_id)
    sums = _narrowed(session, caller, sums, which)
    order = [SortKey(period), *(_GROUPS[name] for name in by)]
    rows, after = read_page(session, sums, order, page)
    return Page(items=[_told(row, by) for row in rows], next=after)


def _narrowed(session: Session, caller: Caller, sums: Select[Any], which: SoldFilter) -> Select[Any]:
    if caller.store_ids is not None:
        sums = sums.where(SaleRow.store_id.in_(caller.store_ids))
    if which.store is not None:
        sums = sums.where(SaleRow.store_id == store_coded(session, caller, which.store).id)
    if which.product is not None:
        sums = sums.where(SaleRow.product_id == product_coded(session, which.product).id)
    if which.category is not None:
        sums = sums.where(ProductRow.category == which.category)
    until = which.until
    if until is not None:
        sums = sums.where(SaleRow.sold_on <= until)
    since = which.since
    if since is None:
        last = until or session.scalar(select(func.max(SaleRow.sold_on)))
        since = None if last is None else last - timedelta(days=USUAL_DAYS)
    return sums if since is None else sums.where(SaleRow.sold_on >= since)


def _told(row: Any, by: Sequence[str]) -> Sold:
    period, *keys = row[: 1 + len(by)]
    quantity, revenue, sales = row[1 + len(by) :]
    named = dict(zip(by, keys, strict=True))
    return Sold(period=period, quantity=quantity, revenue=revenue, sales=sales, **named)
