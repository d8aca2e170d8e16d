"""The sales of record in a database: adding lines, reading what was sold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.add_sales import Advance, add_sales
from foresale.storage.database.sales.daily_sales import daily_sales
from foresale.storage.database.sales.events import read_events
from foresale.storage.database.sales.sales_sums import SoldQuestion, sums_of_sales
from foresale.storage.database.sales.segments import touching
from foresale.workflows.ports import ImportCount, Scope


class DatabaseSales:
    """Keeps sales in a database; each line once, however often it comes.

    Args:
        engine: The system of record.
        time_zone: Of stores that have none of their own.
    """

    def __init__(self, engine: sa.Engine, *, time_zone: str = "UTC") -> None:
        self._engine, self._time_zone = engine, time_zone

    def add(self, frame: pl.DataFrame, *, advance: Advance = lambda _: None) -> ImportCount:
        """Add the lines that aren't there yet, with the products and stores they name, all or nothing.

        The same lines twice change nothing: a line is known by its `transaction_id`.

        Args:
            frame: Lines as `sale_lines` takes them, all of a file.
            advance: Told how many lines are done; may raise to stop and leave everything as it was.

        Raises:
            BadRowsError: A line can't be kept.
        """
        with self._engine.begin() as connection:
            return add_sales(connection, frame, self._time_zone, advance)

    def daily(self, scope: Scope, since: date | None = None) -> pl.DataFrame:
        """Sales by product, store and day, as `daily_sales` gives them."""
        with self._reading() as connection:
            return daily_sales(connection, scope, since)

    def events(self, scope: Scope) -> pl.DataFrame:
        """Events past and planned that touch the scope, as `read_events` gives them."""
        return touching(read_events(self._engine), scope.segment)

    def sold(self, asked: SoldQuestion) -> Sequence[sa.Row[Any]]:
        """Sums by day, week or month in order; columns as in `sums_of_sales`."""
        with self._reading() as connection:
            sums = sums_of_sales(connection, asked)
            keys = [sums.c.period, *(sums.c[name] for name in asked.by)]
            return connection.execute(sa.select(sums).order_by(*keys)).all()

    def _reading(self) -> sa.Connection:
        return self._engine.connect().execution_options(writes=False)
