"""How routes reach what is served, and the names a caller may use of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.service.api.kit.access import Caller
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.serving.prediction_service import PredictionService
from foresale.storage.database.names import ProductName, StoreName

MOST_NAMED = 10


async def prediction_service_of(request: Request) -> PredictionService:
    """Where this process answers predictions."""
    predictor: PredictionService = request.app.state.predictor
    return predictor


Served = Annotated[PredictionService, Depends(prediction_service_of)]
"""A route's parameter: what is served."""


async def find_product(predictor: PredictionService, key: int | str) -> ProductName:
    """A product by id or sku, without the database if it was asked for lately.

    Raises:
        NotFoundError: There is none.
    """
    known = predictor.recall_product(key)
    return await run_in_threadpool(predictor.product, key) if known is None else known


async def find_store(predictor: PredictionService, key: int | str, caller: Caller) -> StoreName:
    """A store by id or code that the caller may see, without the database if it was asked for lately.

    Raises:
        NotFoundError: There is none.
        ForbiddenError: It isn't one of the caller's.
    """
    known = predictor.recall_store(key)
    if known is not None and caller.sees(known.id):
        return known
    return await run_in_threadpool(find_visible_store, predictor, key, caller)


def find_visible_store(predictor: PredictionService, key: int | str, caller: Caller) -> StoreName:
    """A store by id or code that the caller may see.

    A caller who is limited to stores isn't told which others there are.

    Raises:
        NotFoundError: There is none.
        ForbiddenError: It isn't one of the caller's.
    """
    try:
        store = predictor.store(key)
        if caller.sees(store.id):
            return store
    except NotFoundError:
        if caller.store_ids is None:
            raise
    own = predictor.names.stores(sorted(caller.store_ids or ())[:MOST_NAMED])
    names = ", ".join(sorted(name.code for name in own.values()))
    raise ForbiddenError(
        f"Store {key!r} isn't one of yours.",
        fix=f"Ask about {names}, or ask an admin for this one.",
        reason=Reason("store_of_others", name=key),
    )


def look_up_product(predictor: PredictionService, key: int | str | None) -> ProductName | None:
    """The product that is asked about; None for all."""
    return None if key is None else predictor.product(key)


def look_up_store(predictor: PredictionService, key: int | str | None, caller: Caller) -> StoreName | None:
    """The store that is asked about, which the caller may see; None for all."""
    return None if key is None else find_visible_store(predictor, key, caller)
