"""Years on rows of their own above their months: each holds for the rows below it, in a column of years."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.dates.date_parts import part_numbers
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import FILE
from foresale.notes import Evidence, Note, Reading, counted

_YEAR = r"^\D{0,8}((?:19|20)\d{2})(?:\.0)?\D{0,3}$"
_NAMED = 0.9  # share of the other cells that name months, quarters or weeks
_UNITS = ("month", "quarter", "week")
_COLUMN = "Year"


def fill_years(raw: RawTable, options: ReadOptions) -> RawTable:
    """`raw` with the years above its months in a column of their own.

    A year is the only filled cell of its row, the first row is one, and what stands in its column elsewhere
    names months, quarters or weeks.

    Args:
        raw: The table as read.
        options: `fill_down` may say that labels don't hold for the rows below them.
    """
    frame, names = raw.frame, raw.columns
    if options.fill_down is False or len(names) < 2 or any("year" in period_words(name) for name in names):
        return raw
    name = names[0]
    if frame[name].dtype != pl.String or frame.height < 3:
        return raw
    filled = frame.select(pl.sum_horizontal(pl.col(n).is_not_null() for n in names)).to_series()
    year = frame[name].str.strip_chars().str.extract(_YEAR, 1)
    heads = (filled == 1) & year.is_not_null()
    if not heads[0] or heads.sum() == frame.height:
        return raw
    cells = frame[name].filter(~heads & (filled > 1)).drop_nulls()
    if not len(cells) or not any(part_numbers(cells, unit).count() >= _NAMED * len(cells) for unit in _UNITS):
        return raw
    column = pl.when(pl.lit(heads)).then(pl.lit(year)).forward_fill().over(FILE).alias(_COLUMN)
    shown = ", ".join(year.filter(heads).unique(maintain_order=True).head(3))
    text = (
        f"{counted(int(heads.sum()), 'row')} name the year of the rows below them ({shown} …): it is in "
        f"column {_COLUMN}."
    )
    seen = f"Only {name} is filled there, and elsewhere it names months"
    readings = (Reading("a year holds for the rows below it"), Reading("it says nothing of them"))
    note = Note("year_headings", int(heads.sum()), text, Evidence(seen, readings))
    return replace(raw, frame=frame.with_columns(column).filter(~heads), notes=(*raw.notes, note))
