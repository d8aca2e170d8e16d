"""All addresses under `/forecast`; those with a fixed name come before a product's."""

from __future__ import annotations

from fastapi import APIRouter

from foresale.service.api.forecast import past, product, totals, weekly, what_if

router = APIRouter(tags=["forecasts"])
router.include_router(weekly.router)
router.include_router(totals.router)
router.include_router(past.router)
router.include_router(what_if.router)
router.include_router(product.router)
