"""Importing files of sales: upload and preview, correct, commit, download what was set aside."""

from __future__ import annotations

import uuid
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import ConflictError, NotFoundError, OptionError
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.imports.records import (
    change,
    file_to_change,
    job_of,
    limits_of,
    put_on_record,
    row_of,
    to_schemas,
    visible,
)
from foresale.service.api.imports.schemas import Import, ImportOptionsGiven, ImportUndone
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.uploads import describe_form
from foresale.service.api.middleware.body_shape import check_shape
from foresale.service.imports.folder import UploadFolder, digest_of, plain_name
from foresale.service.imports.import_state import (
    COMMITTED,
    DONE,
    PREVIEWED,
    UNDOING,
    ImportLimits,
    refuse_unready,
    state_of,
)
from foresale.service.imports.preview import PreviewQuestion
from foresale.service.imports.preview_processes import preview_processes
from foresale.service.imports.reception import receive
from foresale.service.jobs.repository import JobRepository
from foresale.storage.database.sales.corrections import stores_of_import
from foresale.storage.database.tables.trade import ImportRow
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.upload import Upload

router = APIRouter(prefix="/imports", tags=["imports"])
Importer = Annotated[Caller, needs(Permission.IMPORT_SALES)]
Undoer = Annotated[Caller, needs(Permission.IMPORT_SALES, Permission.CORRECT_SALES)]
ImportId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", description="The import's id.")
]
_FORM = describe_form(
    "CSV, XLSX, JSON, JSON lines or Parquet.",
    options={"type": "string", "description": "JSON, as the body of PUT /api/imports/{import_id}."},
)


@router.post("", status_code=status.HTTP_201_CREATED, openapi_extra=_FORM)
async def upload_file(
    request: Request, caller: Importer, container: Services, response: Response, audit: Audited
) -> Import:
    """Upload a file and see what it would become; nothing is stored before the commit."""
    import_id, folder = str(uuid.uuid4()), UploadFolder(container.settings.home)
    place = await run_in_threadpool(folder.incoming, import_id)
    got = await receive(request.headers.get("content-type", ""), request.stream(), place)
    try:
        options = _options(got.fields.get("options"))
        file = await run_in_threadpool(folder.accept, import_id, plain_name(got.file_name or ""))
        limits = await run_in_threadpool(limits_of, container, caller, options)
        preview = await _look_at(file, options, limits, folder.rejects(import_id), is_new=True)
        digest = await run_in_threadpool(digest_of, file.path)
    except BaseException:
        folder.remove(import_id)
        folder.rejects(import_id).unlink(missing_ok=True)
        raise
    row = ImportRow(
        id=import_id,
        file_name=file.name,
        digest=digest,
        size=got.size,
        state=PREVIEWED,
        options=options.as_json(),
        preview=preview,
        created_by=caller.user_id,
    )
    response.headers["Location"] = f"/api/imports/{import_id}"
    return await run_in_threadpool(put_on_record, container, caller, row, audit)


@router.get("")
def list_imports(session: Reading, caller: Importer, page: Paged) -> Page[Import]:
    """The uploaded files, newest first; a caller that is limited to stores sees its own."""
    order = [SortKey(ImportRow.created_at, descending=True), SortKey(ImportRow.id)]
    rows, after = read_page(session, select(ImportRow).where(visible(caller)), order, page)
    return Page(items=to_schemas(session, caller, rows), next=after)


@router.get("/{import_id}")
def read_import(session: Reading, caller: Importer, import_id: ImportId) -> Import:
    """One file: its preview, and what its import did once it is done."""
    return to_schemas(session, caller, [row_of(session, caller, import_id)])[0]


@router.put("/{import_id}")
async def change_import(
    caller: Importer, container: Services, import_id: ImportId, given: ImportOptionsGiven
) -> Import:
    """Say what the columns are, and see the file anew; what is said here replaces what was said before."""
    folder, options = UploadFolder(container.settings.home), given.options()
    file = await run_in_threadpool(file_to_change, container, caller, import_id)
    limits = await run_in_threadpool(limits_of, container, caller, options)
    rejects = folder.new_rejects(import_id)
    try:
        preview = await _look_at(file, options, limits, rejects)
        changed = await run_in_threadpool(change, container, caller, import_id, options, preview)
        if rejects.exists():
            rejects.replace(folder.rejects(import_id))
    finally:
        rejects.unlink(missing_ok=True)
    return changed


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
    row = row_of(session, caller, import_id, to_change=True)
    refuse_unready(row, state_of(row, job_of(session, row)))
    limit = None if caller.store_ids is None else sorted(caller.store_ids)
    arguments = {"import_id": import_id, "store_ids": limit}
    jobs = JobRepository(container.engine)
    row.job_id = jobs.submit("import_sales", "sales", arguments, caller.user_id, session=session)
    row.state = COMMITTED
    audit.write(session, "import.committed", f"import {import_id}", {"file": row.file_name})
    response.headers["Location"] = f"/api/jobs/{row.job_id}"
    session.flush()
    return to_schemas(session, caller, [row])[0]


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
    row = row_of(session, caller, import_id, to_change=True)
    _refuse_undo(session, caller, row)
    jobs = JobRepository(container.engine)
    row.job_id = jobs.submit(
        "undo_import", "sales", {"import_id": import_id}, caller.user_id, session=session
    )
    row.state = UNDOING
    audit.write(session, "import.undone", f"import {import_id}", {"reason": given.reason})
    session.flush()
    return to_schemas(session, caller, [row])[0]


@router.get("/{import_id}/rejects", response_class=FileResponse)
def download_rejects(
    session: Reading, caller: Importer, container: Services, import_id: ImportId
) -> FileResponse:
    """The rows that were set aside, as CSV: file, row, column, value and reason."""
    row = row_of(session, caller, import_id)
    place = UploadFolder(container.settings.home).rejects(import_id)
    if not place.exists():
        raise NotFoundError("No list of rejects is kept for this import.", fix="Preview the file anew.")
    name = f"{row.file_name.rpartition('.')[0] or row.file_name}.rejects.csv"
    return FileResponse(place, media_type="text/csv; charset=utf-8", filename=name)


async def _look_at(
    file: Upload,
    options: ImportOptions,
    limits: ImportLimits,
    rejects: FilePath,
    *,
    is_new: bool = False,
) -> dict[str, Any]:
    question = PreviewQuestion.of(file, options, limits, rejects, is_new=is_new)
    return await preview_processes().look(question)


def _refuse_undo(session: Session, caller: Caller, row: ImportRow) -> None:
    """Stop an undo that has nothing to remove, or would remove sales of stores that aren't the caller's."""
    state = state_of(row, job_of(session, row))
    if state != DONE:
        raise ConflictError(
            f"This import is {state}, not done: there is nothing to undo.", fix=f"See /api/imports/{row.id}."
        )
    stores = stores_of_import(session.connection(), row.id)
    if not stores and (row.result or {}).get("new"):
        raise ConflictError(
            "None of the sales that it added is on record as its own: they were removed one by one, "
            "or stored before imports could be undone.",
            fix="Remove the sales that are wrong by DELETE /api/sales/{id}.",
        )
    if not all(caller.sees(store) for store in stores):
        raise ForbiddenError(
            "This import has sales of stores that aren't yours.",
            fix="Ask someone who sees all stores.",
            reason=Reason("all_stores_only"),
        )


def _options(said: str | None) -> ImportOptions:
    if not said:
        return ImportOptions()
    check_shape(said.encode())
    try:
        return ImportOptionsGiven.model_validate_json(said).options()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(["options", *(str(part) for part in first["loc"])])
        raise OptionError(f"{where}: {first['msg']}.", fix="Correct the form's field 'options'.") from None
