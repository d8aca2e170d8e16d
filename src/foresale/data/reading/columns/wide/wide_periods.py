"""Turns a table with a column a period into one with a row a period."""

from __future__ import annotations

import re

import polars as pl

from foresale.data.reading.columns.dates.date_parts import year_numbers
from foresale.data.reading.columns.dates.period_numbers import dates_of_period_numbers
from foresale.data.reading.columns.numbers.sum_columns import says_total
from foresale.data.reading.columns.wide.columns_among_periods import (
    find_span_sums,
    refuse_columns_among,
    span_sum_notes,
)
from foresale.data.reading.columns.wide.period_columns import PeriodColumns, without_letter
from foresale.data.reading.columns.wide.rows_without_sales import (
    SUMMARY_WORDS,
    without_empty_rows,
    without_label_rows,
    without_summary_rows,
)
from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_numbers
from foresale.data.reading.provenance import COLUMN, FILE, own_columns
from foresale.data.reading.questions import Ask
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

_FEWEST_ROWS = 2
_SAMPLE = 500
_FEWEST_TOTALS = 3  # different sums that prove a column without a telling name
_CLOSE = 1e-6


def rows_of_periods(
    frame: pl.DataFrame, periods: PeriodColumns, reading: DateReading, ask: Ask | None, value: str
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """One row for each row and period, dated by its column; and notes.

    Args:
        frame: The table as read, with `FILE` and `ROW`.
        periods: Its columns that are periods.
        reading: What the caller knows of dates.
        ask: Asked where the columns' names can be read in two ways.
        value: What to call the values.
    """
    names = list(periods.names)
    frame, said = without_summary_rows(frame, periods)
    frame, labels = without_label_rows(frame, names)
    frame, empty = without_empty_rows(frame, names)
    said = (*said, *labels, *empty)
    summaries = find_summaries(frame, names, periods)
    frame = frame.drop(*summaries, *periods.beside)
    if periods.unit is None:
        spans = find_span_sums(frame, names)
        frame = frame.drop(*spans)
        said = (*said, *span_sum_notes(spans))
        _refuse_unread(frame, periods)
        refuse_columns_among(frame, names)
    taken = [name for name in frame.columns if name not in names]
    date = "date" if "date" not in taken else "period"
    wide = frame.with_columns(pl.col(names).cast(pl.String)) if _mixes_types(frame, names) else frame
    long = wide.unpivot(names, index=taken, variable_name=COLUMN, value_name=value)
    long = _without_other_files(long, frame, names)
    if periods.unit is None:
        parsed = parse_dates(without_letter(pl.Series("The columns' names", names)), reading, ask=ask)
        order = pl.DataFrame({COLUMN: names, date: parsed.values.cast(pl.Date)})
        _refuse_doubled(order, date)
        long, notes = long.join(order, on=COLUMN, how="left", maintain_order="left"), parsed.notes
    else:
        long, notes = _with_part_dates(long, periods, reading, ask, date)
    span = f"{names[0]} to {names[-1]}"
    text = f"{len(names)} columns are periods ({span}): each became a row, its value '{value}'."
    wide_note = Note("wide_layout", frame.height, text)
    long = long.with_columns(pl.col(COLUMN).cast(pl.Categorical()))
    return long, (*notes, wide_note, *said, *summary_notes(summaries, periods))


def _without_other_files(long: pl.DataFrame, frame: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The cells without those of periods that another file or sheet holds, and the row's own doesn't."""
    if FILE not in frame.columns or frame[FILE].n_unique() < 2:
        return long
    filled = frame.group_by(FILE).agg(pl.col(names).count() > 0)
    by_file = filled.unpivot(names, index=FILE, variable_name=COLUMN, value_name="held")
    somewhere = by_file.group_by(COLUMN).agg(pl.col("held").any().alias("anywhere"))
    others = by_file.join(somewhere, on=COLUMN).filter(~pl.col("held") & pl.col("anywhere"))
    return long.join(others.select(FILE, COLUMN), on=[FILE, COLUMN], how="anti", maintain_order="left")


def _refuse_doubled(order: pl.DataFrame, date: str) -> None:
    """Stop where two columns are one and the same period: their values can't both be it."""
    twice = order.filter(pl.col(date).is_not_null() & pl.col(date).is_duplicated()).sort(
        date, maintain_order=True
    )
    if twice.height:
        one, other = twice[COLUMN][:2].to_list()
        raise ColumnsError(
            f"Columns '{one}' and '{other}' are the same period ({twice[date][0]}).",
            fix=f"Leave one out with {option('ignored', [other])}, or say in the names what each holds.",
        )


def _refuse_unread(frame: pl.DataFrame, periods: PeriodColumns) -> None:
    """Stop where a column is named as the periods are, but can't be read as one: it would be lost."""
    shapes = {_shape(name) for name in periods.names}
    alike = [name for name in own_columns(frame) if name not in periods.names and _shape(name) in shapes]
    lost = [name for name in alike if parse_numbers(frame[name].head(_SAMPLE)).count()]
    if lost:
        raise ColumnsError(
            f"Column '{lost[0]}' looks like a period, as '{periods.names[0]}' does, but isn't one.",
            fix=f"Rename it, or leave it out with {option('ignored', [lost[0]])}.",
        )


def _shape(name: str) -> str:
    """A name with each run of digits and each run of letters as one mark; total columns have none."""
    if says_total(name):
        return name
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", lambda run: "9" * len(run[0]), name.strip()))


def _with_part_dates(
    long: pl.DataFrame, periods: PeriodColumns, reading: DateReading, ask: Ask | None, date: str
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """Dates from the columns' numbers, and each row's year where a column holds it."""
    unit = periods.unit or "day"
    numbers = (
        long[COLUMN]
        .cast(pl.String)
        .replace_strict(dict(zip(periods.names, periods.numbers, strict=True)), return_dtype=pl.Int64)
    )
    if periods.year is None:
        base = 1 if unit == "month" else 0  # the first month is a January
        days, note = dates_of_period_numbers((numbers - base).alias("The columns' names"), unit)
        return long.with_columns(days.alias(date)), (note,)
    value = long.columns[-1]
    lacking = is_missing(long[value]) & (numbers == 53) & (unit == "week")
    long, numbers = long.filter(~lacking), numbers.filter(~lacking)
    year = year_numbers(long[periods.year]).cast(pl.String)
    number = numbers.cast(pl.String)
    fiscal = "fiscal" in period_words(periods.year)
    parts = {
        "month": ("fy", "p") if fiscal else ("", "-"),
        "quarter": ("fy", "q") if fiscal else ("", "-Q"),
        "week": ("fy", "w") if fiscal else ("", "-W"),
    }[unit]
    label = pl.select(pl.lit(parts[0]) + year + parts[1] + number.str.zfill(1 if unit == "quarter" else 2))
    cells = label.to_series().alias(periods.year)
    parsed = parse_dates(cells, reading, ask=ask)
    long = long.with_columns(parsed.values.cast(pl.Date).alias(date)).drop(periods.year)
    seen = f"{periods.year} holds the year, the columns' names the {unit}"
    text = f"Each row of the file is a year, by {periods.year}; its columns are that year's {unit}s."
    note = Note("date_from_parts", len(cells), text, Evidence(seen, (Reading(unit),), "proven"))
    return long, (note, *parsed.notes)


def find_summaries(frame: pl.DataFrame, names: list[str], periods: PeriodColumns) -> dict[str, str]:
    """Further columns that only sum the periods up, each with what it is of them: sum, mean, least, most.

    Args:
        frame: The table as read.
        names: Its columns that are periods.
        periods: The same, with what else is told of them.
    """
    if frame.height < _FEWEST_ROWS:
        return {}
    cells = frame.select(pl.col(names).cast(pl.String).cast(pl.Float64, strict=False))
    known = {
        "sum": cells.sum_horizontal(),
        "mean": cells.mean_horizontal(),
        "least": cells.min_horizontal(),
        "most": cells.max_horizontal(),
    }
    found = {}
    for name in frame.columns:
        if name in names or name in (periods.year, *periods.beside) or name.startswith("__"):
            continue
        column = frame[name].cast(pl.String).cast(pl.Float64, strict=False)
        named = bool(set(words_of(name)) & SUMMARY_WORDS)
        for meaning, of_row in known.items():
            if not named and (meaning != "sum" or column.n_unique() < _FEWEST_TOTALS):
                continue  # a shop's number may be the least of its sales by chance
            if column.null_count() == 0 and ((column - of_row).abs() <= _CLOSE * of_row.abs() + 1e-9).all():
                found[name] = meaning
                break
    return found


def summary_notes(summaries: dict[str, str], periods: PeriodColumns) -> tuple[Note, ...]:
    """Notes on columns that are left out beside those of periods.

    Args:
        summaries: Columns that sum the periods up, each with what it is of them (`find_summaries`).
        periods: The columns that are periods.
    """
    notes = []
    for name, meaning in summaries.items():
        text = f"{name} is the {meaning} of each row's periods: left out."
        evidence = Evidence(f"{name} equals the {meaning} of the periods in every row", (), "proven")
        notes.append(Note("summary_column", 1, text, evidence))
    if periods.beside:
        text = (
            f"{len(periods.beside)} columns ({periods.beside[0]} to {periods.beside[-1]}) give the same "
            f"periods another time, under another name than {periods.names[0]}: left out."
        )
        notes.append(Note("other_measure", len(periods.beside), text))
    return tuple(notes)


def _mixes_types(frame: pl.DataFrame, columns: list[str]) -> bool:
    dtypes = {frame[name].dtype for name in columns}
    return len(dtypes) > 1 and pl.String in dtypes
