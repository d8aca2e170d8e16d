"""`GET /forecast/{product_id}`: what a product will sell, by store."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from foresale.service.api.forecast.queries import OutlookQuery
from foresale.service.api.forecast.schemas import ProductOutlook
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.inputs import Word
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.served import Served, key_of, product_named, store_named
from foresale.service.serving.outlook import ForecastQuery

router = APIRouter()


@router.get("/forecast/{product_id}", response_model=ProductOutlook, summary="A product's forecast")
async def read_product(
    product_id: Annotated[Word, Path(max_length=100, description="The product's id, or its sku.")],
    desk: Served,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS)],
    asked: Annotated[OutlookQuery, Query()],
) -> Response:
    """The champion's forecast from the day after the last known sales, 28 days unless told otherwise."""
    product = await product_named(desk, key_of(product_id))
    stores = caller.store_ids
    if asked.store is not None:
        stores = frozenset([(await store_named(desk, key_of(asked.store), caller)).id])
    wanted = ForecastQuery(stores, asked.grain, asked.first, asked.last, tuple(sorted(set(asked.levels))))
    body = desk.known_outlook(product, wanted)
    if body is None:
        body = await run_in_threadpool(desk.outlook, product, wanted)
    return Response(body, media_type="application/json")
