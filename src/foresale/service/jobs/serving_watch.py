"""Brings changes made in MLflow's own pages to the workers, now and then."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.errors import RegistryError
from foresale.storage.database.tables.operations import ServingRow

if TYPE_CHECKING:
    from foresale.container import Container

_log = logging.getLogger(__name__)
_AFTER_START = 10.0
_EVERY = 5.0
_REST = 60.0
"""Seconds before the first look, as importing MLflow holds up a start; between two; after one that failed."""


class ServingWatch:
    """Looks whether the registry's champions are those that serve.

    Args:
        container: The service's parts.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._next = time.monotonic() + _AFTER_START

    def look_if_due(self) -> None:
        """Look, unless it was done just now, or nothing serves yet: MLflow takes seconds to open."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY
        if not self._something_serves():
            return
        from foresale.storage.registry.serving_sync import sync_serving

        try:
            for change in sync_serving(self._container.engine, self._container.registry):
                _log.info("%s.%s serves from now on: %s", change.scope, change.after, change.reason)
        except RegistryError as error:
            _log.warning("The registry can't be looked at: %s", error)
            self._next = time.monotonic() + _REST

    def _something_serves(self) -> bool:
        with Session(self._container.engine.execution_options(writes=False)) as session:
            return session.scalar(select(ServingRow.model).limit(1)) is not None
