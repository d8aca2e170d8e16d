"""Asks where rows look like sums of weeks, months or other periods, as sales are stored by day."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from foresale.data.panel.spacing import read_spacing
from foresale.data.reading.columns.dates.period_numbers import NUMBERED
from foresale.data.reading.parsing.dates.period_labels import PERIOD_LABELS
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError
from foresale.notes import Evidence, Note, Reading

PERIOD_SUMS = "period_sums"
ON_DAYS, ARE_SUMS = "store on single days", "they are sums of periods"
_MIN_STEP = 6.0  # days: dates that lie closer are no sums of periods that anybody reports


def refuse_numbered_periods(notes: Sequence[Note]) -> None:
    """Stop at rows dated by the number of a day, week or month, counted from nobody knows when.

    Args:
        notes: What was decided while the file was read.

    Raises:
        ColumnsError: They are: a forecast needs their order alone, the record of sales their days.
    """
    numbered = next((str(note.text).partition(":")[0] for note in notes if note.rule == NUMBERED), None)
    if numbered is not None:
        raise ColumnsError(
            f"{numbered}, and sales are stored on the days on which they were sold.",
            fix="Write each row's date into the file. Numbered periods are forecast from the file itself by "
            "`foresale forecast`.",
        )


def settle_period_sums(days: pl.Series, notes: Sequence[Note], ask: Ask, *, single: bool) -> list[Note]:
    """Ask whether rows are sums of periods, where their dates name periods or lie a regular step apart.

    Args:
        days: The day of each row.
        notes: What was decided on the way; it says where dates name weeks, months or quarters.
        ask: Asked whether rows are to be stored on single days all the same.
        single: Whether rows tell their time of day or receipt, so that they are no sums.

    Raises:
        ColumnsError: They are sums: these are no sales of a day.
    """
    distinct = days.drop_nulls().unique().sort()
    spacing = read_spacing(distinct.to_numpy())
    named = next((note.text for note in notes if note.rule == PERIOD_LABELS), None)
    is_spaced = spacing.is_regular and spacing.step >= _MIN_STEP and not single
    if named is None and not is_spaced:
        return []
    seen = named or f"All {len(distinct):,} dates are {spacing.words}."
    readings = (Reading("sales of single days"), Reading("sums of whole periods"))
    text = (
        f"{seen} Is each row what was sold on its one day, or the sum of such a period? A sum would be "
        "stored as the sales of one day, with none on the days between."
    )
    fix = "Export the sales by day; sums of periods are forecast from the file itself by `foresale forecast`."
    if settle(Question(PERIOD_SUMS, text, (ON_DAYS, ARE_SUMS), fix, readings), ask) == ARE_SUMS:
        raise ColumnsError(f"{seen} Sums of periods can't be stored as the sales of days.", fix=fix)
    said = f"{seen} Each row is stored as the sales of its one day."
    return [Note(PERIOD_SUMS, len(distinct), said, Evidence(seen, readings, "asked"))]
