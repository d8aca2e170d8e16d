"""The sales of record in a database: adding lines, reading what was sold."""

from __future__ import annotations

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.add_sales import Advance, add_sales
from foresale.workflows.line_identity import Identity
from foresale.workflows.ports import ImportCount


class DatabaseSalesBook:
    """Keeps sales in a database; each line once, however often it comes.

    Args:
        engine: The system of record.
        time_zone: Of stores that have none of their own.
    """

    def __init__(self, engine: sa.Engine, *, time_zone: str = "UTC") -> None:
        self._engine, self._time_zone = engine, time_zone

    def add(
        self, frame: pl.DataFrame, *, identity: Identity = "auto", advance: Advance = lambda _: None
    ) -> ImportCount:
        """Add the lines that aren't there yet, with the products and stores they name, all or nothing.

        The same file twice changes nothing, also when its lines have no ids.

        Args:
            frame: Lines as `sale_lines` takes them, all of a file.
            identity: Whose ids the lines have, as in `identified`.
            advance: Told how many lines are done; may raise to stop and leave everything as it was.

        Raises:
            BadRowsError: A line can't be kept.
        """
        with self._engine.begin() as connection:
            return add_sales(connection, frame, self._time_zone, identity, advance)
