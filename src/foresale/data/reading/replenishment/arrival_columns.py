"""Columns of units on their way whose names say when: `In Transit W+1`, `On order 2024-04-22`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from foresale.data.reading.columns.dates.date_column import date_reading
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.questions import Ask
from foresale.data.reading.replenishment.durations import unit_of_word
from foresale.data.reading.replenishment.fields import best_field
from foresale.data.reading.replenishment.series_match import AT
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted

_AHEAD = re.compile(r"(?:^|[\s_.(\[-])(?P<unit>[^\W\d_]+)?[\s_.]*(?P<sign>\+)[\s_.]*(?P<n>\d{1,2})[)\]]?\s*$")
_NUMBERED = re.compile(r"(?:^|[\s_.(\[-])(?P<unit>[^\W\d_]+)[\s_.]*(?P<n>\d{1,2})[)\]]?\s*$")
_DAY = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}")
_NOUNS = {1: "day", 7: "week", 30: "month"}


@dataclass(frozen=True)
class ArrivalColumn:
    """When the units of one column arrive.

    Attributes:
        field: What the column is called once it is typed.
        day: The day; None where it is counted from the day of the stock.
        ahead: How many periods after that in which the stock was counted.
        unit: Days of such a period: 1, 7, or 30 for a calendar month.
    """

    field: str
    day: datetime.date | None = None
    ahead: int = 0
    unit: int = 1


def find_arrival_columns(
    columns: Sequence[str], vocabulary: str, options: ReadOptions, ask: Ask | None, name: str
) -> tuple[dict[str, ArrivalColumn], list[Note]]:
    """The columns of units on their way that say when, and how that was read.

    Args:
        columns: Those of a stock file that name no series.
        vocabulary: `stock`.
        options: How the caller reads dates.
        ask: Asked where a date can be read in two ways.
        name: The file's.

    Raises:
        ColumnsError: Two columns say the same time.
    """
    coming = [column for column in columns if best_field(column, vocabulary) == "in_transit"]
    dated = {column: day[0] for column in coming if (day := _DAY.search(column))}
    notes: list[Note] = []
    made: dict[str, ArrivalColumn] = {}
    if dated:
        parsed = parse_dates(pl.Series(name, list(dated.values())), date_reading(options), ask=ask)
        days = parsed.values.cast(pl.Date).to_list()
        made = {c: ArrivalColumn(_field(c), day) for c, day in zip(dated, days, strict=True) if day}
    ahead = {column: found for column in coming if column not in made and (found := _periods_ahead(column))}
    signed = all(sign for *_, sign in ahead.values())
    numbers = sorted(n for n, *_ in ahead.values())
    # Without a plus, 15 and 16 may be weeks of the calendar: only those that count from one are ahead.
    if ahead and (signed or (len(ahead) > 1 and numbers == list(range(1, len(numbers) + 1)))):
        made |= {c: ArrivalColumn(_field(c), None, n, unit) for c, (n, unit, _) in ahead.items()}
    times = [(each.day, each.ahead, each.unit) for each in made.values()]
    if len(set(times)) < len(times):
        twice = next(time for time in times if times.count(time) > 1)
        first, second, *_ = (c for c, time in zip(made, times, strict=True) if time == twice)
        raise ColumnsError(
            f"{name}: {first} and {second} say the same time of arrival.",
            fix=f"Say which is meant: {option('stock_columns', [f'in_transit={first}'])}.",
        )
    if made:
        notes.append(_note(made, name, signed=signed))
    return made, notes


def _field(column: str) -> str:
    return f"in_transit: {column}"


def _periods_ahead(column: str) -> tuple[int, int, bool] | None:
    """How many periods ahead, of how many days each, and whether with a plus."""
    found = _AHEAD.search(column) or _NUMBERED.search(column)
    unit = unit_of_word(found["unit"] or "") if found else None
    return (int(found["n"]), unit, "+" in found[0]) if found and unit else None


def _note(made: Mapping[str, ArrivalColumn], name: str, *, signed: bool) -> Note:
    parts = [
        f"{column} on {each.day}"
        if each.day
        else f"{column} {counted(each.ahead, _NOUNS[each.unit])} from the count on"
        for column, each in made.items()
    ]
    text = f"{name}: units on their way arrive as their columns say: {'; '.join(parts)}."
    relative = any(each.day is None for each in made.values())
    if signed or not relative:
        return Note("arrival_columns", len(made), text, Evidence("the columns' names say so"))
    readings = (Reading("counted from the stock's day"), Reading("numbers of calendar weeks or months"))
    evidence = Evidence("the columns' numbers count from 1", readings, "likely")
    return Note("arrival_columns", len(made), text, evidence)


def drop_total(
    frame: pl.DataFrame, fields: Mapping[str, str], arrivals: Mapping[str, ArrivalColumn], name: str
) -> tuple[pl.DataFrame, list[Note]]:
    """The rows without a column of all that is on its way, where others say the same by time.

    Args:
        frame: Typed rows.
        fields: Field → column.
        arrivals: The columns that say when.
        name: The file's.

    Raises:
        ColumnsError: The column isn't their sum.
    """
    if not arrivals or "in_transit" not in fields:
        return frame, []
    parts = pl.sum_horizontal(pl.col(each.field).fill_null(0) for each in arrivals.values())
    apart = frame.filter((pl.col("in_transit").fill_null(0) - parts).abs() > 1e-6)
    total, listed = fields["in_transit"], ", ".join(arrivals)
    if apart.height:
        raise ColumnsError(
            f"{total} of {name} isn't the sum of {listed} in {counted(apart.height, 'row')}, such as row "
            f"{apart['__row__'][0]}: whether it is on its way beside them can't be told.",
            fix="Take it out, or call it after when it arrives, such as 'In transit W+3'.",
        )
    text = f"{total} of {name} is the sum of {listed}: counted once."
    note = Note("transit_total", frame.height, text, Evidence("it is so in every row"))
    return frame.drop("in_transit"), [note]


def receipts_by_column(frame: pl.DataFrame, arrivals: Mapping[str, ArrivalColumn]) -> pl.DataFrame:
    """Units on their way by the columns that say when they arrive.

    `series`, `quantity`, `arrival`, and `ahead` and `unit` where that counts from the stock's day.

    Args:
        frame: Typed rows with the place of their series.
        arrivals: The columns that say when.
    """
    parts = [
        frame.select(
            pl.col(AT),
            pl.col(each.field).alias("quantity"),
            pl.lit(each.day, dtype=pl.Date).alias("arrival"),
            pl.lit(None if each.day else each.ahead, dtype=pl.Int64).alias("ahead"),
            pl.lit(None if each.day else each.unit, dtype=pl.Int64).alias("unit"),
        )
        for each in arrivals.values()
    ]
    return pl.concat(parts).filter(pl.col("quantity") > 0)


def date_arrivals(
    receipts: pl.DataFrame, on_hand: pl.DataFrame, counted_on: datetime.date, week_start: int
) -> pl.DataFrame:
    """Receipts with a day of arrival wherever one is known: `series`, `quantity`, `arrival`.

    What comes in the next week or month comes at its beginning, as a week's sales are planned whole.

    Args:
        receipts: As a stock file says.
        on_hand: One row a series with the `date` of its count.
        counted_on: The day of counts that say none.
        week_start: The weekday on which weeks begin, 0 for Monday.

    Examples:
        >>> receipts = pl.DataFrame(
        ...     {"series": [0], "quantity": [3.0], "arrival": [None], "ahead": [1], "unit": [7]},
        ...     schema_overrides={"arrival": pl.Date},
        ... )
        >>> on_hand = pl.DataFrame({"series": [0], "date": [None]}, schema_overrides={"date": pl.Date})
        >>> date_arrivals(receipts, on_hand, datetime.date(2024, 4, 14), 0)["arrival"].to_list()
        [datetime.date(2024, 4, 15)]
    """
    if "ahead" not in receipts.columns:
        return receipts
    counts = on_hand.select(pl.col(AT), pl.col("date").alias("day"))
    known = receipts.join(counts, on=AT, how="left", maintain_order="left")
    day = pl.col("day").fill_null(pl.lit(counted_on))
    into_week = (day.dt.weekday().cast(pl.Int64) - 1 - week_start) % 7
    ahead, unit = pl.col("ahead"), pl.col("unit")
    by_week = day + pl.duration(days=7 * ahead - into_week)
    by_month = day.dt.month_start().dt.offset_by(pl.format("{}mo", ahead))
    counted_from = (
        pl.when(unit == 1)
        .then(day + pl.duration(days=ahead))
        .when(unit == 7)
        .then(by_week)
        .otherwise(by_month)
    )
    return known.select(
        pl.col(AT),
        pl.col("quantity"),
        pl.when(ahead.is_null())
        .then(pl.col("arrival"))
        .otherwise(counted_from)
        .cast(pl.Date)
        .alias("arrival"),
    )
