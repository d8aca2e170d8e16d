"""Importing files of sales: upload and preview, correct, commit, download what was set aside."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import ValidationError
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.errors import ConflictError, NotFoundError, OptionError
from foresale.service.api.auth.dependencies import Audited, AuditLog
from foresale.service.api.imports.schemas import (
    Import,
    ImportOptionsGiven,
    ImportPreview,
    ImportResult,
    ImportUndone,
)
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.session import Reading, Writing
from foresale.service.api.kit.wired import Services
from foresale.service.imports.desk import (
    COMMITTED,
    DONE,
    FAILED,
    PREVIEWED,
    UNDOING,
    ImportLimits,
    first_imports,
    forget_old,
    look_at,
    refuse_unready,
    state_of,
)
from foresale.service.imports.folder import UploadFolder, digest_of, plain_name
from foresale.service.imports.reception import Received, receive
from foresale.service.jobs.repository import JobRepository
from foresale.storage.database.sales.corrections import key_of_import, stores_of_import
from foresale.storage.database.tables.operations import JobRow
from foresale.storage.database.tables.trade import ImportRow
from foresale.workflows.importing.options import ImportOptions

router = APIRouter(prefix="/imports", tags=["imports"])
Importer = Annotated[Caller, needs(Permission.IMPORT_SALES)]
Undoer = Annotated[Caller, needs(Permission.IMPORT_SALES, Permission.CORRECT_SALES)]
ImportId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", description="The import's id.")
]
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "CSV, XLSX, JSON, JSON lines or Parquet.",
                        },
                        "options": {
                            "type": "string",
                            "description": "JSON, as the body of PUT /api/imports/{import_id}.",
                        },
                    },
                }
            }
        },
    }
}


@router.post("", status_code=status.HTTP_201_CREATED, openapi_extra=_FORM)
async def upload(
    request: Request, caller: Importer, container: Services, response: Response, audit: Audited
) -> Import:
    """Upload a file and see what it would become; nothing is stored before the commit."""
    import_id, folder = str(uuid.uuid4()), UploadFolder(container.settings.home)
    place = await run_in_threadpool(folder.incoming, import_id)
    got = await receive(request.headers.get("content-type", ""), request.stream(), place)
    try:
        shown = await run_in_threadpool(_take_in, container, caller, import_id, got, audit)
    except BaseException:
        folder.remove(import_id)
        raise
    response.headers["Location"] = f"/api/imports/{import_id}"
    return shown


@router.get("")
def list_imports(session: Reading, caller: Importer, page: Paged) -> Page[Import]:
    """The uploaded files, newest first; a caller that is limited to stores sees its own."""
    order = [SortKey(ImportRow.created_at, descending=True), SortKey(ImportRow.id)]
    rows, after = read_page(session, select(ImportRow).where(_visible(caller)), order, page)
    return Page(items=_shown(session, caller, rows), next=after)


@router.get("/{import_id}")
def read_import(session: Reading, caller: Importer, import_id: ImportId) -> Import:
    """One file: its preview, and what its import did once it is done."""
    return _shown(session, caller, [_row(session, caller, import_id)])[0]


@router.put("/{import_id}")
def change_import(
    session: Writing, caller: Importer, container: Services, import_id: ImportId, given: ImportOptionsGiven
) -> Import:
    """Say what the columns are, and see the file anew; what is said here replaces what was said before."""
    row = _row(session, caller, import_id, to_change=True)
    state = state_of(row, _job(session, row))
    if state not in (PREVIEWED, FAILED):
        raise ConflictError("This import was committed.", fix="Upload the file again to import it otherwise.")
    folder = UploadFolder(container.settings.home)
    file = folder.find(import_id, row.file_name)
    if file is None:
        raise NotFoundError("The file was cleared away.", fix="Upload it again.")
    options = given.options()
    limits = ImportLimits.of(session, container.settings, options, caller.store_ids)
    row.preview = look_at(file, options, limits, folder, import_id)
    row.options, row.state, row.job_id = options.as_json(), PREVIEWED, None
    return _shown(session, caller, [row])[0]


@router.post("/{import_id}/commit", status_code=status.HTTP_202_ACCEPTED)
def commit_import(
    session: Writing,
    caller: Importer,
    container: Services,
    import_id: ImportId,
    response: Response,
    audit: Audited,
) -> Import:
    """Let a job store the file's good rows, all or none; its address is in `job`."""
    row = _row(session, caller, import_id, to_change=True)
    refuse_unready(row, state_of(row, _job(session, row)))
    limit = None if caller.store_ids is None else sorted(caller.store_ids)
    arguments = {"import_id": import_id, "store_ids": limit}
    jobs = JobRepository(container.engine)
    row.job_id = jobs.submit("import_sales", "sales", arguments, caller.user_id, session=session)
    row.state = COMMITTED
    audit.write(session, "import.committed", f"import {import_id}", {"file": row.file_name})
    response.headers["Location"] = f"/api/jobs/{row.job_id}"
    session.flush()
    return _shown(session, caller, [row])[0]


@router.post("/{import_id}/undo", status_code=status.HTTP_202_ACCEPTED)
def undo_import(
    session: Writing,
    caller: Undoer,
    container: Services,
    import_id: ImportId,
    given: ImportUndone,
    audit: Audited,
) -> Import:
    """Let a job remove exactly the sales that this import added; its address is in `job`."""
    row = _row(session, caller, import_id, to_change=True)
    _refuse_undo(session, caller, row)
    jobs = JobRepository(container.engine)
    row.job_id = jobs.submit(
        "undo_import", "sales", {"import_id": import_id}, caller.user_id, session=session
    )
    row.state = UNDOING
    audit.write(session, "import.undone", f"import {import_id}", {"reason": given.reason})
    session.flush()
    return _shown(session, caller, [row])[0]


@router.get("/{import_id}/rejects", response_class=FileResponse)
def download_rejects(
    session: Reading, caller: Importer, container: Services, import_id: ImportId
) -> FileResponse:
    """The rows that were set aside, as CSV: file, row, column, value and reason."""
    row = _row(session, caller, import_id)
    place = UploadFolder(container.settings.home).rejects(import_id)
    if not place.exists():
        raise NotFoundError("No list of rejects is kept for this import.", fix="Preview the file anew.")
    name = f"{row.file_name.rpartition('.')[0] or row.file_name}.rejects.csv"
    return FileResponse(place, media_type="text/csv; charset=utf-8", filename=name)


def _take_in(container: Container, caller: Caller, import_id: str, got: Received, audit: AuditLog) -> Import:
    """Look at a file that has arrived, and put it on record."""
    folder = UploadFolder(container.settings.home)
    options = _options(got.fields.get("options"))
    file = folder.accept(import_id, plain_name(got.file_name or ""))
    with Session(container.engine.execution_options(writes=False)) as session:
        limits = ImportLimits.of(session, container.settings, options, caller.store_ids)
    shown = look_at(file, options, limits, folder, import_id)
    row = ImportRow(
        id=import_id,
        file_name=file.name,
        digest=digest_of(file.path),
        size=got.size,
        state=PREVIEWED,
        options=options.as_json(),
        preview=shown,
        created_by=caller.user_id,
    )
    with Session(container.engine, expire_on_commit=False) as session, session.begin():
        forget_old(session, folder)
        session.add(row)
        session.flush()
        audit.write(session, "import.uploaded", f"import {import_id}", {"size": got.size})
        return _shown(session, caller, [row])[0]


def _refuse_undo(session: Session, caller: Caller, row: ImportRow) -> None:
    """Stop an undo that has nothing to remove, or would remove sales of stores that aren't the caller's."""
    state = state_of(row, _job(session, row))
    if state != DONE:
        raise ConflictError(
            f"This import is {state}, not done: there is nothing to undo.", fix=f"See /api/imports/{row.id}."
        )
    stores = stores_of_import(session.connection(), key_of_import(row.id))
    if not stores and (row.result or {}).get("new"):
        raise ConflictError(
            "None of the sales that it added is on record as its own: they were removed one by one, "
            "or stored before imports could be undone.",
            fix="Remove the sales that are wrong by DELETE /api/sales/{id}.",
        )
    if not all(caller.sees(store) for store in stores):
        raise ForbiddenError(
            "This import has sales of stores that aren't yours.", fix="Ask someone who sees all stores."
        )


def _options(said: str | None) -> ImportOptions:
    if not said:
        return ImportOptions()
    try:
        return ImportOptionsGiven.model_validate_json(said).options()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(["options", *(str(part) for part in first["loc"])])
        raise OptionError(f"{where}: {first['msg']}.", fix="Correct the form's field 'options'.") from None


def _row(session: Session, caller: Caller, import_id: str, *, to_change: bool = False) -> ImportRow:
    """An import that the caller may see; held until the transaction ends, where it is to be changed."""
    row = session.get(ImportRow, import_id, with_for_update=to_change)
    if row is None or (caller.store_ids is not None and row.created_by != caller.user_id):
        raise NotFoundError(f"There is no import {import_id}.", fix="GET /api/imports lists them.")
    return row


def _job(session: Session, row: ImportRow) -> JobRow | None:
    return None if row.job_id is None else session.get(JobRow, row.job_id)


def _visible(caller: Caller) -> ColumnElement[bool]:
    return true() if caller.store_ids is None else ImportRow.created_by == caller.user_id


def _shown(session: Session, caller: Caller, rows: Sequence[ImportRow]) -> list[Import]:
    """Imports as they are told, with what is asked of the database asked for all of them at once."""
    first = first_imports(session, {row.digest for row in rows}, _visible(caller))
    named = select(JobRow).where(JobRow.id.in_({row.job_id for row in rows if row.job_id is not None}))
    jobs = {job.id: job for job in session.scalars(named)}
    return [_told(row, jobs.get(row.job_id or ""), first.get(row.digest)) for row in rows]


def _told(row: ImportRow, job: JobRow | None, first: str | None) -> Import:
    has_rejects = bool((row.result or {}).get("rejected") or row.preview.get("rejects"))
    return Import.model_validate(
        {
            "id": row.id,
            "file_name": row.file_name,
            "size": row.size,
            "digest": row.digest,
            "state": state_of(row, job),
            "already_imported": None if first in (None, row.id) else f"/api/imports/{first}",
            "options": row.options,
            "preview": ImportPreview.model_validate(row.preview),
            "result": None if row.result is None else ImportResult.model_validate(row.result),
            "job": None if row.job_id is None else f"/api/jobs/{row.job_id}",
            "rejects": f"/api/imports/{row.id}/rejects" if has_rejects else None,
            "created_at": row.created_at,
        }
    )
