"""Analyses on record: found for a caller, shown, looked at and changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from foresale.container import Container
from foresale.errors import ConflictError
from foresale.messages import route
from foresale.service.api.auth.dependencies import AuditLog
from foresale.service.api.drivers.schemas import Analysis, AnalysisDetails
from foresale.service.api.kit.access import Caller
from foresale.service.drivers.processes import look_processes
from foresale.service.drivers.questions import TableQuestion
from foresale.service.drivers.record import (
    DONE,
    FAILED,
    LOOKED_AT,
    STARTED,
    find_analysis,
    state_of,
    table_folder,
)
from foresale.service.imports.open_questions import open_questions
from foresale.service.jobs.repository import JobRepository
from foresale.storage.database.tables.drivers import DriverAnalysisRow
from foresale.storage.database.tables.operations import JobRow
from foresale.workflows.drivers.options import TableOptions
from foresale.workflows.drivers.register import PAGES
from foresale.workflows.importing.upload import Upload

_SCOPE = "drivers"
"""One for all analyses: each may take an hour and gigabytes, so they run one after the other."""


def row_of(
    session: Session, caller: Caller, analysis_id: str, *, to_change: bool = False
) -> DriverAnalysisRow:
    """An analysis that the caller may see: any, or its own where it is limited to stores."""
    sees_all = caller.store_ids is None
    return find_analysis(session, analysis_id, caller.user_id, sees_all=sees_all, to_change=to_change)


def find_done(session: Session, caller: Caller, analysis_id: str) -> DriverAnalysisRow:
    """An analysis that is done.

    Raises:
        ConflictError: It isn't.
    """
    row = row_of(session, caller, analysis_id)
    if row.state != DONE:
        raise ConflictError(
            "This analysis has no result yet.", fix=f"See {route('show_analysis', analysis_id=row.id)}."
        )
    return row


def read_done(container: Container, caller: Caller, analysis_id: str) -> DriverAnalysisRow:
    """An analysis that is done; the database isn't kept while its files are looked for in the registry.

    Raises:
        ConflictError: It isn't.
    """
    with Session(container.engine.execution_options(writes=False)) as session:
        row = find_done(session, caller, analysis_id)
        session.expunge(row)
        return row


def jobs_of(session: Session, rows: Sequence[DriverAnalysisRow]) -> dict[str, JobRow]:
    """The jobs that find or publish, by id."""
    ids = {row.job_id for row in rows if row.job_id is not None}
    return {job.id: job for job in session.scalars(select(JobRow).where(JobRow.id.in_(ids)))}


def to_schemas(session: Session, caller: Caller, rows: Sequence[DriverAnalysisRow]) -> list[Analysis]:
    """Analyses as lists tell them."""
    jobs = jobs_of(session, rows)
    return [Analysis.model_validate(_fields(row, jobs, caller)) for row in rows]


def to_details(session: Session, caller: Caller, row: DriverAnalysisRow) -> AnalysisDetails:
    """An analysis with everything that is known of it."""
    wanted = select(DriverAnalysisRow).where(DriverAnalysisRow.id == row.id)
    session.execute(
        wanted.options(undefer(DriverAnalysisRow.result)).execution_options(populate_existing=True)
    )
    files = list(PAGES) if row.state == DONE else []
    more = {"options": row.options, "preview": row.preview, "result": row.result, "files": files}
    return AnalysisDetails.model_validate({**_fields(row, jobs_of(session, [row]), caller), **more})


def _fields(row: DriverAnalysisRow, jobs: dict[str, JobRow], caller: Caller) -> dict[str, Any]:
    job = jobs.get(row.job_id or "")
    state = state_of(row, job)
    problem = None if job is None or state != FAILED else job.problem or "It was cancelled."
    return {
        **{name: getattr(row, name) for name in ("id", "file_name", "size", "digest", "summary", "version")},
        "state": state,
        "job": _job(row.job_id),
        "problem": problem,
        "fix": None if job is None or problem is None else job.fix,
        "reason": None if job is None or problem is None else job.reason,
        "reason_arguments": None if job is None or problem is None else job.reason_arguments,
        "published": row.published,
        "publish_job": _job(row.publish_job_id),
        "is_own": row.created_by == caller.user_id,
        "created_at": row.created_at,
    }


def _job(job_id: str | None) -> str | None:
    return None if job_id is None else f"/api/jobs/{job_id}"


async def look(file: Upload, options: TableOptions, *, is_new: bool = False) -> dict[str, Any]:
    """What a table is read as, told by a process of its own."""
    question = TableQuestion(str(file.path), file.name, options.as_json(), is_new)
    return await look_processes().look(question)


def put_on_record(
    container: Container, caller: Caller, row: DriverAnalysisRow, audit: AuditLog, *, start: bool
) -> AnalysisDetails:
    """Write down a table that was looked at, and start its analysis where that is wanted and possible."""
    with Session(container.engine, expire_on_commit=False) as session, session.begin():
        session.add(row)
        session.flush()
        audit.write(session, "drivers.uploaded", f"analysis {row.id}", {"size": row.size})
        if start and row.preview.get("is_ready"):
            begin(container, session, caller, row, audit)
        return to_details(session, caller, row)


def file_to_change(container: Container, caller: Caller, analysis_id: str) -> Upload:
    """The file of an analysis that isn't started.

    Raises:
        ConflictError: It is.
        NotFoundError: There is no such analysis, or its file was cleared away.
    """
    with Session(container.engine.execution_options(writes=False)) as session:
        row = row_of(session, caller, analysis_id)
        _refuse_started(session, row)
        name = row.file_name
    return table_folder(container.settings.home).find(analysis_id, name)


def change(
    container: Container, caller: Caller, analysis_id: str, options: TableOptions, preview: dict[str, Any]
) -> AnalysisDetails:
    """Write down what a table is seen as now, unless somebody started its analysis meanwhile."""
    with Session(container.engine, expire_on_commit=False) as session, session.begin():
        row = row_of(session, caller, analysis_id, to_change=True)
        _refuse_started(session, row)
        row.preview, row.options, row.state, row.job_id = preview, options.as_json(), LOOKED_AT, None
        session.flush()
        return to_details(session, caller, row)


def begin(
    container: Container, session: Session, caller: Caller, row: DriverAnalysisRow, audit: AuditLog
) -> None:
    """Let a job find the drivers of a table.

    Raises:
        ConflictError: It is under way or done, or the table leaves something open.
    """
    _refuse_started(session, row)
    shown, again = row.preview, route("change_analysis", analysis_id=row.id)
    if "problem" in shown:
        raise ConflictError(
            f"The table can't be used: {shown['problem']}", fix=f"{shown['fix']} Say it by {again}."
        )
    if shown["questions"]:
        raise open_questions(again, shown["questions"])
    jobs = JobRepository(container.engine)
    arguments = {"analysis_id": row.id}
    row.job_id = jobs.submit("find_drivers", _SCOPE, arguments, caller.user_id, session=session)
    row.state = STARTED
    audit.write(session, "drivers.started", f"analysis {row.id}", {"target": shown["target"]})
    session.flush()


def _refuse_started(session: Session, row: DriverAnalysisRow) -> None:
    state = state_of(row, jobs_of(session, [row]).get(row.job_id or ""))
    if state == STARTED:
        watch = route("show_job", job_id=row.job_id)
        raise ConflictError("This analysis is under way.", fix=f"Watch its job: {watch}.")
    if state == DONE:
        raise ConflictError("This analysis is done.", fix="Upload the table again to look at it otherwise.")
