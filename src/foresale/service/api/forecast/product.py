"""`GET /forecast`: what a product will sell, by store."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from foresale.container import Container
from foresale.service.api.forecast.adjusted import add_adjusted
from foresale.service.api.forecast.queries import OutlookPart, OutlookQuery
from foresale.service.api.forecast.schemas import ProductOutlook
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Services
from foresale.service.api.kit.field_types import Code
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.served import Served, find_product, find_store
from foresale.service.serving.outlook import ForecastQuery
from foresale.service.serving.prediction_service import PredictionService

router = APIRouter()
Reader = Annotated[Caller, needs(Permission.READ_FORECASTS)]


@router.get("/forecast", response_model=ProductOutlook, summary="A product's forecast")
async def read_forecast(
    predictor: Served, container: Services, caller: Reader, asked: Annotated[OutlookQuery, Query()]
) -> Response:
    """The champion's forecast from the day after the last known sales, 28 days unless told otherwise."""
    key = asked.product_key
    return await _answer((predictor, container), caller, "" if key is None else key, asked)


# The sku may hold slashes: whatever follows is the sku.
@router.get("/forecast/{sku:path}", response_model=ProductOutlook, summary="A product's forecast, by sku")
async def read_product_forecast(
    sku: Annotated[Code, Path(description="The product's sku, as one part of the address or several.")],
    predictor: Served,
    container: Services,
    caller: Reader,
    asked: Annotated[OutlookPart, Query()],
) -> Response:
    """The same as `GET /forecast?product=…`, which also takes ids and any sku, such as `weekly`."""
    return await _answer((predictor, container), caller, sku, asked)


async def _answer(
    parts: tuple[PredictionService, Container], caller: Caller, key: int | str, asked: OutlookPart
) -> Response:
    predictor, container = parts
    product = await find_product(predictor, key)
    stores = caller.store_ids
    if asked.store_key is not None:
        stores = frozenset([(await find_store(predictor, asked.store_key, caller)).id])
    wanted = ForecastQuery(stores, asked.grain, asked.first, asked.last, tuple(sorted(set(asked.levels))))
    body = predictor.recall_outlook(product, wanted)
    if body is None:
        body = await run_in_threadpool(predictor.outlook, product, wanted)
    if asked.overrides:
        body = await run_in_threadpool(add_adjusted, container, product, body, asked.grain)
    return Response(body, media_type="application/json")
