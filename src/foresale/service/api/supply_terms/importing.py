"""`POST /supply-terms/import`: a file of terms, seen before it is kept; the file to begin with."""

from __future__ import annotations

import csv
import io
import uuid
import zipfile
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError
from sqlalchemy.orm import Session
from starlette.responses import Response

from foresale.container import Container
from foresale.data.reading.formats.read_file import TEXT, WORKBOOKS
from foresale.data.reading.replenishment.named_terms import FIELDS, TermsFile, UnusedRow, read_named_terms
from foresale.errors import UnreadableFileError
from foresale.service.api.auth.dependencies import Audited, AuditLog
from foresale.service.api.kit.access import Caller
from foresale.service.api.kit.dependencies import Services
from foresale.service.api.kit.uploads import describe_form, limit_size
from foresale.service.api.supply_terms.keeping import find_actions, keep_terms
from foresale.service.api.supply_terms.routes import Editor, Reader
from foresale.service.api.supply_terms.schemas import (
    FileColumn,
    NamedTerm,
    PreviewedTerm,
    RejectedRow,
    TermsImport,
)
from foresale.service.imports.folder import UploadFolder, plain_name
from foresale.service.imports.reception import receive
from foresale.storage.database.engine.transactions import read, write

router = APIRouter(prefix="/supply-terms", tags=["orders"])
MAX_ROWS = 100_000
MAX_FILE_MB = 20
MAX_UNPACKED = 200 * 1024**2
"""Bytes of a workbook's parts together."""
PREVIEWED = 50
_FORM = describe_form("CSV or XLSX.")
_EXAMPLE = ("DAIRY", "MILK-1L", "", "2", "0.5", "12", "", "", "0.92", "9", "Mon, Thu", "Wed, Sat", "yes")


@router.get("/template", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def read_supply_terms_template(_caller: Reader) -> Response:
    """A file of terms to fill in: its columns, and a row as an example."""
    text = io.StringIO()
    csv.writer(text).writerows([FIELDS, _EXAMPLE])
    name = 'attachment; filename="supply-terms.csv"'
    body = "\ufeff" + text.getvalue()
    return Response(body, media_type="text/csv; charset=utf-8", headers={"content-disposition": name})


@router.post("/import", openapi_extra=_FORM)
async def import_supply_terms(
    request: Request,
    caller: Editor,
    container: Services,
    audit: Audited,
    commit: Annotated[bool, Query(description="Keep what can be kept; else it is only looked at.")] = False,
    decimal: Annotated[
        Literal[".", ","] | None,
        Query(description="The file's decimal mark, where it can be read in two ways."),
    ] = None,
) -> TermsImport:
    """See what a file of terms would change and which rows can't be kept and why; with `commit`, keep it.

    Terms that are there take what the file says, and keep what it has no column for; others are added. A
    row that can't be kept keeps no other from it.
    """
    folder, name = UploadFolder(container.settings.home), f"terms-{uuid.uuid4().hex}"
    place = await run_in_threadpool(folder.incoming, name)
    try:
        body = limit_size(request.stream(), MAX_FILE_MB, "file", fix="Upload it in several parts.")
        got = await receive(request.headers.get("content-type", ""), body, place)
        shown = plain_name(got.file_name or "")
        file = await run_in_threadpool(folder.accept, name, shown)
        terms = await run_in_threadpool(_read, file.path, decimal)
    finally:
        folder.remove(name)
    return await run_in_threadpool(_answer, container, caller, (shown, terms), commit, audit)


def _read(path: Path, decimal: str | None) -> TermsFile:
    if path.suffix not in (*TEXT, *WORKBOOKS):
        raise UnreadableFileError("Terms are read from CSV and XLSX.", fix="Save the table as one of these.")
    if path.suffix in WORKBOOKS and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as workbook:
            if sum(part.file_size for part in workbook.infolist()) > MAX_UNPACKED:
                raise UnreadableFileError("The workbook is too large.", fix="Save its sheet as CSV.")
    return read_named_terms(path, decimal, most_rows=MAX_ROWS)


def _answer(
    container: Container, caller: Caller, file: tuple[str, TermsFile], commit: bool, audit: AuditLog
) -> TermsImport:
    name, terms = file
    rejects = list(terms.rejects)
    items: list[tuple[int, NamedTerm]] = []
    for row, values in terms.rows:
        try:
            items.append((row, NamedTerm.model_validate(values)))
        except ValidationError as error:
            rejects.append(_reject(row, values, error, terms))

    def work(session: Session) -> TermsImport:
        wanted, refused = find_actions(session, caller, items, terms.columns)
        faults = [
            UnusedRow(row, terms.columns.get(field, field), value, why) for row, field, value, why in refused
        ]
        every = sorted((*rejects, *faults), key=lambda one: one.row)
        added = sum(one.action == "added" for one in wanted)
        changed = sum(one.action == "changed" for one in wanted)
        if commit and (added or changed):
            keep_terms(session, wanted)
            details = {"file": name, "added": added, "changed": changed, "rejected": len(every)}
            audit.write(session, "supply_term.imported", "supply terms", details)
        return TermsImport(
            file=name,
            rows=len(terms.rows) + len(terms.rejects),
            columns=[FileColumn(field=field, column=column) for field, column in terms.columns.items()],
            unread=list(terms.unread),
            notes=list(terms.notes),
            added=added,
            changed=changed,
            unchanged=len(wanted) - added - changed,
            is_kept=commit,
            rejected=[RejectedRow(row=o.row, column=o.column, value=o.value, reason=o.reason) for o in every],
            preview=[
                PreviewedTerm(**dict(one.item), row=one.row, action=one.action) for one in wanted[:PREVIEWED]
            ],
        )

    return (write if commit else read)(container.engine, work)


def _reject(row: int, values: dict[str, Any], error: ValidationError, terms: TermsFile) -> UnusedRow:
    """The first thing that is wrong with a row's values, in words."""
    first = error.errors()[0]
    field = str(first["loc"][0]) if first["loc"] else "minimum"
    value = values.get(field)
    shown = None if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    reason = str(first["msg"]).removeprefix("Input ").removeprefix("Value error, ")
    return UnusedRow(row, terms.columns.get(field, field), shown, reason)
