"""Deletes analyses of drivers that are old: their record, their model, and the table itself."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from foresale.errors import ForesaleError, OptionError
from foresale.service.drivers.record import LOOKED_AT, table_folder
from foresale.storage.database.engine.transactions import read, write
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.drivers import DriverAnalysisRow
from foresale.workflows.ports import parse_version

if TYPE_CHECKING:
    from foresale.container import Container

MAX_ANALYSES = 20
"""What one look deletes at most."""
_REST_SECONDS = 3600.0
_log = logging.getLogger(__name__)


def remove_model(container: Container, row: DriverAnalysisRow) -> None:
    """Take an analysis' model, report and tables out of the registry; what was published stays where it is.

    Args:
        container: The service's parts.
        row: Which.
    """
    if row.version is None:
        return
    try:
        version = container.registry.version(*parse_version(row.version))
    except OptionError:  # one that is gone needs no removal
        return
    container.registry.remove(version)


class DriverRetention:
    """Forgets analyses; several at once do no harm.

    Args:
        container: The service's parts.
        keep_days: How long an analysis is kept.
    """

    def __init__(self, container: Container, keep_days: int) -> None:
        self._container, self._keep = container, timedelta(days=keep_days)
        self._next = 0.0

    def forget_if_due(self) -> None:
        """Delete a batch; after the last one, rest for an hour."""
        if time.monotonic() >= self._next and not self.forget():
            self._next = time.monotonic() + _REST_SECONDS

    def forget(self) -> int:
        """Delete a batch, and answer how many went; 0 where nothing is left to delete."""
        gone = table_folder(self._container.settings.home).clear_old()
        engine, before = self._container.engine, utc_now() - self._keep
        if gone:  # tables that were never analysed
            left = delete(DriverAnalysisRow).where(
                DriverAnalysisRow.id.in_(gone), DriverAnalysisRow.state == LOOKED_AT
            )
            write(engine, lambda session: session.execute(left))
        old = select(DriverAnalysisRow).where(DriverAnalysisRow.created_at < before).limit(MAX_ANALYSES)
        found = read(engine, lambda session: session.scalars(old).all())
        removed = [row.id for row in found if self._is_removed(row)]
        if removed:
            forgotten = delete(DriverAnalysisRow).where(DriverAnalysisRow.id.in_(removed))
            write(engine, lambda session: session.execute(forgotten))
            _log.info("%d analyses over %d days old were deleted.", len(removed), self._keep.days)
        return len(removed)

    def _is_removed(self, row: DriverAnalysisRow) -> bool:
        try:
            remove_model(self._container, row)
        except ForesaleError as error:  # the registry is away: it is tried again
            _log.warning("Analysis %s can't be deleted yet: %s", row.id, error.problem)
            return False
        table_folder(self._container.settings.home).remove(row.id)
        return True
