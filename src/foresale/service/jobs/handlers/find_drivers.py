"""The job that finds the drivers of an uploaded table, and registers the model that learned them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from foresale.errors import NotFoundError, RegistryError
from foresale.service.drivers.processes import analyse_apart
from foresale.service.drivers.questions import TableQuestion
from foresale.service.drivers.record import DONE, table_folder
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.drivers import DriverAnalysisRow
from foresale.workflows.drivers.find import for_record
from foresale.workflows.drivers.options import TableOptions
from foresale.workflows.drivers.register import AnalysedTable, register_drivers
from foresale.workflows.ports import DRIVERS, ModelVersion

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.jobs.job_types import JobContext

_JOB = "parameter.job_id"


def find_drivers(
    container: Container, arguments: Mapping[str, Any], context: JobContext
) -> Mapping[str, Any]:
    """Compare models, register the one that is used, and keep all that was found.

    A version that this job registered before a crash isn't made again.

    Args:
        container: The service's parts.
        arguments: `analysis_id`.
        context: Hears how far it is.

    Raises:
        NotFoundError: The analysis or its file is gone.
        ForesaleError: The table can't be read, or has too little to learn from.
    """
    analysis_id = str(arguments["analysis_id"])
    with Session(container.engine.execution_options(writes=False)) as session:
        row = session.get(DriverAnalysisRow, analysis_id)
    if row is None:
        raise NotFoundError(f"Analysis {analysis_id} is gone.", fix="Upload the table again.")
    version = _find_registered(container, context.job_id)
    if version is None:
        version, found = _analyse(container, row, context)
    else:
        found = for_record(_read_kept(container, version))
    with Session(container.engine) as session, session.begin():
        held = session.get(DriverAnalysisRow, analysis_id, with_for_update=True)
        if held is not None:
            held.state, held.version = DONE, version.name
            held.summary, held.result = found["summary"], found["result"]
    if held is None:  # removed meanwhile: nothing of it stays
        container.registry.remove(version)
    table_folder(container.settings.home).remove(analysis_id)
    for sentence in found["summary"]["verdict"]:
        context.log(sentence)
    return {"analysis_id": analysis_id, "version": version.name, **found["summary"]}


def _analyse(
    container: Container, row: DriverAnalysisRow, context: JobContext
) -> tuple[ModelVersion, dict[str, Any]]:
    file = table_folder(container.settings.home).find(row.id, row.file_name)
    options = TableOptions.from_json(row.options)
    with tempfile.TemporaryDirectory(prefix="foresale-drivers-") as place:
        folder = Path(place) / "found"
        question = TableQuestion(str(file.path), file.name, options.as_json(), folder=str(folder))
        found = analyse_apart(question, context)
        context.start("Registering", 1)
        table = AnalysedTable(row.file_name, row.digest, options, context.job_id)
        today = utc_now().date()
        version = register_drivers(container.registry, folder, table, found["summary"], today)
    context.advance()
    return version, found


def _find_registered(container: Container, job_id: str) -> ModelVersion | None:
    known = container.registry.versions()
    return next((one for one in known if one.scope.family == DRIVERS and one.about.get(_JOB) == job_id), None)


def _read_kept(container: Container, version: ModelVersion) -> dict[str, Any]:
    page = container.registry.page(version, "drivers.json")
    if page is None:
        raise RegistryError(f"{version.name} has lost its findings.", fix="Start the analysis again.")
    told: dict[str, Any] = json.loads(page.read_text(encoding="utf-8"))
    return told
