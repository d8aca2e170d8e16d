"""Years on rows of their own above their months or days: each holds for the rows below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.dates.date_parts import part_numbers
from foresale.data.reading.columns.dates.days_without_year import DAY, are_days, with_year
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.parse_dates import date_share
from foresale.data.reading.provenance import FILE
from foresale.notes import Evidence, Note, Reading, counted

_YEAR = r"^\D{0,8}((?:19|20)\d{2})(?:\.0)?\D{0,3}$"
_NAMED = 0.9  # share of the other cells that name months, quarters or weeks
_UNITS = ("month", "quarter", "week")
_COLUMN = "Year"
_SAMPLE = 500


def fill_years(raw: RawTable, options: ReadOptions) -> RawTable:
    """`raw` with the years that stand above its months or days where each row can be dated.

    A year is the only filled cell of its row, and the first row is one. Below it a column names months,
    quarters or weeks, which get a column of years beside them; or days without a year, which get it in their
    cells; or whole days of that very year, which need none.

    Args:
        raw: The table as read.
        options: `fill_down` may say that labels don't hold for the rows below them.
    """
    frame, names = raw.frame, raw.columns
    if options.fill_down is False or len(names) < 2 or any("year" in period_words(name) for name in names):
        return raw
    first = [name for name in names if frame.height > 2 and frame[name][0] is not None]
    if len(first) != 1 or frame[first[0]].dtype != pl.String:
        return raw
    filled = frame.select(pl.sum_horizontal(pl.col(n).is_not_null() for n in names)).to_series()
    year = frame[first[0]].str.strip_chars().str.extract(_YEAR, 1)
    heads = (filled == 1) & year.is_not_null()
    if not heads[0] or heads.sum() == frame.height:
        return raw
    below = pl.when(pl.lit(heads)).then(pl.lit(year)).forward_fill().over(FILE)
    body = frame.filter(~heads & (filled > 1))
    years = frame.select(below.alias(_COLUMN)).to_series().filter(~heads & (filled > 1))
    ways = (_dates_below(body[name], years, is_first=name == first[0]) for name in names)
    dated = next((way for way in ways if way is not None), None)
    if dated is None:
        return raw
    name, column, what = dated
    completed = [] if column is None else [column(below)]
    shown = ", ".join(year.filter(heads).unique(maintain_order=True).head(3))
    text = f"{counted(int(heads.sum()), 'row')} name the year of the rows below them ({shown} …): {what}."
    seen = f"Only {first[0]} is filled there, and {name} names their months or days"
    readings = (Reading("a year holds for the rows below it"), Reading("it says nothing of them"))
    note = Note("year_headings", int(heads.sum()), text, Evidence(seen, readings))
    return replace(raw, frame=frame.with_columns(completed).filter(~heads), notes=(*raw.notes, note))


def _dates_below(
    cells: pl.Series, years: pl.Series, *, is_first: bool
) -> tuple[str, Callable[[pl.Expr], pl.Expr] | None, str] | None:
    """The column, how a row's year goes into the table, and that in words; None where it holds no dates."""
    name, known = cells.name, cells.drop_nulls()
    own = _years_in(cells)
    if own is not None and own.count():
        agree = own.count() == len(known) and (own == years).drop_nulls().all()
        return (name, None, f"{name} says it too") if agree else None
    if not len(known) or known.dtype != pl.String:
        return None
    if period_words(name) & {"date", "day"} and are_days(known, DAY):
        return name, lambda year: with_year(pl.col(name), year), f"it is put to {name}"
    named = is_first or bool(period_words(name) & {*_UNITS})
    if named and any(part_numbers(known, unit).count() >= _NAMED * len(known) for unit in _UNITS):
        return name, lambda year: year.alias(_COLUMN), f"it is in column {_COLUMN}"
    return None


def _years_in(cells: pl.Series) -> pl.Series | None:
    """The year that each date says; None where the cells are no dates."""
    if cells.dtype in (pl.Date, pl.Datetime):
        return cells.dt.year().cast(pl.String)
    if cells.dtype != pl.String or date_share(cells.drop_nulls().head(_SAMPLE), named_so=False) < _NAMED:
        return None
    return cells.str.extract(r"((?:19|20)\d{2})(?:\D|$)", 1)
