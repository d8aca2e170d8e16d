"""Text, numbers and times to days: every usual format, its meaning proven by the whole column."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.parsing.dates.date_by_format import parse_by_format
from foresale.data.reading.parsing.dates.date_formats import NUMERIC_LOOKS, match_dates
from foresale.data.reading.parsing.dates.date_order import find_order
from foresale.data.reading.parsing.dates.date_ranges import split_ranges
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.dates.date_values import Order, build_datetimes
from foresale.data.reading.parsing.dates.day_of_year import read_short_ordinals
from foresale.data.reading.parsing.dates.fiscal_years import settle_fiscal
from foresale.data.reading.parsing.dates.other_calendars import (
    calendar_note,
    looks_like_codes,
    refuse_other_calendars,
    settle_two_digit_years,
)
from foresale.data.reading.parsing.dates.period_labels import (
    CENTURY,
    PERIOD_LABELS,
    WEEK_NAME,
    period_note,
    settle_labels,
)
from foresale.data.reading.parsing.dates.swapped_dates import mend_swapped_by_sequence, mend_swapped_dates
from foresale.data.reading.parsing.dates.week_schemes import find_week_scheme
from foresale.data.reading.parsing.dates.week_years import mend_week_years
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.parsing.times.time_zones import check_zone, on_clock
from foresale.data.reading.questions import Ask
from foresale.notes import Evidence, Note, Reading

__all__ = ["DateReading", "ParsedDates", "date_share", "parse_dates"]


@dataclass(frozen=True)
class ParsedDates:
    """A column of days or times, null where a cell is missing or can't be read, and what was decided."""

    values: pl.Series
    notes: tuple[Note, ...] = ()


def parse_dates(
    values: pl.Series, reading: DateReading | None = None, *, ask: Ask | None = None
) -> ParsedDates:
    """Read a column's dates; the result is Date where no cell has a time of day, else Datetime.

    Args:
        values: Cells of any type.
        reading: What the caller knows.
        ask: Asked when the column can be read in two ways and proves neither.

    Raises:
        ColumnsError: The column can be read in two ways and nobody is asked, or its calendar isn't ours.
        OptionError: The time zone doesn't exist, or the format can't be used.

    Examples:
        >>> parse_dates(pl.Series("day", ["31/01/2024", "01/02/2024"])).values.to_list()
        [datetime.date(2024, 1, 31), datetime.date(2024, 2, 1)]
    """
    reading = reading or DateReading()
    check_zone(reading.time_zone)
    if values.dtype == pl.Date:
        return ParsedDates(values)
    if isinstance(values.dtype, pl.Datetime):
        return _read_times(values, reading)
    text = _as_text(values)
    distinct = text.unique(maintain_order=True).alias(values.name)
    distinct = distinct.filter(~is_missing(distinct))
    if reading.date_format is not None:
        return ParsedDates(_place(text, distinct, parse_by_format(distinct, reading.date_format)))
    ranges = split_ranges(distinct)
    if ranges is not None:
        return _first_days(text, distinct, ranges, reading, ask)
    wall, timed, notes = _read(distinct, reading, ask)
    whole = _place(text, distinct, wall)
    if timed:
        return ParsedDates(whole, notes)
    days = whole.cast(pl.Date)
    if reading.weeks is None and _are_weeks(notes):
        days, moved = mend_week_years(days)
        notes = (*notes, *moved)
    return ParsedDates(days, notes)


def _are_weeks(notes: tuple[Note, ...]) -> bool:
    """Whether the cells name weeks, by what was said of them."""
    said = [note.evidence for note in notes if note.rule == PERIOD_LABELS and note.evidence is not None]
    return any(evidence.readings[0].meaning == "week" for evidence in said)


def date_share(values: pl.Series, *, named_so: bool) -> float:
    """The share of filled cells that are dates, 0–1.

    Args:
        values: A sample of a column.
        named_so: Whether the column's name promises dates: plain numbers may then be dates too.
    """
    if values.dtype == pl.Date or isinstance(values.dtype, pl.Datetime):
        return 1.0
    if values.dtype in (pl.Boolean, pl.Time, pl.Duration, pl.Null):
        return 0.0
    text = _as_text(values)
    filled = text.filter(~is_missing(text))
    if not len(filled):
        return 0.0
    distinct = filled.unique()
    ranges = split_ranges(distinct)
    found = match_dates(distinct if ranges is None else ranges[0].fill_null(""))
    found = found.with_columns(distinct.alias("cell"))
    if not named_so and looks_like_codes(distinct):
        return 0.0
    by_chance = [] if named_so else list(NUMERIC_LOOKS)
    fits = found.filter(pl.col("family").is_not_null() & ~pl.col("family").is_in(by_chance))
    fits = fits.filter(
        ~pl.col("family").is_in(["digits6", "digits8"])
        | (
            pl.col("a").cast(pl.Int64, strict=False).is_between(1, 31)
            & pl.col("b").cast(pl.Int64, strict=False).is_between(1, 31)
        )
        | (
            (pl.col("b").cast(pl.Int64, strict=False) <= 12)
            & (pl.col("y").cast(pl.Int64, strict=False) <= 31)
        )
        | pl.col("text").str.contains(CENTURY)
    )
    if fits.is_empty():
        return 0.0
    label = pl.col("family").is_in(
        ["six", "name_two", "two_name", "fiscal", "fiscal_first", "sap_period", "digits6"]
    )
    label |= pl.col("family").is_in(["week", "week_year", "week_first"])
    label |= (pl.col("family") == "digits6") & pl.col("text").str.contains(CENTURY)
    if WEEK_NAME.search(values.name) is not None:  # of 2024-23, which is a week by the column's name
        label |= pl.col("family").is_in(["year_month", "month_year"]) & pl.col("m").cast(pl.Int64).is_between(
            1, 53
        )
    orders: tuple[Order, ...] = ("day", "month", "year") if fits["a"].count() else ("day",)
    read = [build_datetimes(fits, order=order)["wall"].is_not_null() for order in orders]
    dates = fits["cell"].filter(reduce(or_, read) | fits.select(label).to_series())
    return number_of(filled.is_in(dates.implode()).mean(), empty=0)


def _read(
    distinct: pl.Series, reading: DateReading, ask: Ask | None
) -> tuple[pl.Series, bool, tuple[Note, ...]]:
    """Distinct cells as moments, whether any has a time of day, and what was decided."""
    column = distinct.name
    last_year = (reading.today or datetime.date.today()).year
    found, ordinals = read_short_ordinals(match_dates(distinct), column, last_year)
    refuse_other_calendars(found, column)
    found, buddhist = settle_two_digit_years(found, column, reading.today or datetime.date.today(), ask)
    found, labelled = settle_labels(found, column, reading, ask)
    found, fiscal = settle_fiscal(found, column, reading, ask)
    found, swapped = mend_swapped_dates(found, column, reading, ask)
    order, ordered = find_order(found, column, reading, ask)
    if not swapped:
        found, swapped = mend_swapped_by_sequence(found, column, reading, order)
    found, weeks, scheme = find_week_scheme(found, column, reading, ask)
    read = build_datetimes(found, order=order, weeks=weeks)
    wall, clock = on_clock(read, found["z"], reading.time_zone, column)
    notes = (
        *calendar_note(distinct),
        *buddhist,
        *ordinals,
        *labelled,
        *fiscal,
        *swapped,
        *ordered,
        *scheme,
        *clock,
        *period_note(found, column),
    )
    return wall, bool(read["timed"].any()), notes


def _first_days(
    text: pl.Series,
    distinct: pl.Series,
    ranges: tuple[pl.Series, pl.Series],
    reading: DateReading,
    ask: Ask | None,
) -> ParsedDates:
    """Ranges of days by their first one, and a note of how long they are."""
    both = pl.concat(ranges).fill_null("").alias(text.name)
    distinct_ends = both.unique(maintain_order=True)
    wall, _, notes = _read(distinct_ends, reading, ask)
    days = _place(both, distinct_ends, wall).cast(pl.Date)
    first, last = days.head(len(distinct)), days.tail(len(distinct))
    backwards = (first > last).fill_null(value=False)
    before_new_year = first.dt.offset_by("-1y")
    first = pl.select(
        pl.when(pl.lit(backwards)).then(pl.lit(before_new_year)).otherwise(pl.lit(first))
    ).to_series()
    lengths = ((last - first).dt.total_days() + 1).drop_nulls()
    usual = int(number_of(lengths.mode().min(), empty=1)) or 1
    same = int((lengths == usual).sum())
    noun = {7: "week"}.get(usual, f"{usual} days")
    noun = (
        "month" if len(lengths) and lengths.is_between(28, 31).all() and (first.dt.day() == 1).all() else noun
    )
    noun = (
        "quarter"
        if len(lengths) and lengths.is_between(90, 92).all() and (first.dt.day() == 1).all()
        else noun
    )
    said = (
        f"{text.name} names ranges of days, such as '{distinct[0]}': each is dated by its first day "
        f"({same:,} of {len(distinct):,} are {usual} days long)."
    )
    evidence = Evidence(
        f"{same:,} of {len(distinct):,} ranges are {usual} days long", (Reading(noun),), "proven"
    )
    note = Note(PERIOD_LABELS, len(distinct), said, evidence)
    return ParsedDates(_place(text, distinct, first), (*notes, note))


def _place(text: pl.Series, distinct: pl.Series, read: pl.Series) -> pl.Series:
    """What each cell of the whole column reads as."""
    table = pl.DataFrame({"cell": distinct, "read": read})
    joined = pl.DataFrame({"cell": text}).join(table, on="cell", how="left", maintain_order="left")
    return joined["read"].alias(text.name)


def _as_text(values: pl.Series) -> pl.Series:
    text = values.cast(pl.String)
    return text.str.replace(r"^(\d+)\.0$", "$1") if values.dtype.is_float() else text


def _read_times(values: pl.Series, reading: DateReading) -> ParsedDates:
    zone = getattr(values.dtype, "time_zone", None)
    notes: tuple[Note, ...] = ()
    if zone is not None:
        target = reading.time_zone or zone
        values = values.dt.convert_time_zone(target).dt.replace_time_zone(None)
        evidence = Evidence(
            f"the times are of {zone}",
            (Reading(f"days of {target}"),),
            "told" if reading.time_zone else "likely",
        )
        notes = (Note("time_zone", len(values), f"{values.name} counts days of {target}.", evidence),)
    values = values.cast(pl.Datetime("us"))
    return ParsedDates(values.cast(pl.Date) if (values == values.dt.truncate("1d")).all() else values, notes)
