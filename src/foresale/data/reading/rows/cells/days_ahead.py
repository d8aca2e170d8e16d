"""Days that aren't over yet and hold zeros only: a calendar that was filled in beforehand, and no sales."""

from __future__ import annotations

import datetime

import polars as pl

from foresale.notes import Evidence, Note, Reading, counted
from foresale.sales import ColumnRoles

_FARTHEST = datetime.timedelta(days=366)  # what lies further ahead is a slip of the pen


def forget_zeros_ahead(
    frame: pl.DataFrame, roles: ColumnRoles, today: datetime.date
) -> tuple[pl.DataFrame, list[Note]]:
    """The rows with sales unknown instead of zero after today, where no row after today says otherwise.

    Where zeros go on into the future, those of the period that isn't over yet are such, too.

    Args:
        frame: Typed rows.
        roles: The part of each column.
        today: The last day that can have sales.
    """
    day, sold = frame[roles.date].cast(pl.Date), frame[roles.target]
    if not sold.dtype.is_numeric():
        return frame, []
    ahead = day > today
    if not ahead.any() or (sold.filter(ahead).fill_null(0) != 0).any() or not (sold.filter(ahead) == 0).any():
        return frame, []
    newest = day.filter(~ahead).max()
    at_newest = (day == newest).fill_null(value=False) if newest is not None else ahead
    if not (sold.filter(at_newest).fill_null(0) == 0).all():
        at_newest = ahead
    empty = ((ahead | at_newest) & (sold == 0) & (day <= today + _FARTHEST)).fill_null(value=False)
    if not empty.any():
        return frame, []
    first = day.filter(empty).min()
    text = (
        f"{counted(int(empty.sum()), 'row')} from {first!s} on hold 0 {roles.target} and reach beyond today "
        f"({today}): not known yet, and no zeros."
    )
    readings = (Reading("unknown"), Reading("nothing sold"))
    note = Note("zeros_ahead", int(empty.sum()), text, Evidence("all rows after today hold zero", readings))
    return frame.with_columns(pl.when(~empty).then(roles.target).alias(roles.target)), [note]
