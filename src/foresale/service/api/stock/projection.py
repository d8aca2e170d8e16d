"""`GET /stock/projection`: how the stock of a product in a store will go."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Self

import numpy as np
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, model_validator

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.planning.demand import Demand
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.choices import ProductChoice, StoreChoice
from foresale.service.api.kit.dependencies import Reading, Services
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import product_coded, store_coded
from foresale.service.jobs.handlers.propose_orders import plan_scope
from foresale.storage.database.supply.planned_items import read_planned_items
from foresale.workflows.planning.project_stock import project_stock
from foresale.workflows.planning.propose import SEASON

router = APIRouter(prefix="/stock", tags=["stock"])


class ProjectionQuery(ProductChoice, StoreChoice):
    """Whose stock, and how far."""

    days: int = Field(28, ge=1, le=180, description="Days ahead; beyond the forecast its last week repeats.")
    order: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] | None = Field(
        None, description="Units that are ordered now, to see what they would change."
    )

    @model_validator(mode="after")
    def _one_product(self) -> Self:
        if self.product_key is None:
            raise ValueError("give product (its sku) or product_id")
        return self


class ProjectionDay(BaseModel):
    """One day's stock."""

    date: date
    arrives: float = Field(description="Units that arrive before it.")
    demand: float = Field(description="Units that customers want on average, with people's changes.")
    lost: float = Field(description="Units of it that aren't there, on average.")
    stock: float = Field(description="Units left at its end, on average.")
    lower: float = Field(description="In one of ten cases no more are left.")
    upper: float = Field(description="In nine of ten cases no more are left.")
    runs_out: float = Field(description="Chance that a customer of this day doesn't get what it wants.")
    spoils: float = Field(
        description="Units that can't be sold any more after it, on average; those on hand are new."
    )


class StockProjection(BaseModel):
    """How stock will go."""

    product_id: int
    store_id: int | None = Field(description="Null for stock of no store.")
    on_hand: float
    order_on: date = Field(description="When it can be ordered next.")
    arrives_on: date = Field(description="When that order arrives.")
    next_arrives_on: date = Field(description="When the order after it does.")
    runs: list[int] = Field(description="The forecasts it is made of.")
    overrides: list[int] = Field(description="People's changes in them.")
    items: list[ProjectionDay]


@router.get("/projection")
def read_stock_projection(
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_STOCK, Permission.READ_FORECASTS)],
    container: Services,
    asked: Annotated[ProjectionQuery, Query()],
) -> StockProjection:
    """Stock by day from what there is, what is on its way and the forecast's whole distribution.

    Without a store it is the stock that belongs to none, such as a warehouse's.
    """
    product = product_coded(session, asked.product_key or "")
    if asked.store_key is None and caller.store_ids is not None:
        raise ForbiddenError(
            "You are limited to some stores.", fix="Name one of them.", reason=Reason("name_a_store")
        )
    store = None if asked.store_key is None else store_coded(session, caller, asked.store_key).id
    scope = plan_scope(container, None if store is None else [store], product.id)
    planned = read_planned_items(session.connection(), scope)
    place = next((at for at, item in enumerate(planned.items) if item.store_id == store), None)
    if place is None or planned.ahead is None:
        raise NotFoundError(
            f"No stock is kept of {product.sku} there, or nothing is forecast.",
            fix="Count it: POST /api/stock/movements with `counted`; GET /api/stock/levels lists all.",
        )
    item, ahead = planned.items[place], planned.ahead
    receipts = dict(item.receipts)
    if asked.order is not None:
        at = max((item.arrives_on - ahead.first).days, 0)
        receipts[at] = receipts.get(at, 0.0) + asked.order
    rows = slice(place, place + 1)
    demand = Demand.from_quantiles(ahead.levels, ahead.quantiles[rows], ahead.mean[rows], SEASON)
    days = project_stock(item.on_hand, receipts, demand, asked.days, item.shelf_life_days)
    return StockProjection(
        product_id=product.id,
        store_id=store,
        on_hand=item.on_hand,
        order_on=item.order_on,
        arrives_on=item.arrives_on,
        next_arrives_on=item.next_arrives_on,
        runs=list(planned.runs),
        overrides=list(planned.overrides),
        items=[
            ProjectionDay(
                date=ahead.first + timedelta(days=step), arrives=round(day.arrives, 2),
                demand=round(day.demand, 2), lost=round(day.lost, 2), stock=round(day.stock, 2),
                lower=round(day.lower, 2), upper=round(day.upper, 2),
                runs_out=float(np.round(day.runs_out, 4)), spoils=round(day.spoils, 2),
            )
            for step, day in enumerate(days)
        ],
    )  # fmt: skip
