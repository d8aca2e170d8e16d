"""Columns called after days without a year, such as 01.03. and 02.03.: the year is put to their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.dates.days_without_year import DAY, are_days, with_year
from foresale.data.reading.columns.dates.missing_year import find_years
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.month_names import months_by_name
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

_FEWEST = 5
_MOSTLY = 0.5  # share of the columns
_DATED = 0.5  # share of a column's cells that are dates


def add_heading_years(
    raw: RawTable, stats: Mapping[str, ColumnStats], options: ReadOptions, ask: Ask | None
) -> RawTable:
    """The table with whole dates as names of its columns, where these are days of one year without it.

    Args:
        raw: The table as read.
        stats: What its columns' cells look like: beside dates 1/2 and 3/4 are products.
        options: May hold the year.
        ask: Asked whether the year in the file's name or title is the sales'.

    Raises:
        ColumnsError: Nothing says the year, or the days aren't in the order of one.
    """
    if sum(any(map(str.isdigit, name)) for name in raw.columns) < _FEWEST:
        return raw
    names = pl.Series("The columns' names", raw.columns, dtype=pl.String)
    days = names.filter(names.str.contains(DAY) & names.str.contains(r"[./]|\p{L}{3}"))
    if len(days) < _FEWEST or len(days) < _MOSTLY * len(names) or not are_days(days, DAY):
        return raw
    if any(stat.dates >= _DATED for stat in stats.values()):
        return raw
    if options.year is None and (options.date_format is not None or _are_months(days, ask)):
        return raw
    years, source = find_years(raw, options, ask)
    said = [] if years is None else raw.frame.select(years.alias("year"))["year"].unique().to_list()
    if len(said) != 1:
        raise ColumnsError(
            f"Columns are called after days without a year ('{days[0]}' to '{days[-1]}').",
            fix=f"Say which it was, such as {option('year', 2024)}; or write it into their names.",
        )
    whole = days.to_frame("day").select(with_year(pl.col("day"), pl.lit(str(said[0])))).to_series()
    dates = parse_dates(whole.alias(names.name)).values.cast(pl.Date)
    if dates.null_count() or not dates.is_sorted():
        raise ColumnsError(
            f"Columns are called after days without a year, and '{days[0]}' to '{days[-1]}' aren't in the "
            "order of one year.",
            fix="Write the year into their names, such as 2024-01-31.",
        )
    text = f"Columns are called after days without a year: it is {said[0]}, by {source}."
    note = Note(
        "year_added", len(days), text, Evidence(f"nothing but {source} says a year", (Reading(str(said[0])),))
    )
    renamed = dict(zip(days.to_list(), dates.cast(pl.String).to_list(), strict=True))
    return replace(raw, frame=raw.frame.rename(renamed), notes=(*raw.notes, note))


def _are_months(names: pl.Series, ask: Ask | None) -> bool:
    """Whether Jan-22 … Dec-23 are months of years: each the next of the one before, which days are never."""
    words, numbers = names.str.extract(r"(\p{L}+)"), names.str.extract(r"(\d+)")
    if words.null_count() or (numbers.str.len_chars() != 2).any():
        return False
    month = words.replace_strict(months_by_name(words.unique()), return_dtype=pl.Int64)
    steps = (numbers.cast(pl.Int64) * 12 + month).diff().drop_nulls()
    if not ((steps == 1).all() or (steps == -1).all()):
        return False
    if numbers.n_unique() > 1:
        return True
    question = Question(
        "months_or_days",
        f"Columns '{names[0]}' to '{names[-1]}' are months of 20{numbers[0]}, or day {numbers[0]} of each "
        "month.",
        ("months", "days"),
        f"If they are months, say {option('date_format', '%b-%y')}; if they are days, say the year, such as "
        f"{option('year', 2024)}.",
    )
    return settle(question, ask) == "months"
