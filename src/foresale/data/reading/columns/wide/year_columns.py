"""Tables that compare years: a column a year, and months, quarters or weeks in the rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.dates.date_parts import part_numbers
from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.columns.wide.period_columns import PeriodColumns
from foresale.data.reading.columns.wide.wide_periods import find_summaries, summary_notes
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_numbers
from foresale.data.reading.provenance import COLUMN
from foresale.notes import Note, counted

_YEAR = re.compile(r"^(?:19[5-9]|20\d)\d$")
_LAST, _FIRST = (re.compile(r"^(?P<item>.*\S)[\s_-]+(?P<year>(?:19[5-9]|20\d)\d)$"),
                 re.compile(r"^(?P<year>(?:19[5-9]|20\d)\d)[\s_-]+(?P<item>\S.*)$"))  # fmt: skip
_UNITS = ("month", "quarter", "week")
_MOSTLY = 0.9  # share of the rows, totals apart, that must name a part of a year


@dataclass(frozen=True)
class YearColumns:
    """Columns that are years, beside one that names a part of each.

    Attributes:
        names: The columns of years.
        unit: month, quarter or week.
        part: The column that names it.
        years: The year of each of the columns.
        items: What each of them is of besides its year; empty where they are years and no more.
    """

    names: tuple[str, ...]
    unit: str
    part: str
    years: tuple[int, ...]
    items: tuple[str, ...] = ()


def find_year_columns(frame: pl.DataFrame, stats: dict[str, ColumnStats]) -> YearColumns | None:
    """The columns that are years, where another names months, quarters or weeks; None where there are none.

    Args:
        frame: The table as read.
        stats: Its columns' stats.
    """
    names = tuple(name for name in stats if _YEAR.match(name.strip()))
    years, items = tuple(int(name) for name in names), tuple[str, ...]()
    if not names and not any("year" in period_words(name) for name in stats):
        names, years, items = _items_by_year(stats)
    if len(names) < 2 or any(stat.dates >= 0.5 for name, stat in stats.items() if name not in names):
        return None
    for unit in _UNITS:
        for name in stats:
            if name in names or unit not in period_words(name):
                continue
            cells = frame[name].filter(~_are_totals(frame[name]) & ~is_missing(frame[name]))
            numbers = part_numbers(cells, unit)
            if len(cells) and numbers.count() >= _MOSTLY * len(cells):
                return YearColumns(names, unit, name, years, items)
    return None


def _items_by_year(
    stats: dict[str, ColumnStats],
) -> tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...]]:
    """Columns called after an item and a year, where each item has the same years: names, years, items."""
    for form in (_LAST, _FIRST):
        found = {name: hit for name in stats if (hit := form.match(name.strip())) and stats[name].is_number}
        by_item: dict[str, set[str]] = {}
        for hit in found.values():
            by_item.setdefault(hit["item"].strip(), set()).add(hit["year"])
        years = list(by_item.values())
        if not years or len(years[0]) < 2 or any(each != years[0] for each in years):
            continue
        if len(found) == len(years) * len(years[0]):
            named = tuple(int(hit["year"]) for hit in found.values())
            return tuple(found), named, tuple(hit["item"].strip() for hit in found.values())
    return (), (), ()


def rows_of_years(
    frame: pl.DataFrame, years: YearColumns, value: str
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """One row for each row and year; rows and columns that sum the others up are left out.

    Args:
        frame: The table as read.
        years: Its columns that are years.
        value: What to call the cells' column.
    """
    names, notes = list(years.names), []
    periods = PeriodColumns(years.names, "year", years.years, years.part)
    summaries = find_summaries(frame, names, periods)
    totals = _are_totals(frame[years.part])
    if totals.any() and _sum_up(frame, totals, names):
        text = f"{counted(int(totals.sum()), 'row')} called a total sum the others up: left out."
        notes.append(Note("total_rows", int(totals.sum()), text))
        frame = frame.filter(~totals)
    wide = frame.drop(*summaries).with_columns(pl.col(names).cast(pl.String))
    kept = [name for name in wide.columns if name not in names]
    long = wide.unpivot(names, index=kept, variable_name=COLUMN, value_name=value)
    year = "Year" if "Year" not in kept else "year of the column"
    by_name = dict(zip(names, map(str, years.years), strict=True))
    long = long.with_columns(pl.col(COLUMN).replace_strict(by_name).alias(year))
    if len(set(years.items)) > 1:
        of_item = dict(zip(names, years.items, strict=True))
        key = next(name for name in ("item", "series", "item of the column") if name not in long.columns)
        long = long.with_columns(pl.col(COLUMN).replace_strict(of_item).alias(key))
    # A 53rd week, or months of a year that isn't over, have no cell.
    long = long.filter(~is_missing(long[value])).with_columns(pl.col(COLUMN).cast(pl.Categorical()))
    text = (
        f"{len(names)} columns are years ({names[0]} to {names[-1]}), rows name the {years.unit}, by "
        f"{years.part}: each cell became a row, its value '{value}'."
    )
    return long, (*notes, Note("wide_layout", frame.height, text), *summary_notes(summaries, periods))


def _are_totals(cells: pl.Series) -> pl.Series:
    text = cells.cast(pl.String)
    named = [label for label in text.drop_nulls().unique().to_list() if says_total(label)]
    return text.is_in(named).fill_null(value=False)


def _sum_up(frame: pl.DataFrame, totals: pl.Series, names: list[str]) -> bool:
    """Whether rows called totals add up to as much as all others, year by year."""
    for name in names:
        numbers = parse_numbers(frame[name]).fill_null(0.0)
        whole, parts = float(numbers.filter(totals).sum()), float(numbers.filter(~totals).sum())
        if not np.isclose(whole, parts, rtol=1e-6, atol=0.51):
            return False
    return True
