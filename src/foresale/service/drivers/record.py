"""Analyses on record: their states, who may see them, and how they are forgotten."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Session

from foresale.errors import NotFoundError
from foresale.messages import route
from foresale.service.imports.folder import UploadFolder
from foresale.storage.database.tables.drivers import DriverAnalysisRow
from foresale.storage.database.tables.operations import JobRow

LOOKED_AT, STARTED, DONE, FAILED = "looked_at", "started", "done", "failed"
_FOLDER = "driver-tables"


def table_folder(home: Path) -> UploadFolder:
    """Where uploaded tables lie until they are analysed.

    Args:
        home: The service's folder.
    """
    return UploadFolder(home, _FOLDER)


def state_of(row: DriverAnalysisRow, job: JobRow | None) -> str:
    """How far an analysis is: one whose job failed or was cancelled may be started again."""
    ended = job is not None and job.state in ("failed", "cancelled")
    return FAILED if row.state == STARTED and ended else row.state


def visible_to(user_id: int, *, sees_all: bool) -> ColumnElement[bool]:
    """Which analyses somebody may see.

    Args:
        user_id: Who asks.
        sees_all: Whether they aren't limited to stores.
    """
    return true() if sees_all else DriverAnalysisRow.created_by == user_id


def find_analysis(
    session: Session, analysis_id: str, user_id: int, *, sees_all: bool, to_change: bool = False
) -> DriverAnalysisRow:
    """An analysis that somebody may see.

    Args:
        session: Reads it.
        analysis_id: Which.
        user_id: Who asks.
        sees_all: Whether they aren't limited to stores.
        to_change: Whether it is held until the transaction ends.

    Raises:
        NotFoundError: There is none, or it is somebody else's.
    """
    row = session.get(DriverAnalysisRow, analysis_id, with_for_update=to_change)
    if row is None or not (sees_all or row.created_by == user_id):
        raise NotFoundError(
            f"There is no analysis {analysis_id}.", fix=f"{route('list_analyses')} lists them."
        )
    return row
