"""Says where a file's rows look like sums of weeks, months or other periods, which are stored as days."""

from __future__ import annotations

import polars as pl

from foresale.data.panel.spacing import read_spacing
from foresale.notes import Evidence, Note, Reading

PERIOD_SUMS = "period_sums"


def period_sum_notes(days: pl.Series) -> list[Note]:
    """A note where the days of all rows lie a regular step apart, such as two weeks or a month.

    Args:
        days: The day of each row.
    """
    distinct = days.drop_nulls().unique().sort()
    spacing = read_spacing(distinct.to_numpy())
    if not spacing.is_regular or spacing.step <= 1:
        return []
    text = (
        f"Dates are {spacing.words}: if each row is the sum of such a period, it is stored all the same as "
        "the sales of its one day, with none on the days between."
    )
    readings = (Reading("sales of single days"), Reading("sums of whole periods"))
    seen = f"{len(distinct):,} different days, {spacing.words}"
    return [Note(PERIOD_SUMS, len(distinct), text, Evidence(seen, readings, "likely"))]
