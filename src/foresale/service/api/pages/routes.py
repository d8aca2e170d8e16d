"""The reference of the API, for people and for machines."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse

from foresale.service.api.kit.access import public
from foresale.service.api.pages.reference import PAGE_HEADERS, reference_page

router = APIRouter(include_in_schema=False, dependencies=[public()])
front_router = APIRouter(include_in_schema=False, dependencies=[public()])


@front_router.get("/")
def show_front() -> RedirectResponse:
    """The way to the reference, for whoever opens the bare address."""
    return RedirectResponse("/api/docs")


@router.get("/openapi.json")
def show_schema(request: Request) -> JSONResponse:
    """The schema, for programs that make clients."""
    schema: dict[str, Any] = request.app.openapi()
    return JSONResponse(schema)


@router.get("/docs")
def show_reference(request: Request) -> HTMLResponse:
    """The reference as a page."""
    state = request.app.state
    if not hasattr(state, "reference_page"):
        state.reference_page = reference_page(request.app.openapi())
    return HTMLResponse(state.reference_page, headers=PAGE_HEADERS)
