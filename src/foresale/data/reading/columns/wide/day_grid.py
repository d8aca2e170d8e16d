"""Months as a grid of days: a column for each day of the month, or rows of days beside columns of months."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats, spread_sample
from foresale.data.reading.columns.dates.date_parts import DateParts, dates_of_parts, find_parts, part_numbers
from foresale.data.reading.columns.wide.period_columns import PeriodColumns
from foresale.data.reading.columns.wide.wide_periods import find_summaries, summary_notes
from foresale.data.reading.columns.words.period_words import numbered_days, period_words
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.provenance import COLUMN
from foresale.data.reading.questions import Ask
from foresale.errors import ColumnsError
from foresale.notes import Note

_DATED = 0.9  # share of a column's cells that are dates
_MONTH_START = "__month_start"


@dataclass(frozen=True)
class DayColumns:
    """Columns that number the days of each row's month.

    Attributes:
        numbers: Column → day of the month.
        month: The column that names the month, also its year where there are no `parts`.
        reading: How dates are read, so that months are.
        parts: The columns that name year and month; None where one column does.
    """

    numbers: dict[str, int]
    month: str
    reading: DateReading
    parts: DateParts | None = None


def find_day_columns(
    frame: pl.DataFrame, stats: dict[str, ColumnStats], reading: DateReading
) -> DayColumns | None:
    """The columns that are days of a month which other columns name; None where there are none.

    Args:
        frame: The table as read.
        stats: Its columns' stats.
        reading: What the caller knows of dates.

    Raises:
        ColumnsError: There are days and a column of months, but no year.
    """
    numbers = numbered_days(list(stats))
    if not numbers:
        return None
    rest = {name: stat for name, stat in stats.items() if name not in numbers}
    parts = find_parts(frame, rest)
    if parts is not None and parts.unit == "month" and parts.day is None:
        return DayColumns(numbers, parts.part, reading, parts)
    for name, stat in rest.items():
        by_month = _reading_of_months(frame[name], reading) if stat.dates >= _DATED else None
        if by_month is not None:
            return DayColumns(numbers, name, by_month)
    named = next((name for name in rest if period_words(name) == {"month"}), None)
    if named is not None:
        raise ColumnsError(
            f"Columns {next(iter(numbers))} to {list(numbers)[-1]} are days of the month in {named}, but no "
            "column says its year.",
            fix=f"Add a column Year, or write the year into {named}, such as 2024-01.",
        )
    return None


def rows_of_days(
    frame: pl.DataFrame, days: DayColumns, ask: Ask | None, value: str
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The table with a row a day, its date in a column of its own.

    Args:
        frame: The table as read.
        days: Its columns that are days.
        ask: Asked where months can be read in two ways.
        value: What to call the cells' column.
    """
    names = list(days.numbers)
    periods = PeriodColumns(tuple(names), "day", tuple(days.numbers.values()), days.month)
    summaries = find_summaries(frame, names, periods)
    frame = frame.drop(*summaries)
    if days.parts is not None:
        starts, _, said = dates_of_parts(frame, days.parts, days.reading, ask, "date")
        used: tuple[str, ...] = days.parts.used
    else:
        parsed = parse_dates(frame[days.month], days.reading, ask=ask)
        starts, said, used = parsed.values, parsed.notes, (days.month,)
    wide = frame.drop(used).with_columns(starts.cast(pl.Date).alias(_MONTH_START))
    wide = wide.with_columns(pl.col(names).cast(pl.String))
    kept = [name for name in wide.columns if name not in names]
    long = wide.unpivot(names, index=kept, variable_name=COLUMN, value_name=value)
    number = long[COLUMN].replace_strict(days.numbers, return_dtype=pl.Int64)
    long = place_days(long, _MONTH_START, number, value, "date" if "date" not in kept else "day")
    long = long.with_columns(pl.col(COLUMN).cast(pl.Categorical()))
    text = (
        f"{len(names)} columns are the days of the month that {' and '.join(used)} "
        f"{'name' if len(used) > 1 else 'names'}: each cell became a row, its value '{value}'."
    )
    notes = [note for note in said if note.rule != "period_labels"]
    return long, (*notes, Note("wide_layout", frame.height, text), *summary_notes(summaries, periods))


def find_day_rows(frame: pl.DataFrame, stats: dict[str, ColumnStats], periods: PeriodColumns) -> str | None:
    """The column that numbers the day of the month of each row, beside columns that are months.

    Args:
        frame: The table as read.
        stats: Its columns' stats.
        periods: Its columns that are periods.

    Raises:
        ColumnsError: Nothing says the months' year.
    """
    for name in stats:
        if name in periods.names or name == periods.year or period_words(name) != {"day"}:
            continue
        number = part_numbers(spread_sample(frame)[name], "day")
        filled = ~is_missing(spread_sample(frame)[name])
        if not filled.any() or number.filter(filled).null_count() or number.min() == 0:
            continue
        if periods.unit is None:
            months = pl.Series("The columns' names", list(periods.names))
            return None if _reading_of_months(months, DateReading()) is None else name
        if periods.unit != "month":
            return None
        if periods.year is None:
            raise ColumnsError(
                f"Rows are days of the month, by {name}, and columns are months ({periods.names[0]} …), but "
                "nothing says their year.",
                fix="Add a column Year, or write the year into the columns' names, such as 'Jan 2024'.",
            )
        return name
    return None


def days_of_months(
    long: pl.DataFrame, day: str, value: str, notes: tuple[Note, ...]
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """A table with a row a month and day, with the date of each instead.

    Args:
        long: The table, whose last column holds the month (`rows_of_periods`).
        day: Its column of days of the month.
        value: Its column of the cells.
        notes: What was decided so far.
    """
    month = long.columns[-1]
    placed = place_days(long.drop(day), month, part_numbers(long[day], "day"), value, month)
    text = f"Rows are days of the month, by {day}; columns are months."
    kept = [note for note in notes if note.rule != "period_labels"]
    return placed, (*kept, Note("date_from_parts", long.height, text))


def place_days(long: pl.DataFrame, month: str, number: pl.Series, value: str, date: str) -> pl.DataFrame:
    """Rows with their day instead of their month; empty cells of days that their month lacks are left out.

    Args:
        long: A row a month and day.
        month: Its column of the month's first day.
        number: The day of each row.
        value: The column of the cells.
        date: What to call the column of days.
    """
    start = pl.col(month)
    day = start.dt.offset_by(pl.concat_str((pl.col("__day") - 1).cast(pl.String), pl.lit("d")))
    long = long.with_columns(number.alias("__day"))
    placed = long.with_columns(pl.when(day.dt.month() == start.dt.month()).then(day).alias("__date"))
    empty = is_missing(placed[value])
    placed = placed.filter(~(empty & placed["__date"].is_null()))
    return placed.drop(month, "__day").rename({"__date": date})


def _reading_of_months(cells: pl.Series, reading: DateReading) -> DateReading | None:
    """The reading by which all dates are first days of months; None where there is none."""
    filled = cells.filter(~is_missing(cells)).unique()
    orders = (True, False) if reading.day_first is None else (reading.day_first,)
    for day_first in orders if len(filled) else ():
        tried = replace(reading, day_first=day_first)
        try:
            days = parse_dates(filled, tried).values.drop_nulls().cast(pl.Date)
        except ColumnsError:
            continue
        if len(days) and (days.dt.day() == 1).all():
            return tried
    return None
