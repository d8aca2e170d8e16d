"""The job that removes the sales that an import added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.notes import counted
from foresale.progress import LoggedProgress
from foresale.service.imports.import_state import UNDONE, mark
from foresale.storage.database.sales.corrections import undo_import
from foresale.storage.database.tables.trade import ImportRow

if TYPE_CHECKING:
    from foresale.container import Container


def undo(container: Container, arguments: Mapping[str, Any], context: LoggedProgress) -> Mapping[str, Any]:
    """Remove exactly the sales that an import added, in one transaction, and answer how many.

    Products and stores that came with it stay. Done twice it changes nothing more.

    Args:
        container: The service's parts.
        arguments: `import_id`.
        context: Hears how far it is.

    Raises:
        NotFoundError: The import is gone.
    """
    import_id = str(arguments["import_id"])
    context.start("Removing", 1)
    with Session(container.engine) as session, session.begin():
        row = session.get(ImportRow, import_id, with_for_update=True)
        if row is None:
            raise NotFoundError(
                f"Import {import_id} is gone.",
                fix="There is nothing to undo.",
                reason=Reason("no_such_import", name=import_id),
            )
        if row.state == UNDONE and row.result is not None:
            return row.result
        removed = undo_import(session.connection(), import_id)
        message = f"Undone: {counted(removed, 'sale')} removed again. Its products and stores stay."
        result = {**(row.result or {}), "removed": removed, "message": message}
        mark(session, import_id, state=UNDONE, result=result)
    context.advance()
    context.log(message)
    return result
