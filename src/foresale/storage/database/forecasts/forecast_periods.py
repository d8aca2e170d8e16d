"""Which periods of forecasts are wanted, so that an index reads these of the runs in question alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from foresale.storage.database.sql.without_index import without_index
from foresale.storage.database.tables.outlook import ForecastRow

_LISTED = 62


def is_grain(grain: str, row: Any = ForecastRow) -> sa.ColumnElement[bool]:
    """That a forecast is of days, weeks or months: of all in its run, or of a product, found by the run.

    Args:
        grain: `day`, `week` or `month`.
        row: The table, with `grain`.
    """
    return sa.type_coerce(without_index(row.grain), sa.String()) == grain


def is_day(first: date | None, last: date | None) -> sa.ColumnElement[bool]:
    """That a forecast is of a day from one to another: a few of them are found by day and run.

    Args:
        first: The first day; None for all.
        last: The last; None for all.
    """
    row = ForecastRow
    if first is not None and last is not None and (last - first).days < _LISTED:
        days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
        return sa.and_(row.grain == "day", row.target_date.in_(days))
    found = [is_grain("day")]
    found += [] if first is None else [row.target_date >= first]
    found += [] if last is None else [row.target_date <= last]
    return sa.and_(*found)
