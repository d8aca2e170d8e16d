"""Stock: what won't last, and what came and went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Query, status
from sqlalchemy import ColumnElement, Connection, Select, and_, select, true

from foresale.error_reasons import Reason
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.field_types import as_stored
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.optimistic_lock import hold
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import check_references, product_coded, store_coded
from foresale.service.api.overrides.making import today_of
from foresale.service.api.stock.schemas import (
    AlertFilter,
    LevelFilter,
    Movement,
    MovementFilter,
    MovementGiven,
    StockAlert,
    StockAlerts,
    StockLevel,
)
from foresale.storage.database.event_log.changes import log_stock
from foresale.storage.database.forecasts.served_runs import ServedRuns
from foresale.storage.database.forecasts.stored_series import RunFacts
from foresale.storage.database.stock.levels import count_stock, keep_from, stock_levels
from foresale.storage.database.stock.stock_outlook import (
    StockView,
    forecast_demand,
    list_stocked_products,
    recent_demand,
)
from foresale.storage.database.supply.arrivals import read_arrivals, take_off_leaving
from foresale.storage.database.supply.terms import apply_terms
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.catalog import ProductRow, StockMovementRow, StoreRow
from foresale.workflows.stock_alerts import demand_matrix, judge_in_parts, most_urgent

router = APIRouter(prefix="/stock", tags=["stock"])
Reader = Annotated[Caller, needs(Permission.READ_STOCK)]
Mover = Annotated[Caller, needs(Permission.READ_STOCK, Permission.ADD_SALES)]


@router.get("/alerts")
def list_stock_alerts(
    session: Reading, caller: Reader, container: Services, which: Annotated[AlertFilter, Query()]
) -> StockAlerts:
    """Products whose stock is less than the demand to expect until an order arrives, most urgent first.

    Demand is the champion's newest forecast, or the average of the newest four weeks where there is none.
    Orders and transfers that are on their way count from the day on which they arrive.
    All places are judged together, or each store by its own stock: where that is asked for, where a store is
    named, and for callers who are limited to stores.
    """
    connection, view = session.connection(), _view(session, caller, which)
    served = ServedRuns(connection).whole()
    first = max((run.cutoff + timedelta(days=1) for run in served), default=today_of(container))
    stocked = apply_terms(connection, list_stocked_products(connection, view), first)
    expected = _query_expected(connection, served, view, stocked)
    basis, shown = expected.basis, expected.shown
    if expected.demand is None or not stocked.height:
        return StockAlerts(basis=basis, total=0, items=[], **shown)
    ahead = demand_matrix(expected.demand, expected.n_days)
    found = most_urgent(judge_in_parts(stocked, ahead, which.review_days, expected.arrivals))
    cutoff = shown["cutoff"]
    items = []
    for row in found.head(which.limit).drop("item").iter_rows(named=True):
        lasts = row.pop("lasts_days")
        out_on = None if lasts is None or lasts > 3650 else cutoff + timedelta(days=1 + int(lasts))
        items.append(StockAlert(**{name: _round(value) for name, value in row.items()}, runs_out_on=out_on))
    return StockAlerts(basis=basis, total=found.height, items=items, **shown)


@router.get("/levels")
def list_stock_levels(
    session: Reading, caller: Reader, page: Paged, which: Annotated[LevelFilter, Query()]
) -> Page[StockLevel]:
    """What there is of each product in each place where stock is kept, of stores that the caller may see."""
    levels = stock_levels(session.connection())
    wanted: Select[Any] = (
        select(levels)
        .add_columns(ProductRow.sku, StoreRow.code.label("store"))
        .join(ProductRow, ProductRow.id == levels.c.product_id)
        .outerjoin(StoreRow, StoreRow.id == levels.c.store_id)
    )
    if caller.store_ids is not None:
        wanted = wanted.where(levels.c.store_id.in_(caller.store_ids))
    if which.product_key is not None:
        wanted = wanted.where(levels.c.product_id == product_coded(session, which.product_key).id)
    if which.store_key is not None:
        wanted = wanted.where(levels.c.store_id == store_coded(session, caller, which.store_key).id)
    if which.category is not None:
        wanted = wanted.where(ProductRow.category == which.category)
    order = [SortKey(levels.c.product_id), SortKey(levels.c.place)]
    rows, after = read_page(session, wanted, order, page)
    names = [*levels.c.keys(), "sku", "store"]
    told = [dict(zip(names, row, strict=True)) for row in rows]
    fields = StockLevel.model_fields
    return Page(
        items=[
            StockLevel.model_construct(**{name: _round(level[name]) for name in fields}) for level in told
        ],
        next=after,
    )


@router.get("/movements")
def list_stock_movements(
    session: Reading, caller: Reader, page: Paged, which: Annotated[MovementFilter, Query()]
) -> Page[Movement]:
    """What came and went in stores that the caller may see, newest first."""
    wanted = select(StockMovementRow).where(_visible(caller))
    if which.product_key is not None:
        wanted = wanted.where(StockMovementRow.product_id == product_coded(session, which.product_key).id)
    if which.store_key is not None:
        wanted = wanted.where(StockMovementRow.store_id == store_coded(session, caller, which.store_key).id)
    if which.reason is not None:
        wanted = wanted.where(StockMovementRow.reason == which.reason)
    rows, after = read_page(session, wanted, [SortKey(StockMovementRow.id, descending=True)], page)
    return Page(items=[as_stored(Movement, row) for row in rows], next=after)


@router.post("/movements", status_code=status.HTTP_201_CREATED)
def add_stock_movement(session: Writing, caller: Mover, given: MovementGiven, audit: Audited) -> Movement:
    """Write down what came or went, or what was counted; the stock of that place changes by it."""
    check_references(session, caller, store_id=given.store_id, product_id=given.product_id)
    if given.store_id is None and caller.store_ids is not None:
        raise ForbiddenError(
            "You are limited to some stores.",
            fix="Name one of them as store_id.",
            reason=Reason("name_a_store"),
        )
    hold(session, session.get_one(ProductRow, given.product_id))  # one after the other: a count must be exact
    moved_at, connection = given.moved_at or utc_now(), session.connection()
    if given.counted is not None:
        quantity = count_stock(connection, given.product_id, given.store_id, given.counted, moved_at)
    else:
        quantity = float(given.quantity or 0)
        keep_from(connection, [given.product_id], given.store_id, moved_at)
    said = given.model_dump(exclude={"counted"})
    row = StockMovementRow(**(said | {"moved_at": moved_at, "quantity": quantity}))
    session.add(row)
    session.flush()
    details = {"quantity": quantity, "store_id": given.store_id, "counted": given.counted}
    audit.write(session, "stock.moved", f"product {given.product_id}", details)
    shown = as_stored(Movement, row)
    log_stock(connection, [shown.model_dump()])
    return shown


@dataclass(frozen=True)
class _Expected:
    """What stock is judged by: `basis` and `shown` say it to the caller."""

    basis: Any
    shown: dict[str, Any] = field(default_factory=dict)
    demand: pl.DataFrame | None = None
    n_days: int = 1
    arrivals: pl.DataFrame = field(default_factory=pl.DataFrame)


def _query_expected(
    connection: Connection, served: list[RunFacts], view: StockView, stocked: pl.DataFrame
) -> _Expected:
    if served:
        cutoff = max(run.cutoff for run in served)
        arrivals = read_arrivals(connection, stocked, cutoff + timedelta(days=1))
        free = take_off_leaving(stocked, arrivals)
        parts = [forecast_demand(connection, run, view, free, only_short=True) for run in served]
        shown = {"model_version": ", ".join(run.model_version for run in served), "cutoff": cutoff}
        return _Expected("forecast", shown, pl.concat(parts), max(run.horizon for run in served), arrivals)
    recent = recent_demand(connection, view, stocked)
    if recent is None:
        return _Expected("nothing")
    arrivals = read_arrivals(connection, stocked, recent[1] + timedelta(days=1))
    return _Expected("recent_sales", {"cutoff": recent[1]}, recent[0], 1, arrivals)


def _view(session: Reading, caller: Caller, which: AlertFilter) -> StockView:
    wanted: list[ColumnElement[bool]] = [true()]
    if which.product_key is not None:
        wanted.append(ProductRow.id == product_coded(session, which.product_key).id)
    if which.category is not None:
        wanted.append(ProductRow.category == which.category)
    stores = caller.store_ids
    if which.store_key is not None:
        stores = frozenset([store_coded(session, caller, which.store_key).id])
    return StockView(and_(*wanted), which.by_store or stores is not None, stores)


def _visible(caller: Caller) -> ColumnElement[bool]:
    if caller.store_ids is None:
        return true()
    return StockMovementRow.store_id.in_(caller.store_ids)


def _round(value: Any) -> Any:
    return round(value, 2) if isinstance(value, float) else value
