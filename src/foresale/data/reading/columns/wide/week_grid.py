"""Weeks as a grid of days: a row a week, a column a weekday."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.dates.date_parts import DateParts, dates_of_parts, find_parts
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.parsing.dates.weekday_names import weekdays_by_name
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.parsing.plain_text import plain_word
from foresale.data.reading.provenance import COLUMN
from foresale.data.reading.questions import Ask
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Note

_DAYS = 7
_DATED = 0.9
_SUNDAY = 7


@dataclass(frozen=True)
class WeekdayColumns:
    """Seven columns that are the days of each row's week.

    Attributes:
        names: The columns, in the order of the week.
        first: The weekday of the first of them, from 1 for Monday.
        week: The column that names or dates the week.
        parts: The columns that name year and week; None where one column does.
    """

    names: tuple[str, ...]
    first: int
    week: str
    parts: DateParts | None = None


def find_weekday_columns(frame: pl.DataFrame, stats: dict[str, ColumnStats]) -> WeekdayColumns | None:
    """The columns that are weekdays, beside a week; None where there are none.

    Args:
        frame: The table as read.
        stats: Its columns' stats.
    """
    words = {name: plain_word(name).strip(" .") for name in stats}
    named = weekdays_by_name(words.values())
    names = [name for name, word in words.items() if word in named]
    order = list(stats)
    if len(names) != _DAYS or order.index(names[-1]) - order.index(names[0]) != _DAYS - 1:
        return None
    first = named[words[names[0]]]
    rest = {name: stat for name, stat in stats.items() if name not in names}
    parts = find_parts(frame, rest)
    if parts is not None and parts.unit == "week":
        return WeekdayColumns(tuple(names), first, parts.part, parts)
    dated = next((name for name, stat in rest.items() if stat.dates >= _DATED), None)
    return None if dated is None else WeekdayColumns(tuple(names), first, dated)


def rows_of_weekdays(
    frame: pl.DataFrame, days: WeekdayColumns, reading: DateReading, ask: Ask | None, value: str
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """One row for each row and weekday, with its date.

    Args:
        frame: The table as read.
        days: Its columns that are weekdays.
        reading: What the caller knows of dates.
        ask: Asked where weeks can be read in two ways.
        value: What to call the cells' column.

    Raises:
        ColumnsError: The week's dates are neither its first nor its last days.
    """
    if days.parts is not None:
        dates, _, said = dates_of_parts(frame, days.parts, reading, ask, "week")
        used: tuple[str, ...] = days.parts.used
    else:
        parsed = parse_dates(frame[days.week], reading, ask=ask)
        dates, said, used = parsed.values, parsed.notes, (days.week,)
    dates = dates.cast(pl.Date)
    shift = _days_to_first(dates, days, frame[days.week])
    names = list(days.names)
    wide = frame.drop(used).with_columns(dates.alias("__week")).with_columns(pl.col(names).cast(pl.String))
    kept = [name for name in wide.columns if name not in names]
    long = wide.unpivot(names, index=kept, variable_name=COLUMN, value_name=value)
    place = {name: at + shift for at, name in enumerate(names)}
    number = long[COLUMN].replace_strict(place, return_dtype=pl.Int64)
    date = "date" if "date" not in kept else "day"
    moved = pl.col("__week") + pl.duration(days=pl.lit(number))
    long = long.with_columns(moved.cast(pl.Date).alias(date), pl.col(COLUMN).cast(pl.Categorical()))
    text = (
        f"7 columns are weekdays ({names[0]} to {names[-1]}) of the week that {' and '.join(used)} "
        f"{'name' if len(used) > 1 else 'names'}: each cell became a row, its value '{value}'."
    )
    notes = [note for note in said if note.rule != "period_labels"]
    long = long.filter(~(is_missing(long[value]) & long[date].is_null())).drop("__week")
    return long, (*notes, Note("wide_layout", frame.height, text))


def _days_to_first(dates: pl.Series, days: WeekdayColumns, cells: pl.Series) -> int:
    """Days from the week's date to the first column's: 0 where it is the first day, -6 where the last."""
    weekdays = dates.drop_nulls().dt.weekday().unique().to_list()
    last = (days.first + _DAYS - 2) % _DAYS + 1
    if weekdays == [days.first]:
        return 0
    if weekdays == [last]:
        return 1 - _DAYS
    if weekdays == [1] and days.first == _SUNDAY:
        return -1  # a week that is only numbered begins on the Sunday before its Monday
    example = next(iter(cells.drop_nulls()), "")
    raise ColumnsError(
        f"Columns are the weekdays {days.names[0]} to {days.names[-1]}, but the dates of {days.week} (such "
        f"as '{example}') are neither first nor last days of such weeks.",
        fix=f"Give each week's first day in a column, and name it with {option('date')}.",
    )
