"""Imports on record: found for a caller, shown, and changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.errors import ConflictError, NotFoundError
from foresale.service.api.auth.dependencies import AuditLog
from foresale.service.api.imports.schemas import Import, ImportPreview, ImportResult
from foresale.service.api.kit.access import Caller
from foresale.service.imports.folder import UploadFolder
from foresale.service.imports.import_state import (
    FAILED,
    PREVIEWED,
    ImportLimits,
    first_imports,
    forget,
    state_of,
)
from foresale.storage.database.tables.operations import JobRow
from foresale.storage.database.tables.trade import ImportRow
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.upload import Upload


def row_of(session: Session, caller: Caller, import_id: str, *, to_change: bool = False) -> ImportRow:
    """An import that the caller may see; held until the transaction ends, where it is to be changed."""
    row = session.get(ImportRow, import_id, with_for_update=to_change)
    if row is None or (caller.store_ids is not None and row.created_by != caller.user_id):
        raise NotFoundError(
            f"There is no import {import_id}.",
            fix="GET /api/imports lists them.",
            reason=Reason("no_such_import", name=import_id),
        )
    return row


def job_of(session: Session, row: ImportRow) -> JobRow | None:
    """The job that stores or removes an import's sales, if there is one."""
    return None if row.job_id is None else session.get(JobRow, row.job_id)


def visible(caller: Caller) -> ColumnElement[bool]:
    """Which imports a caller may see: all, or its own where it is limited to stores."""
    return true() if caller.store_ids is None else ImportRow.created_by == caller.user_id


def to_schemas(session: Session, caller: Caller, rows: Sequence[ImportRow]) -> list[Import]:
    """Imports as they are told, with what is asked of the database asked for all of them at once."""
    first = first_imports(session, {row.digest for row in rows}, visible(caller))
    named = select(JobRow).where(JobRow.id.in_({row.job_id for row in rows if row.job_id is not None}))
    jobs = {job.id: job for job in session.scalars(named)}
    return [_to_schema(row, jobs.get(row.job_id or ""), first.get(row.digest)) for row in rows]


def _to_schema(row: ImportRow, job: JobRow | None, first: str | None) -> Import:
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


def limits_of(container: Container, caller: Caller, options: ImportOptions) -> ImportLimits:
    """Which rows of a file a caller may store."""
    with Session(container.engine.execution_options(writes=False)) as session:
        return ImportLimits.of(session, container.settings, options, caller.store_ids)


def put_on_record(container: Container, caller: Caller, row: ImportRow, audit: AuditLog) -> Import:
    """Write down a file that was looked at; old ones are cleared away first, while nothing is written."""
    old = UploadFolder(container.settings.home).clear_old()
    with Session(container.engine, expire_on_commit=False) as session, session.begin():
        forget(session, old)
        session.add(row)
        session.flush()
        audit.write(session, "import.uploaded", f"import {row.id}", {"size": row.size})
        return to_schemas(session, caller, [row])[0]


def file_to_change(container: Container, caller: Caller, import_id: str) -> Upload:
    """The file of an import that isn't committed.

    Raises:
        ConflictError: It is.
        NotFoundError: There is no such import, or its file was cleared away.
    """
    with Session(container.engine.execution_options(writes=False)) as session:
        row = row_of(session, caller, import_id)
        _refuse_committed(session, row)
        name = row.file_name
    return UploadFolder(container.settings.home).find(import_id, name)


def change(
    container: Container, caller: Caller, import_id: str, options: ImportOptions, preview: dict[str, Any]
) -> Import:
    """Write down what a file is seen as now, unless somebody committed it meanwhile."""
    with Session(container.engine, expire_on_commit=False) as session, session.begin():
        row = row_of(session, caller, import_id, to_change=True)
        _refuse_committed(session, row)
        row.preview, row.options, row.state, row.job_id = preview, options.as_json(), PREVIEWED, None
        return to_schemas(session, caller, [row])[0]


def _refuse_committed(session: Session, row: ImportRow) -> None:
    if state_of(row, job_of(session, row)) not in (PREVIEWED, FAILED):
        raise ConflictError(
            "This import was committed.",
            fix="Upload the file again to import it otherwise.",
            reason=Reason("import_committed"),
        )
