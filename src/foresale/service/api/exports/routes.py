"""`GET /exports/{list}`: any list of the API, with its own filters, as CSV, workbook or Parquet.

The list is read page by page by its own route, as the same caller: what a caller may not see in a list
isn't in the file either, and a new list can be exported without a line here.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
import polars as pl
from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response
from starlette.types import Message

from foresale.errors import NotFoundError
from foresale.service.api.exports.table_columns import TableLayout, frame_of, layout_of
from foresale.service.api.exports.table_files import MEDIA_TYPES, TableFormat, check_rows, write_table
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.field_types import Word
from foresale.service.api.kit.known_queries import PASSED_ON
from foresale.service.api.kit.pagination import LONGEST
from foresale.service.api.kit.permissions import Permission

router = APIRouter(prefix="/exports", tags=["exports"])
_OWN = ("format", "cursor", "limit")
_AT_ONCE = asyncio.Semaphore(2)
"""Exports that run together; more wait, so that they don't take the memory of everything else."""


@dataclass(frozen=True)
class _List:
    """A list that can be exported: its address below the API's prefix, and its table."""

    address: str
    layout: TableLayout


@router.get(
    "/{name:path}",
    summary="Any list as a file",
    response_class=FileResponse,
    responses={200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}}},
    openapi_extra={PASSED_ON: True},
)
async def export_list(
    request: Request,
    _caller: Annotated[Caller, needs(Permission.READ_OWN_ACCOUNT)],
    name: Annotated[Word, Path(description="The list's address, such as `sales` or `forecast/weekly`.")],
    kind: Annotated[TableFormat, Query(alias="format", description="What kind of file.")] = "csv",
) -> Response:
    """All pages of a list in one file; further parameters are the list's own filters.

    It needs what the list itself needs. Entries within an item, such as a series' weeks, are rows.
    """
    found = await run_in_threadpool(_find, request, name)  # the first makes the schema: a second
    async with _AT_ONCE:
        frames: list[pl.DataFrame] = []
        cursor: str | None = None
        rows = 0
        while cursor is not None or not frames:
            answer = await _page(request, found, cursor)
            if answer.status_code != 200:
                return answer
            told = orjson.loads(answer.body)
            frames.append(await run_in_threadpool(frame_of, found.layout, told["items"]))
            rows += len(frames[-1])
            check_rows(rows, kind)
            cursor = told["next"]
        return await run_in_threadpool(_file, frames, name, kind)


def _file(frames: list[pl.DataFrame], name: str, kind: TableFormat) -> FileResponse:
    with tempfile.NamedTemporaryFile(prefix="foresale-export-", suffix=f".{kind}", delete=False) as made:
        place = FilePath(made.name)
    try:
        write_table(pl.concat(frames), kind, place)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    called = f"{name.replace('/', '-')}.{kind}"
    return FileResponse(
        place, media_type=MEDIA_TYPES[kind], filename=called, background=BackgroundTask(place.unlink)
    )


def _find(request: Request, name: str) -> _List:
    """The list of a name.

    Raises:
        NotFoundError: There is none; it names those there are.
    """
    described = request.app.openapi()
    lists = dict(_lists(described))
    items = lists.get(name)
    if items is None:
        raise NotFoundError(
            f"There is no list '{name[:100]}' to export.", fix=f"Take one of {', '.join(sorted(lists))}."
        )
    return _List(name, layout_of(described["components"]["schemas"], items))


def _lists(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names and items of all lists that come in pages, and that a name alone finds."""
    schemas = described["components"]["schemas"]
    for path, verbs in described["paths"].items():
        told = verbs.get("get", {}) if "{" not in path else {}
        if any(part["name"] == "cursor" for part in told.get("parameters", ())):
            shape = told["responses"]["200"]["content"]["application/json"]["schema"]
            page = schemas[shape["$ref"].rpartition("/")[2]]
            yield path.removeprefix("/api/"), page["properties"]["items"]["items"]


async def _page(request: Request, found: _List, cursor: str | None) -> Response:
    """A page of a list, answered by its own route to the same caller."""
    given = [(key, value) for key, value in request.query_params.multi_items() if key not in _OWN]
    query = [*given, ("limit", str(LONGEST)), *([("cursor", cursor)] if cursor else [])]
    path = f"/api/{found.address}"
    scope = {
        key: value
        for key, value in request.scope.items()
        if key not in ("route", "endpoint", "path_params", "router", "root_path")
    } | {
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": urlencode(query).encode(),
        "path_params": {},
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await request.app.router(scope, receive, send)
    headers = dict(sent[0]["headers"])
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Response(body, sent[0]["status"], media_type=headers.get(b"content-type", b"").decode())
