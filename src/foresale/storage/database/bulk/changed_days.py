"""Days whose sales were stored, noted with them: the next look at actuals needs no others."""

from __future__ import annotations

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.tables.base import Table
from foresale.storage.database.tables.trade import ChangedDayRow

DAYS = ("store_id", "sold_on")
_TABLE = Table.metadata.tables[ChangedDayRow.__tablename__]


def note_changed_days(connection: sa.Connection, days: pl.DataFrame) -> None:
    """Note days in the transaction that stores their sales, so that one is never there without the other.

    Args:
        connection: That transaction.
        days: `store_id` and `sold_on`; often the same is fine.
    """
    rows = days.select(DAYS).unique().sort(DAYS).rename({"sold_on": "day"})
    load_rows(connection, _TABLE, rows)
