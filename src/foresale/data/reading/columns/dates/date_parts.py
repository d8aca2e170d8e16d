"""Dates put together from a year and a month, quarter, week or day in columns of their own."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.column_stats import ColumnStats, spread_sample
from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.dates.fiscal_years import refuse_fiscal_weeks
from foresale.data.reading.parsing.dates.month_names import months_by_name
from foresale.data.reading.parsing.dates.other_calendars import other_year_note, years_of_other_calendars
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing
from foresale.data.reading.parsing.plain_text import latin_digits
from foresale.data.reading.questions import Ask
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

_PERIOD = {"period", "periode", "periodo", "posting"}
_DAYS_OF_YEARS = {"doy", "yday", "dayofyear", "julian", "yearday", "jahrestag"}
_LAST_DAY, _LAST_DAY_OF_YEAR = 31, 366
_MOSTLY = 0.9  # share of filled cells that must be parts of a date
_FISCAL_YEAR = (
    r"(?i)^\s*(?:FY|F\.Y\.|fiscal(?: year)?|GJ|WJ|exercice|ejercicio)[ '’]?(\d{2})(?:[/-]\d{2})?\s*$"
)
_TWO_DIGITS, _NINETIES = r"^\s*'?(\d{2})(?:\.0)?\s*$", 90
_NUMBER = r"^\D{0,12}?(\d{1,2})(?:\.0)?\D{0,12}$"


@dataclass(frozen=True)
class DateParts:
    """Columns that make a date together.

    Attributes:
        year: The column of years.
        unit: What goes into the year: month, quarter, week, or the day of the year.
        part: The column that numbers or names it.
        day: The column of days of the month, where there is one.
        is_fiscal: Whether a name says that the year is a fiscal one.
    """

    year: str
    unit: str
    part: str
    day: str | None
    is_fiscal: bool

    @property
    def used(self) -> tuple[str, ...]:
        """The columns that went into the date."""
        return tuple(name for name in (self.year, self.part, self.day) if name is not None)


def find_parts(frame: pl.DataFrame, stats: dict[str, ColumnStats]) -> DateParts | None:
    """The columns that make a date together; None where there are none."""
    words = {name: period_words(name) for name in stats}
    sample = spread_sample(frame)
    years = [n for n in stats if "year" in words[n] or {"fiscal"} == words[n]]
    year = next((n for n in years if _fits(_years_of_column(sample[n]), sample[n])), None)
    if year is None:
        return None
    of_year = [n for n in stats if n != year and _is_day_of_year(n, sample[n])]
    if of_year:
        return DateParts(year, "day", of_year[0], None, is_fiscal=False)
    for unit in ("month", "quarter", "week"):
        named = [n for n in stats if unit in words[n] and n != year]
        if unit == "month" and not named:
            named = [n for n in stats if set(words_of(n)) & _PERIOD and n != year]
        part = next((n for n in named if _fits(part_numbers(sample[n], unit), sample[n])), None)
        if part is None:
            continue
        named = [n for n in stats if "day" in words[n] and not words[n] & {"week", "year"}]
        days = [n for n in named if n not in (year, part)] if unit == "month" else []
        day = next((n for n in days if _fits(part_numbers(sample[n], "day"), sample[n])), None)
        if unit == "month":
            _refuse_thirteen_periods(frame[year], frame[part])
        written = sample[year].cast(pl.String)
        spans = bool(written.str.contains(rf"\d[/-]\d|{_FISCAL_YEAR}").any())
        fiscal = spans or "fiscal" in words[year] | words[part]
        return DateParts(year, unit, part, day, fiscal)
    return None


def dates_of_parts(
    frame: pl.DataFrame, parts: DateParts, reading: DateReading, ask: Ask | None, name: str
) -> tuple[pl.Series, pl.Series, tuple[Note, ...]]:
    """The dates, what they were put together from as text, and notes.

    Args:
        frame: The table.
        parts: Its columns that make a date.
        reading: What the caller knows of dates.
        ask: Asked where the parts can be read in two ways.
        name: What to call the dates.

    Raises:
        ColumnsError: The year is a fiscal one and nobody knows where it begins.
    """
    if parts.unit == "day":
        return _days_of_years(frame, parts, reading, name)
    year = _text(_years_of_column(frame[parts.year]), 4)
    number = _text(part_numbers(frame[parts.part], parts.unit), 2)
    if parts.is_fiscal and parts.unit == "week":
        raise refuse_fiscal_weeks(parts.part, f"{frame[parts.year][0]}, {frame[parts.part][0]}")
    if parts.is_fiscal:
        by_name = not frame[parts.part].cast(pl.String).str.contains(r"\d").any()
        kind = "q" if parts.unit == "quarter" else "c" if by_name else "p"
        written = pl.concat_str(pl.lit("fy"), "y", pl.lit(kind), "n")
    elif parts.unit == "month":
        written = pl.concat_str("y", "n", "d", separator="-")
    else:
        written = pl.concat_str("y", pl.lit("-W" if parts.unit == "week" else "-Q"), "n")
    day = pl.lit("01") if parts.day is None else pl.lit(_text(part_numbers(frame[parts.day], "day"), 2))
    if parts.unit == "quarter":
        number = number.str.strip_chars_start("0")
    unread = frame.select(pl.lit(year).alias("y"), pl.lit(number).alias("n"), day.alias("d")).select(written)
    label = " and ".join((parts.year, parts.part)) if parts.is_fiscal else name
    cells = unread.to_series().alias(label)
    parsed = parse_dates(cells, reading, ask=ask)
    text = f"Dates are put together from {', '.join(parts.used)}."
    noun = "day" if parts.day is not None else parts.unit
    seen = f"each row names a year and a {parts.unit}" + (" and a day" if parts.day else "")
    note = Note("date_from_parts", len(cells), text, Evidence(seen, (Reading(noun),), "proven"))
    labels = [one for one in parsed.notes if one.rule != "period_labels"]
    labels += other_year_note(frame[parts.year])
    if parts.day is None:
        length = Note(
            "period_labels", len(cells), f"Each row is a {noun}.", Evidence(seen, (Reading(noun),), "proven")
        )
        labels.append(length)
    return parsed.values.alias(name), cells.alias(name), (note, *labels)


def _days_of_years(
    frame: pl.DataFrame, parts: DateParts, reading: DateReading, name: str
) -> tuple[pl.Series, pl.Series, tuple[Note, ...]]:
    year, number = _text(_years_of_column(frame[parts.year]), 4), _text(_numbers(frame[parts.part]), 3)
    cells = pl.select(pl.concat_str(pl.lit(year), pl.lit("-"), pl.lit(number)).alias("date")).to_series()
    parsed = parse_dates(cells, reading)
    text = f"Dates are put together from {', '.join(parts.used)}, which numbers the days of the year."
    evidence = Evidence("each row names a year and a day of it", (Reading("day"),), "proven")
    note = Note("date_from_parts", len(cells), text, evidence)
    return parsed.values.alias(name), cells.alias(name), (note,)


def _is_day_of_year(name: str, cells: pl.Series) -> bool:
    """Whether a column numbers the days of a year, by its name and beyond the days of a month."""
    words = set(words_of(name))
    named = {"day", "year"} <= words or bool(words & _DAYS_OF_YEARS)
    number = _numbers(cells)
    if not named or not _fits(number, cells):
        return False
    return _LAST_DAY < number_of(number.max(), empty=0) <= _LAST_DAY_OF_YEAR


def _numbers(cells: pl.Series) -> pl.Series:
    return cells.cast(pl.String).cast(pl.Float64, strict=False).cast(pl.Int64, strict=False)


def year_numbers(cells: pl.Series) -> pl.Series:
    """Years of four digits (2024, FY2024, 2024.0), or of two after FY; null where a cell isn't one."""
    text = latin_digits(cells.cast(pl.String))
    whole = text.str.extract(r"^\s*\D{0,6}((?:19|20)\d{2})(?:\.0+|[/-]\d{2})?\D{0,4}\s*$", 1)
    short = text.str.extract(_FISCAL_YEAR, 1).cast(pl.Int64, strict=False) + 2000
    return pl.select(pl.coalesce(whole.cast(pl.Int64, strict=False), short)).to_series().alias(cells.name)


def _years_of_column(cells: pl.Series) -> pl.Series:
    """Years of a column that is called one: two digits are some, too, where all are and lie from 1990 on."""
    years = year_numbers(cells)
    if not years.count():
        years = years_of_other_calendars(cells)
    bare = latin_digits(cells.cast(pl.String)).str.extract(_TWO_DIGITS, 1).cast(pl.Int64, strict=False)
    if years.count() or not _fits(bare, cells):
        return years
    century = pl.select(pl.when(bare >= _NINETIES).then(bare + 1900).otherwise(bare + 2000)).to_series()
    latest = number_of(century.max(), empty=0)
    return century.alias(cells.name) if latest <= datetime.date.today().year else years


def part_numbers(cells: pl.Series, unit: str) -> pl.Series:
    """The number of each month, quarter, week or day of a month; null where a cell names none.

    Args:
        cells: Cells such as 3, "03", "March" or "Q1".
        unit: month, quarter, week or day.
    """
    text = latin_digits(cells.cast(pl.String)).str.strip_chars()
    number = text.str.extract(_NUMBER, 1).cast(pl.Int64, strict=False)
    if unit == "month":
        words = text.filter(number.is_null()).drop_nulls().unique(maintain_order=True)
        named = months_by_name(words.to_list())
        by_name = text.replace_strict(named, default=None, return_dtype=pl.Int64)
        number = pl.select(pl.coalesce(number, by_name)).to_series()
    largest = {"month": 16, "quarter": 4, "week": 54, "day": 31}[unit]
    table = pl.DataFrame({"n": number})
    return table.select(pl.when(pl.col("n").is_between(0, largest)).then("n")).to_series().alias(cells.name)


def _refuse_thirteen_periods(years: pl.Series, parts: pl.Series) -> None:
    """Stop where each year has thirteen periods of four weeks: as months they would be shifted and cut.

    Three or four special periods after the twelfth (as in closing the books) are few, not one in thirteen.

    Raises:
        ColumnsError: It does.
    """
    number = part_numbers(parts, "month")
    last, filled = int((number == 13).sum()), len(number) - number.null_count()
    if number.max() != 13 or not filled or last < 0.5 * filled / 13:
        return
    thirteenth = parts.cast(pl.String).filter(number == 13)[0]
    raise ColumnsError(
        f"{years.name} and {parts.name} count 13 periods a year, as calendars of four-week periods do, and "
        "don't say when they begin.",
        fix=f"Add a column with each period's first day (2024-01-29), and name it with {option('date')}; or, "
        f"if the thirteenth is the year's average or sum, leave it out with "
        f"{filter_option(False, parts.name, [thirteenth])}.",
    )


def _fits(read: pl.Series, cells: pl.Series) -> bool:
    filled = len(cells) - int(is_missing(cells).sum())
    return filled > 0 and len(read) - read.null_count() >= _MOSTLY * filled


def _text(numbers: pl.Series, width: int) -> pl.Series:
    return numbers.cast(pl.String).str.zfill(width)
