"""Rows that name a week and a weekday: the days on which they fall."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from foresale.data.reading.columns.words.names import is_calendar_name, words_of
from foresale.data.reading.columns.words.span_words import ENDS
from foresale.data.reading.parsing.dates.weekday_names import weekdays_by_name
from foresale.data.reading.parsing.plain_text import plain_word
from foresale.notes import Evidence, Note, Reading

_WEEK = 7
_FEWEST_WEEKS, _FEWEST_DAYS = 2, 2
_SUNDAY, _MONDAY = 7, 1


def days_of_weekdays(
    frame: pl.DataFrame, weeks: pl.Series, names: Sequence[str]
) -> tuple[pl.Series, str, Note] | None:
    """The day of each row, the column of weekdays that says it, and a note; None where there is none.

    Dates are those of weeks where all fall on one weekday and rows of other weekdays stand beside them.

    Args:
        frame: The table.
        weeks: Its dates; their name is that of the column they were read from.
        names: Columns that may hold weekdays.
    """
    if weeks.dtype != pl.Date:
        return None
    dates = weeks.drop_nulls().unique()
    starts = dates.dt.weekday().unique()
    if len(dates) < _FEWEST_WEEKS or len(starts) != 1:
        return None
    for name in filter(is_calendar_name, names):
        numbers = _weekdays(frame[name])
        if numbers is None or not _several_a_week(weeks, numbers):
            continue
        first = _first_weekday(weeks, numbers)
        start = _days_to_start(int(starts[0]), first, weeks.name)
        if start is None:
            continue
        table = pl.DataFrame({"week": weeks, "number": numbers})
        moved = pl.col("week") + pl.duration(days=start + (pl.col("number") - first) % _WEEK)
        days = table.select(moved.cast(pl.Date)).to_series().alias(weeks.name)
        text = f"{name} names the day of each row in the week of {weeks.name}: rows are dated by it."
        seen = f"all dates of {weeks.name} fall on one weekday, and rows of several stand beside each"
        readings = (Reading("days of a week"), Reading("the week as a whole"))
        return days, name, Note("weekday_rows", frame.height, text, Evidence(seen, readings, "proven"))
    return None


def _weekdays(cells: pl.Series) -> pl.Series | None:
    """The number of each cell's weekday; None where not all cells name one."""
    if cells.dtype not in (pl.String, pl.Categorical):
        return None
    words = cells.cast(pl.String).drop_nulls().unique(maintain_order=True).to_list()
    if not _FEWEST_DAYS <= len(words) <= 2 * _WEEK:
        return None
    plain = {word: plain_word(word).strip(" .") for word in words}
    numbers = weekdays_by_name(plain.values())
    if any(word not in numbers for word in plain.values()):
        return None
    named = {word: numbers[spelt] for word, spelt in plain.items()}
    return cells.cast(pl.String).replace_strict(named, default=None, return_dtype=pl.Int64)


def _several_a_week(weeks: pl.Series, numbers: pl.Series) -> bool:
    counted = (
        pl.DataFrame({"week": weeks, "number": numbers}).group_by("week").agg(pl.col("number").n_unique())
    )
    return bool((counted["number"] >= _FEWEST_DAYS).sum() >= _FEWEST_WEEKS)


def _first_weekday(weeks: pl.Series, numbers: pl.Series) -> int:
    """The weekday with which weeks begin: Sunday where it stands above the others of its week."""
    rows = pl.DataFrame({"week": weeks, "number": numbers}).with_row_index("row").drop_nulls()
    by_week = rows.group_by("week").agg(
        pl.col("row").filter(pl.col("number") == _SUNDAY).min().alias("sunday"),
        pl.col("row").filter(pl.col("number") != _SUNDAY).min().alias("other"),
    )
    both = by_week.drop_nulls()
    above = int((both["sunday"] < both["other"]).sum())
    return _SUNDAY if both.height and 2 * above > both.height else _MONDAY


def _days_to_start(weekday: int, first: int, column: str) -> int | None:
    """Days from a week's date to its first day; None where the date is neither its first nor its last."""
    last = (first + _WEEK - 2) % _WEEK + 1
    ends = bool(ENDS & set(words_of(column)) or "ending" in words_of(column))
    if weekday == last:
        return 1 - _WEEK
    if weekday == first and not ends:
        return 0
    if weekday == _MONDAY and first == _SUNDAY and not ends:
        return -1  # a week that is only numbered begins on the Sunday before its Monday
    return None
