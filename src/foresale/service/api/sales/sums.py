"""What was sold a day, a week or a month, by product, store or category."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import product_coded, store_coded
from foresale.service.api.sales.schemas import Sold, SoldFilter
from foresale.storage.database.sales.sales_sums import SoldQuestion, sums_of_sales
from foresale.storage.database.sql.dates import Grain
from foresale.storage.database.tables.trade import SaleRow

router = APIRouter(prefix="/sales", tags=["sales"])
Reader = Annotated[Caller, needs(Permission.READ_SALES)]
Which = Annotated[SoldFilter, Query()]
USUAL_DAYS = 366


@router.get("/daily")
def sum_by_day(session: Reading, caller: Reader, page: Paged, which: Which) -> Page[Sold]:
    """What was sold a day, in the stores that the caller may see; days without sales have no row."""
    return _sum_page(session, caller, page, which, "day")


@router.get("/weekly")
def sum_by_week(session: Reading, caller: Reader, page: Paged, which: Which) -> Page[Sold]:
    """What was sold a week; weeks begin on Mondays."""
    return _sum_page(session, caller, page, which, "week")


@router.get("/monthly")
def sum_by_month(session: Reading, caller: Reader, page: Paged, which: Which) -> Page[Sold]:
    """What was sold a month."""
    return _sum_page(session, caller, page, which, "month")


def _sum_page(session: Session, caller: Caller, page: Paged, which: SoldFilter, grain: Grain) -> Page[Sold]:
    by = tuple(dict.fromkeys(which.by))
    sums = sums_of_sales(session.connection(), _read_question(session, caller, which, grain, by))
    order = [SortKey(sums.c.period), *(SortKey(sums.c[name], nullable=name == "category") for name in by)]
    rows, after = read_page(session, select(sums), order, page)
    return Page(items=[_to_schema(row, by) for row in rows], next=after)


def _read_question(
    session: Session, caller: Caller, which: SoldFilter, grain: Grain, by: tuple[str, ...]
) -> SoldQuestion:
    stores = None if caller.store_ids is None else sorted(caller.store_ids)
    if which.store_key is not None:
        stores = [store_coded(session, caller, which.store_key).id]
    product = None if which.product_key is None else product_coded(session, which.product_key).id
    since = which.since
    if since is None:
        last = which.until or session.scalar(select(func.max(SaleRow.sold_on)))
        since = None if last is None else last - timedelta(days=USUAL_DAYS)
    return SoldQuestion(grain, by, since, which.until, product, stores, which.category)


def _to_schema(row: Any, by: Sequence[str]) -> Sold:
    period, *keys = row[: 1 + len(by)]
    quantity, revenue, sales = row[1 + len(by) :]
    named = dict(zip(by, keys, strict=True))
    return Sold(period=period, quantity=quantity, revenue=revenue, sales=sales, **named)
