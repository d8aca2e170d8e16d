"""Stock: what won't last, and what came and went."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Query, status
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true, update

from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.field_types import as_stored
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.session import Reading, Writing
from foresale.service.api.kit.visible_stores import check_references, product_coded, store_coded
from foresale.service.api.kit.wired import Services
from foresale.service.api.stock.schemas import (
    AlertFilter,
    Movement,
    MovementFilter,
    MovementGiven,
    StockAlert,
    StockAlerts,
)
from foresale.storage.database.forecasts.served_runs import ServedRuns
from foresale.storage.database.forecasts.stored_series import RunFacts
from foresale.storage.database.stock.stock_outlook import forecast_demand, recent_demand, stocked_products
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow, StockMovementRow
from foresale.workflows.stock_alerts import demand_matrix, find_alerts

router = APIRouter(prefix="/stock", tags=["stock"])
Reader = Annotated[Caller, needs(Permission.READ_STOCK)]
Mover = Annotated[Caller, needs(Permission.READ_STOCK, Permission.ADD_SALES)]
_WHOLE = "daily.all"


@router.get("/alerts")
def list_alerts(
    session: Reading, caller: Reader, container: Services, which: Annotated[AlertFilter, Query()]
) -> StockAlerts:
    """Products whose stock is less than the demand to expect until an order arrives, most urgent first.

    Demand is the champion's newest forecast, or the average of the newest four weeks where there is none.
    """
    _refuse_limited(caller)
    connection = session.connection()
    products = stocked_products(connection, _wanted(session, which))
    basis, shown, demand, n_days = _expected(connection, ServedRuns(container.engine), which.review_days)
    if demand is None or not products.height:
        return StockAlerts(basis=basis, total=0, items=[], **shown)
    found = find_alerts(products, demand_matrix(demand, n_days), which.review_days)
    cutoff = shown["cutoff"]
    items = []
    for row in found.head(which.limit).iter_rows(named=True):
        cover = row["days_of_cover"]
        out_on = None if cover is None or cover > 3650 else cutoff + timedelta(days=1 + int(cover))
        items.append(StockAlert(**{name: _rounded(value) for name, value in row.items()}, runs_out_on=out_on))
    return StockAlerts(basis=basis, total=found.height, items=items, **shown)


@router.get("/movements")
def list_movements(
    session: Reading, caller: Reader, page: Paged, which: Annotated[MovementFilter, Query()]
) -> Page[Movement]:
    """What came and went in stores that the caller may see, newest first."""
    wanted = select(StockMovementRow).where(_visible(caller))
    if which.product is not None:
        wanted = wanted.where(StockMovementRow.product_id == product_coded(session, which.product).id)
    if which.store is not None:
        wanted = wanted.where(StockMovementRow.store_id == store_coded(session, caller, which.store).id)
    if which.reason is not None:
        wanted = wanted.where(StockMovementRow.reason == which.reason)
    rows, after = read_page(session, wanted, [SortKey(StockMovementRow.id, descending=True)], page)
    return Page(items=[as_stored(Movement, row) for row in rows], next=after)


@router.post("/movements", status_code=status.HTTP_201_CREATED)
def add_movement(session: Writing, caller: Mover, given: MovementGiven, audit: Audited) -> Movement:
    """Write down what came or went; the product's stock changes by it."""
    check_references(session, caller, store_id=given.store_id, product_id=given.product_id)
    if given.store_id is None and caller.store_ids is not None:
        raise ForbiddenError("You are limited to some stores.", fix="Name one of them as store_id.")
    row = StockMovementRow(**(given.model_dump() | {"moved_at": given.moved_at or utc_now()}))
    session.add(row)
    # In the database, so that two movements at once both count.
    session.execute(
        update(ProductRow)
        .where(ProductRow.id == given.product_id)
        .values(stock=func.coalesce(ProductRow.stock, 0.0) + given.quantity)
        .execution_options(synchronize_session=False)
    )
    session.flush()
    audit.write(session, "stock.moved", f"product {given.product_id}", {"quantity": given.quantity})
    return as_stored(Movement, row)


def _expected(
    connection: Connection, runs: ServedRuns, review_days: int
) -> tuple[Any, dict[str, Any], pl.DataFrame | None, int]:
    """What demand is judged by, how that is shown, the demand, and its days."""
    served = _whole_runs(runs)
    if served:
        parts = [forecast_demand(connection, run, review_days) for run in served]
        shown = {
            "model_version": ", ".join(run.model_version for run in served),
            "cutoff": max(run.cutoff for run in served),
        }
        return "forecast", shown, pl.concat(parts), max(run.horizon for run in served)
    recent = recent_demand(connection)
    if recent is None:
        return "nothing", {}, None, 1
    return "recent_sales", {"cutoff": recent[1]}, recent[0], 1


def _whole_runs(runs: ServedRuns) -> list[RunFacts]:
    """The forecasts that cover the assortment: that of everything, or else those of its segments."""
    newest = runs.newest()
    names = [_WHOLE] if _WHOLE in newest else sorted(name for name in newest if name.startswith("daily."))
    return [runs.facts(newest[name]) for name in names]


def _wanted(session: Reading, which: AlertFilter) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [true()]
    if which.product is not None:
        wanted.append(ProductRow.id == product_coded(session, which.product).id)
    if which.category is not None:
        wanted.append(ProductRow.category == which.category)
    return and_(*wanted)


def _refuse_limited(caller: Caller) -> None:
    if caller.store_ids is not None:
        raise ForbiddenError(
            "Stock is kept for all stores together, and you are limited to some.",
            fix="Ask someone who sees all stores.",
        )


def _visible(caller: Caller) -> ColumnElement[bool]:
    if caller.store_ids is None:
        return true()
    return or_(StockMovementRow.store_id.is_(None), StockMovementRow.store_id.in_(caller.store_ids))


def _rounded(value: Any) -> Any:
    return round(value, 2) if isinstance(value, float) else value
