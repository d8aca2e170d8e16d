"""Sets aside rows whose day can't be meant: after today, before 1900, or far away from all others."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl

from foresale.data.reading.rows.rejects import set_aside
from foresale.sales import ColumnRoles

_EARLIEST = datetime.date(1900, 1, 1)
_STRAY_ROWS = 0.01  # so small a share can be a slip of the pen
_STRAY_SPAN = 0.9  # of the time from first to last day: the hole that parts them from the rest
_STRAY_DAYS = 3 * 365


def reject_implausible_days(
    frame: pl.DataFrame, roles: ColumnRoles, today: datetime.date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the rows whose day can be meant from those with a mistyped one.

    Sales dated after today are set aside; rows without sales may hold what is known ahead. A few rows
    years away from all others would stretch every series over an empty time.

    Args:
        frame: Typed rows that carry where they came from.
        roles: The part of each column.
        today: The last day that can have sales.

    Returns:
        The rows kept, and the rejects.
    """
    day = frame[roles.date].cast(pl.Date)
    frame, late = set_aside(
        frame,
        (day > today) & frame[roles.target].is_not_null(),
        column=roles.date,
        values=day,
        reason=f"lies after today ({today})",
    )
    day = frame[roles.date].cast(pl.Date)
    frame, early = set_aside(
        frame, day < _EARLIEST, column=roles.date, values=day, reason=f"lies before {_EARLIEST.year}"
    )
    sold = frame.filter(pl.col(roles.target).is_not_null())[roles.date].cast(pl.Date)
    usual = _usual_days(sold)
    if usual is None:
        return frame, pl.concat([late, early])
    day = frame[roles.date].cast(pl.Date)
    first, last = usual
    reason = f"lies years away from all other sales ({first} to {last})"
    stray = ((day < first) | (day > last)) & frame[roles.target].is_not_null()
    frame, far = set_aside(frame, stray, column=roles.date, values=day, reason=reason)
    return frame, pl.concat([late, early, far])


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
