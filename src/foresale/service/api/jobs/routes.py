"""Jobs: how far they are, what came out, and stopping them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.jobs.schemas import EXAMPLE_ID, Job, JobLine, JobState, JobWithLog
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services, Writing
from foresale.service.api.kit.field_types import LARGEST_ID, Word
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission
from foresale.service.jobs import job as jobs
from foresale.service.jobs.repository import JobFilter, JobRepository
from foresale.storage.database.tables.operations import JobRow

router = APIRouter(prefix="/jobs", tags=["jobs"])

JobId = Annotated[str, Path(max_length=36, pattern="^[0-9a-f-]{36}$", examples=[EXAMPLE_ID])]


async def job_repository_of(container: Services) -> JobRepository:
    """The record of this service's jobs."""
    return JobRepository(container.engine)


Jobs = Annotated[JobRepository, Depends(job_repository_of)]
"""A route's parameter: asks for jobs and watches them."""


@router.get("", summary="List jobs")
def list_jobs(
    caller: Annotated[Caller, needs(Permission.READ_JOBS)],
    session: Reading,
    paging: Paged,
    kind: Annotated[Word | None, Query(description="Only this kind.", examples=["train"])] = None,
    scope: Annotated[Word | None, Query(description="Only this scope.", examples=["daily.all"])] = None,
    state: Annotated[JobState | None, Query(description="Only in this state.")] = None,
) -> Page[Job]:
    """Jobs, the newest first. Who is limited to stores sees only their own."""
    statement = JobFilter(kind, scope, state).rows()
    if caller.store_ids is not None:
        statement = statement.where(JobRow.created_by == caller.user_id)
    order = [SortKey(JobRow.created_at, descending=True), SortKey(JobRow.id, descending=True)]
    rows, following = read_page(session, statement, order, paging)
    return Page(items=[Job.model_validate(row) for row in rows], next=following)


@router.get("/{job_id}", summary="Show a job")
def show_job(
    caller: Annotated[Caller, needs(Permission.READ_JOBS)],
    job_id: JobId,
    repository: Jobs,
    after: Annotated[int, Query(ge=0, le=LARGEST_ID, description="Only log lines after this one.")] = 0,
    lines: Annotated[int, Query(ge=0, le=1000, description="Most log lines: the last ones.")] = 100,
) -> JobWithLog:
    """Progress, the last lines of the log, and what came out or went wrong."""
    found = _visible(repository, job_id, caller)
    log = [JobLine.model_validate(line) for line in repository.log(job_id, after, lines)]
    return JobWithLog(**Job.model_validate(found).model_dump(), log=log)


@router.post("/{job_id}/cancel", status_code=202, summary="Cancel a job")
def cancel_job(
    caller: Annotated[Caller, needs(Permission.READ_JOBS, Permission.CANCEL_JOBS)],
    job_id: JobId,
    repository: Jobs,
    session: Writing,
    audit: Audited,
) -> Job:
    """A waiting job never begins; a running one ends at its next step. One that ended stays as it is."""
    _visible(repository, job_id, caller)
    found = repository.cancel(job_id, session)
    audit.write(session, "job.cancelled", f"job {job_id}", {"kind": found.kind, "scope": found.scope})
    return Job.model_validate(found)


def _visible(repository: JobRepository, job_id: str, caller: Caller) -> jobs.Job:
    found = repository.get(job_id)
    if caller.store_ids is not None and found.created_by != caller.user_id:
        raise jobs.UnknownJobError(job_id)
    return found
