"""Sets aside rows without a day, or whose day can't be meant: after today, before 1900, far from others."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl

from foresale.data.reading.columns.dates.date_column import DatedTable
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.rows.rejects import Rejects
from foresale.sale_fields import FIRST_DAY
from foresale.sales import ColumnRoles

_STRAY_ROWS = 0.01  # so small a share can be a slip of the pen
_STRAY_SPAN = 0.9  # of the time from first to last day: the hole that parts them from the rest
_STRAY_DAYS = 3 * 365


def set_undated_aside(frame: pl.DataFrame, dated: DatedTable) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Set aside rows without a date that can be read."""
    lacking = frame[dated.date].is_null()
    empty = lacking & is_missing(dated.unread) if lacking.any() else lacking
    faults = Rejects(frame)
    faults.refuse(lacking & ~empty, dated.date, dated.unread, "is not a date")
    faults.refuse(empty, dated.date, None, "has no date")
    return faults.select_kept(), faults.rejects()


def reject_implausible_days(
    frame: pl.DataFrame,
    roles: ColumnRoles,
    today: datetime.date,
    tolerance: datetime.timedelta = datetime.timedelta(0),
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the rows whose day can be meant from those with a mistyped one.

    Sales dated after today are set aside; rows without sales may hold what is known ahead. A few rows
    years away from all others would stretch every series over an empty time.

    Args:
        frame: Typed rows that carry where they came from.
        roles: The part of each column.
        today: The last day that can have sales.
        tolerance: How far beyond it they may lie all the same, for shops ahead of our clock.

    Returns:
        The rows kept, and the rejects.
    """
    faults = Rejects(frame)
    day, sold = frame[roles.date].cast(pl.Date), frame[roles.target].is_not_null()
    faults.refuse((day > today + tolerance) & sold, roles.date, day, f"lies after today ({today})")
    faults.refuse(day < FIRST_DAY, roles.date, day, f"lies before {FIRST_DAY.year}")
    usual = _usual_days(day.filter(sold & faults.good))
    if usual is not None:
        first, last = usual
        reason = f"lies years away from all other sales ({first} to {last})"
        faults.refuse(((day < first) | (day > last)) & sold, roles.date, day, reason)
    return faults.select_kept(), faults.rejects()


def _usual_days(day: pl.Series) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of nearly all sales, where a few others lie years before or after them."""
    days = day.drop_nulls().sort()
    if len(days) < 1 / _STRAY_ROWS:
        return None
    number = days.to_physical().to_numpy().astype(np.int64)
    gaps = np.diff(number)
    widest = int(gaps.argmax())
    if gaps[widest] < max(_STRAY_DAYS, _STRAY_SPAN * (number[-1] - number[0])):
        return None
    before, after = widest + 1, len(number) - widest - 1
    if min(before, after) > _STRAY_ROWS * len(number):
        return None
    kept = days[before:] if before < after else days[:before]
    return kept[0], kept[-1]
