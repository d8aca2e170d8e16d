"""Days of stores packed, and what is told of them beside what their lines say."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from foresale.storage.database.engine.transactions import connect_at_one_moment
from foresale.storage.database.sales.daily_sales import daily_sales
from foresale.storage.database.sales.packed_days import find_unpacked_days, pack_days
from foresale.storage.database.tables.trade import SoldDayRow
from foresale.workflows.ports import Scope


def pack(engine: sa.Engine, *, whole: bool) -> None:
    """Pack days as the loop does, or whatever days there are, changed since or not."""
    if not whole:
        pack_days(engine, find_unpacked_days(engine, 4))
        return
    with engine.connect().execution_options(writes=False) as connection:
        days = connection.execute(sa.select(SoldDayRow.store_id, SoldDayRow.day)).all()
    pack_days(engine, [(store, day) for store, day in days])


def daily_both_ways(engine: sa.Engine) -> list[list[tuple[Any, ...]]]:
    """What each product sold a day in each store, by packed days and from the rows, of one moment."""
    with connect_at_one_moment(engine) as connection:
        return [
            daily_sales(connection, Scope(), few_series=few).drop("category").rows() for few in (0, 1_000)
        ]
