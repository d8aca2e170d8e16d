"""The dashboard, and the reference of the API for people and for machines."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from foresale.service.api.kit.access import public
from foresale.service.api.pages.dashboard import NOT_BUILT, Pages
from foresale.service.api.pages.reference import PAGE_HEADERS, reference_page

router = APIRouter(include_in_schema=False, dependencies=[public()])
front_router = APIRouter(include_in_schema=False, dependencies=[public()])


@front_router.api_route("/{address:page}", methods=["GET", "HEAD"])
def show_page(address: str, request: Request) -> Response:
    """The dashboard: a file of it, or the page that shows whatever view the address names."""
    pages: Pages = request.app.state.pages
    found = pages.find(address, request.headers.get("accept-encoding", ""))
    if found is not None:
        return Response(found.body, headers=dict(found.headers), media_type=found.media_type)
    if address or pages.are_built:
        raise HTTPException(404)
    return HTMLResponse(NOT_BUILT)


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
