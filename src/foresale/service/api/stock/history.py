"""`GET /stock/history`: what was left of a product in a store each evening."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from foresale.errors import NotFoundError
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services
from foresale.service.api.kit.field_types import Code
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import product_coded, store_coded
from foresale.storage.database.stock.levels import stock_levels
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import StockBaseRow, StockMovementRow
from foresale.storage.database.tables.trade import SaleRow

router = APIRouter(prefix="/stock", tags=["stock"])


class HistoryQuery(BaseModel):
    """Whose stock, and how far back."""

    product: Code = Field(description="The product with this sku.")
    store: Code = Field(description="The store with this code.")
    days: int = Field(56, ge=1, le=366, description="Days back from today.")


class StockDay(BaseModel):
    """A day's end."""

    date: date
    units: float = Field(description="Left in the evening; below 0 more was sold than was known to be there.")


class StockHistory(BaseModel):
    """What was left, by day, the oldest first; today so far at the end."""

    since: date = Field(description="The day from which on stock is kept there.")
    items: list[StockDay]


@router.get("/history")
def read_stock_history(
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_STOCK)],
    container: Services,
    asked: Annotated[HistoryQuery, Query()],
) -> StockHistory:
    """Worked out backwards from what there is now, by what came, went and was sold on each day."""
    product = product_coded(session, asked.product).id
    store = store_coded(session, caller, asked.store)
    zone = ZoneInfo(store.time_zone or container.settings.time_zone)
    levels = stock_levels(session.connection())
    units = session.scalar(
        sa.select(levels.c.units).where(levels.c.product_id == product, levels.c.place == store.id)
    )
    if units is None:
        raise NotFoundError(
            f"No stock is kept of {asked.product} there.",
            fix="Count it: POST /api/stock/movements with `counted`; GET /api/stock/levels lists all.",
        )
    base = session.get_one(StockBaseRow, (product, store.id))
    since, today = base.kept_from.astimezone(zone).date(), utc_now().astimezone(zone).date()
    first = max(today - timedelta(days=asked.days), since)
    changes = _changes(session, (product, store.id), first, zone)
    left, items = float(units), []
    for back in range((today - first).days + 1):
        day = today - timedelta(days=back)
        items.append(StockDay(date=day, units=round(left, 2)))
        left -= changes.get(day, 0.0)
    return StockHistory(since=since, items=items[::-1])


def _changes(session: Session, series: tuple[int, int], first: date, zone: ZoneInfo) -> dict[date, float]:
    """Units that came less those that went and were sold, by the store's own day."""
    product, store = series
    begin = datetime.combine(first, datetime.min.time(), zone)
    moved = sa.select(StockMovementRow.moved_at, StockMovementRow.quantity).where(
        StockMovementRow.product_id == product,
        StockMovementRow.store_id == store,
        StockMovementRow.moved_at >= begin,
    )
    sold = (
        sa.select(SaleRow.sold_on, sa.func.sum(SaleRow.quantity))
        .where(SaleRow.product_id == product, SaleRow.store_id == store, SaleRow.sold_on >= first)
        .group_by(SaleRow.sold_on)
    )
    changes: dict[date, float] = {}
    for moment, quantity in session.execute(moved):
        day = moment.astimezone(zone).date()
        changes[day] = changes.get(day, 0.0) + quantity
    for day, quantity in session.execute(sold):
        changes[day] = changes.get(day, 0.0) - quantity
    return changes
