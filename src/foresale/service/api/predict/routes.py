"""`POST /predict/`: one question about a product in a store, or about a month typed in by hand."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.problems import REQUEST_ID
from foresale.service.api.kit.served import Served, find_product, find_store
from foresale.service.api.predict.schemas import (
    Asked,
    StoredAnswer,
    StoredQuestion,
    WhatIfAnswer,
    WhatIfQuestion,
)
from foresale.service.serving.answers import PredictionRequest, PredictionResponse
from foresale.service.serving.monthly import MonthQuestion
from foresale.service.serving.prediction_service import PredictionService

router = APIRouter(tags=["predictions"])
JSON = "application/json"


@router.post("/predict/", response_model=StoredAnswer | WhatIfAnswer, summary="Predict sales")
async def predict(
    asked: Annotated[Asked, Body()],
    request: Request,
    predictor: Served,
    caller: Annotated[Caller, needs(Permission.PREDICT)],
) -> Response:
    """Predict what a product sells in a store, or what a month sells after given months.

    The first form needs `product` and `store`, and is answered from the champion's forecast. The second
    needs `year`, `month` and `lags`, and is answered by the monthly model. Both answer a mean, an
    interval, the model's version and reasons, and are logged.
    """
    began = time.perf_counter()
    if isinstance(asked, StoredQuestion):
        answer, product_id, store_id = await _answer_stored(asked, predictor, caller)
    else:
        answer, product_id, store_id = await _what_if(asked, predictor, caller)
    predictor.predictions.add(
        {
            "served_at": datetime.now(UTC),
            "user_id": caller.user_id,
            "request_id": request.scope.get(REQUEST_ID) or "",
            "form": "stored" if isinstance(asked, StoredQuestion) else "what_if",
            "inputs": asked.__dict__,
            "product_id": product_id,
            "store_id": store_id,
            "target_date": answer.last,
            "horizon": (answer.last - answer.first).days + 1,
            "mean": answer.mean,
            "lower": answer.lower,
            "upper": answer.upper,
            "model_version": answer.model_version,
            "latency_ms": (time.perf_counter() - began) * 1000,
        }
    )
    return Response(answer.body, media_type=JSON)


async def _answer_stored(
    asked: StoredQuestion, predictor: PredictionService, caller: Caller
) -> tuple[PredictionResponse, int, int]:
    product = await find_product(predictor, asked.product)
    store = await find_store(predictor, asked.store, caller)
    question = PredictionRequest(asked.horizon, asked.grain, asked.level)
    answer = predictor.recall_answer(product, store, question)
    if answer is None:
        answer = await run_in_threadpool(predictor.answer, product, store, question)
    return answer, product.id, store.id


async def _what_if(
    asked: WhatIfQuestion, predictor: PredictionService, caller: Caller
) -> tuple[PredictionResponse, Any, Any]:
    product = None if asked.product is None else await find_product(predictor, asked.product)
    store = None if asked.store is None else await find_store(predictor, asked.store, caller)
    question = MonthQuestion(asked.year, asked.month, tuple(asked.lags), asked.level)
    # Less than a millisecond: another thread would take longer.
    answer = predictor.what_if(question, product, store)
    return answer, product and product.id, store and store.id
