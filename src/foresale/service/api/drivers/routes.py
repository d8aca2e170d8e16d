"""`/drivers`: tables uploaded, looked at, analysed; what was found, what-ifs, and predictions published."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import ValidationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.errors import ConflictError, NotFoundError, OptionError
from foresale.messages import route
from foresale.service.api.auth.dependencies import Audited
from foresale.service.api.drivers.records import (
    begin,
    change,
    file_to_change,
    find_done,
    look,
    put_on_record,
    read_done,
    row_of,
    to_details,
    to_schemas,
)
from foresale.service.api.drivers.schemas import (
    Analysis,
    AnalysisDetails,
    CaseAnswer,
    CaseGiven,
    FileName,
    TableOptionsGiven,
)
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import ProcessTurns, Reading, Services, Turns, Writing
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.pagination import Page, Paged, SortKey, read_page
from foresale.service.api.kit.permissions import Permission, Role
from foresale.service.api.kit.uploads import describe_form, limit_size
from foresale.service.api.middleware.body_shape import check_shape
from foresale.service.drivers.models import load_model
from foresale.service.drivers.record import LOOKED_AT, STARTED, state_of, table_folder, visible_to
from foresale.service.drivers.retention import remove_model
from foresale.service.imports.folder import digest_of, plain_name
from foresale.service.imports.reception import receive
from foresale.service.jobs.job import JobOptions
from foresale.service.jobs.repository import JobRepository
from foresale.storage.database.tables.drivers import DriverAnalysisRow
from foresale.storage.database.tables.operations import JobRow
from foresale.workflows.drivers.options import TableOptions
from foresale.workflows.ports import parse_version

if TYPE_CHECKING:
    from foresale.regression.trained import DriverModel

router = APIRouter(prefix="/drivers", tags=["drivers"])
Reader = Annotated[Caller, needs(Permission.READ_DRIVERS)]
Analyst = Annotated[Caller, needs(Permission.READ_DRIVERS, Permission.FIND_DRIVERS)]
AnalysisId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", description="The analysis' id.")
]
_TOO_LARGE = "Upload a part of its rows, drawn by chance, and the columns that could matter."
_MEDIA_TYPES = {"html": "text/html", "json": "application/json", "csv": "text/csv"}
_FORM = describe_form(
    "CSV, XLSX, JSON or Parquet: a row for each customer or store.",
    options={"type": "string", "description": "JSON, as the body of PUT /api/drivers/{analysis_id}."},
    start={
        "type": "string",
        "enum": ["true", "false"],
        "description": "Whether the analysis begins at once where nothing is open; it does by default.",
    },
)


@router.post("", status_code=status.HTTP_201_CREATED, openapi_extra=_FORM, summary="Upload a table")
async def upload_table(
    request: Request, caller: Analyst, container: Services, response: Response, audit: Audited
) -> AnalysisDetails:
    """Upload a table of customers, stores or months; a job finds its drivers unless something is open."""
    analysis_id, folder = str(uuid.uuid4()), table_folder(container.settings.home)
    place = await run_in_threadpool(folder.incoming, analysis_id)
    body = limit_size(request.stream(), container.settings.max_table_mb, "table", fix=_TOO_LARGE)
    got = await receive(request.headers.get("content-type", ""), body, place)
    try:
        options = _options(got.fields.get("options"))
        file = await run_in_threadpool(folder.accept, analysis_id, plain_name(got.file_name or ""))
        preview = await look(file, options, is_new=True)
        row = DriverAnalysisRow(
            id=analysis_id,
            file_name=file.name,
            digest=await run_in_threadpool(digest_of, file.path),
            size=got.size,
            state=LOOKED_AT,
            options=options.as_json(),
            preview=preview,
            created_by=caller.user_id,
        )
        start = got.fields.get("start", "true") != "false"
        keep = partial(put_on_record, container, caller, row, audit, start=start)
        shown = await run_in_threadpool(keep)
    except BaseException:
        folder.remove(analysis_id)
        raise
    response.headers["Location"] = f"/api/drivers/{analysis_id}"
    return shown


@router.get("", summary="List analyses")
def list_analyses(session: Reading, caller: Reader, page: Paged) -> Page[Analysis]:
    """Tables and what drives their totals, newest first; who is limited to stores sees only their own."""
    visible = visible_to(caller.user_id, sees_all=caller.store_ids is None)
    order = [SortKey(DriverAnalysisRow.created_at, descending=True), SortKey(DriverAnalysisRow.id)]
    rows, after = read_page(session, select(DriverAnalysisRow).where(visible), order, page)
    return Page(items=to_schemas(session, caller, rows), next=after)


@router.get("/{analysis_id}", summary="Show an analysis")
def show_analysis(session: Reading, caller: Reader, analysis_id: AnalysisId) -> AnalysisDetails:
    """What a table was read as, and what was found: verdict, models, effects with curves, portrait."""
    return to_details(session, caller, row_of(session, caller, analysis_id))


@router.put("/{analysis_id}", summary="Say how a table is meant")
async def change_analysis(
    caller: Analyst, container: Services, analysis_id: AnalysisId, given: TableOptionsGiven
) -> AnalysisDetails:
    """Say what is explained and how, and see the table anew; this replaces what was said before."""
    options = given.options()
    file = await run_in_threadpool(file_to_change, container, caller, analysis_id)
    preview = await look(file, options)
    return await run_in_threadpool(change, container, caller, analysis_id, options, preview)


@router.post("/{analysis_id}/start", status_code=status.HTTP_202_ACCEPTED, summary="Start an analysis")
def start_analysis(
    session: Writing,
    caller: Analyst,
    container: Services,
    analysis_id: AnalysisId,
    response: Response,
    audit: Audited,
) -> AnalysisDetails:
    """Let a job find the drivers; its address is in `job`. 409 tells what the table leaves open."""
    row = row_of(session, caller, analysis_id, to_change=True)
    begin(container, session, caller, row, audit)
    response.headers["Location"] = f"/api/jobs/{row.job_id}"
    return to_details(session, caller, row)


@router.get("/{analysis_id}/files/{name}", response_class=FileResponse, summary="Download what was found")
async def download_findings(
    caller: Reader, container: Services, turns: ProcessTurns, analysis_id: AnalysisId, name: FileName
) -> FileResponse:
    """The report as a page, everything that was found as JSON, or a table of it as CSV."""
    row = await _read_done(container, turns, caller, analysis_id)
    async with turns.registry:
        page = await run_in_threadpool(_find_page, container, row.version or "", name)
    if page is None:
        raise NotFoundError(f"No {name} is kept for this analysis.", fix="Start the analysis anew.")
    stem, _, ending = name.rpartition(".")
    title = f"{row.file_name.rpartition('.')[0] or row.file_name}.{stem}.{ending}"
    return FileResponse(page, media_type=f"{_MEDIA_TYPES[ending]}; charset=utf-8", filename=title)


@router.post("/{analysis_id}/predict", summary="What a row would come to")
async def predict_case(
    caller: Reader, container: Services, turns: ProcessTurns, analysis_id: AnalysisId, given: CaseGiven
) -> CaseAnswer:
    """What one more row would come to, its range, and which columns move it, by the registered model."""
    row = await _read_done(container, turns, caller, analysis_id)
    async with turns.registry:
        model = await run_in_threadpool(load_model, container, row.version or "")
    return await run_in_threadpool(_answer_case, model, given)


@router.post(
    "/{analysis_id}/publish", status_code=status.HTTP_202_ACCEPTED, summary="Publish held-out predictions"
)
def publish_analysis(
    session: Writing, caller: Analyst, container: Services, analysis_id: AnalysisId, audit: Audited
) -> AnalysisDetails:
    """Let a job send what was said of each row by models that hadn't seen it to the topic sales_predictions.

    To Kafka's where `kafka_servers` is set, else to the log's; GET /api/topics shows both.
    """
    find_done(session, caller, analysis_id)
    row = row_of(session, caller, analysis_id, to_change=True)
    jobs, arguments = JobRepository(container.engine), {"analysis_id": row.id}
    row.publish_job_id = jobs.submit(
        "publish_predictions",
        f"drivers.{row.id}",
        arguments,
        caller.user_id,
        options=JobOptions(exclusive=True),
        session=session,
    )
    audit.write(session, "drivers.published", f"analysis {row.id}", {"version": row.version})
    session.flush()
    return to_details(session, caller, row)


@router.delete("/{analysis_id}", status_code=status.HTTP_204_NO_CONTENT, summary="Delete an analysis")
def delete_analysis(caller: Analyst, container: Services, analysis_id: AnalysisId, audit: Audited) -> None:
    """Delete a table, what was found and its model; who uploaded it may, and an admin."""
    with Session(container.engine.execution_options(writes=False)) as session:
        row = row_of(session, caller, analysis_id)
        job = None if row.job_id is None else session.get(JobRow, row.job_id)
    if row.created_by != caller.user_id and caller.role != Role.ADMIN:
        raise ForbiddenError(
            "Somebody else uploaded this table.",
            fix="Ask them, or an admin.",
            reason=Reason("somebody_elses"),
        )
    if state_of(row, job) == STARTED:
        watch = route("show_job", job_id=row.job_id)
        raise ConflictError("This analysis is under way.", fix=f"Cancel its job first: {watch}.")
    remove_model(container, row)
    with Session(container.engine) as session, session.begin():
        session.execute(delete(DriverAnalysisRow).where(DriverAnalysisRow.id == row.id))
        audit.write(session, "drivers.deleted", f"analysis {row.id}", {"version": row.version})
    table_folder(container.settings.home).remove(row.id)


async def _read_done(
    container: Container, turns: Turns, caller: Caller, analysis_id: str
) -> DriverAnalysisRow:
    async with turns.read():
        return await run_in_threadpool(read_done, container, caller, analysis_id)


def _find_page(container: Container, version: str, name: str) -> FilePath | None:
    registry = container.registry
    return registry.page(registry.version(*parse_version(version)), name)


def _answer_case(model: DriverModel, given: CaseGiven) -> CaseAnswer:
    from foresale.regression.what_if import answer_what_if

    return CaseAnswer.model_validate(asdict(answer_what_if(model, given.values)))


def _options(said: str | None) -> TableOptions:
    if not said:
        return TableOptions()
    check_shape(said.encode())
    try:
        return TableOptionsGiven.model_validate_json(said).options()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(["options", *(str(part) for part in first["loc"])])
        raise OptionError(f"{where}: {first['msg']}.", fix="Correct the form's field 'options'.") from None
