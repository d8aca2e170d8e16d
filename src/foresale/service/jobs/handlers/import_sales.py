"""The job that stores an uploaded file's sales."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from foresale.data.reading.answers import Questioner
from foresale.error_reasons import Reason
from foresale.errors import ConflictError, NotFoundError
from foresale.progress import LoggedProgress
from foresale.service.imports.folder import UploadFolder
from foresale.service.imports.import_state import DONE, ImportLimits, mark, refuse_open
from foresale.service.imports.rejects_file import write_rejects
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.trade import ImportRow
from foresale.workflows.importing.describe_import import describe_result
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.questions import describe_questions
from foresale.workflows.importing.read_import import lines_to_store, read_import
from foresale.workflows.ports import ImportCount

if TYPE_CHECKING:
    from foresale.container import Container


def import_sales(
    container: Container, arguments: Mapping[str, Any], context: LoggedProgress
) -> Mapping[str, Any]:
    """Store the good rows of an uploaded file in one transaction, and answer what became of them.

    Begun anew after a crash it stores what is missing; one that had ended answers the same again.

    Args:
        container: The service's parts.
        arguments: `import_id`, and `store_ids` where only these may be added to.
        context: Hears how far it is.

    Raises:
        NotFoundError: The import or its file is gone.
        ConflictError: It leaves something open that its preview didn't.
        ForesaleError: The file can't be read as its preview was.
    """
    import_id, folder = str(arguments["import_id"]), UploadFolder(container.settings.home)
    with Session(container.engine.execution_options(writes=False)) as session:
        row = session.get(ImportRow, import_id)
        options = ImportOptions.from_json(row.options if row is not None else {})
        limits = ImportLimits.of(session, container.settings, options, arguments.get("store_ids"))
    if row is not None and row.state == DONE and row.result is not None:
        return row.result
    if row is None:
        raise NotFoundError(
            f"Import {import_id} is gone.",
            fix="Upload its file again.",
            reason=Reason("no_such_import", name=import_id),
        )
    file = folder.find(import_id, row.file_name)
    today = datetime.now(UTC).date()
    asked = Questioner(options.answers)
    read = limits.apply(
        read_import(file, options, today=today, stored=limits.stored, progress=context, asked=asked)
    )
    try:
        refuse_open(row, read, asked)
    except ConflictError:
        shown = {**row.preview, "is_ready": False, **describe_questions(asked.open, asked.answered)}
        with Session(container.engine) as session, session.begin():
            mark(session, import_id, preview=shown)
        raise
    write_rejects(read.rejects, folder.rejects(import_id))
    context.start("Storing", max(read.frame.height, 1))
    with Session(container.engine) as session, session.begin():
        sales_repository = DatabaseSales(session.connection(), time_zone=container.settings.time_zone)
        count = ImportCount(new=0)
        if read.frame.height:
            lines = lines_to_store(read, options.time_zone)
            count = sales_repository.add(lines, advance=context.advance, import_id=import_id)
        result = describe_result(read, count)
        mark(session, import_id, state=DONE, result=result)
    folder.remove(import_id)
    context.log(str(result["message"]))
    return result
