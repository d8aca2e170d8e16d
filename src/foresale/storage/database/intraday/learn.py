"""Learning how days go from the sales of record."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from foresale.forecasting.intraday.intraday_model import learn_intraday
from foresale.storage.database.intraday.repository import DatabaseIntraday
from foresale.storage.database.intraday.sales_by_slot import sales_by_slot
from foresale.storage.database.tables.trade import SaleRow

DAYS = 91
MIN_DAYS = 28
MAX_SALES = 4_000_000
"""Of more sales than these in `DAYS`, fewer days are looked at."""


def learn_from_sales(engine: sa.Engine, until: date, time_zone: str) -> int:
    """Learn from the newest days with sales, and keep it; answers the model's id.

    Args:
        engine: The system of record.
        until: The last day that may be learned from; days that aren't over mustn't.
        time_zone: Of stores that have none of their own.
    """
    with engine.connect().execution_options(writes=False) as connection:
        last = connection.scalar(sa.select(sa.func.max(SaleRow.sold_on)).where(SaleRow.sold_on <= until))
        model = None
        if last is not None:
            days = _days(connection, last)
            model = learn_intraday(sales_by_slot(connection, last, days, time_zone))
    return DatabaseIntraday(engine).put(model, last or until)


def _days(connection: sa.Connection, last: date) -> int:
    sales = connection.scalar(
        sa.select(sa.func.count()).where(
            SaleRow.sold_on > last - timedelta(days=DAYS), SaleRow.sold_on <= last
        )
    )
    return max(MIN_DAYS, min(DAYS, int(DAYS * MAX_SALES / max(sales or 0, 1))))
