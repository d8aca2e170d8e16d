"""The record of every prediction that was served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, insert

from foresale.storage.database.tables.outlook import PredictionRow


class PredictionLog:
    """Adds served predictions to the log.

    Args:
        engine: The system of record.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Add entries, all or none.

        Args:
            entries: Values by the columns' names, the same columns in each.
        """
        with self._engine.begin() as connection:
            connection.execute(insert(PredictionRow), list(entries))
