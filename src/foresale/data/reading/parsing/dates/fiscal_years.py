"""Periods of fiscal years: which calendar month a fiscal year's first period is."""

from __future__ import annotations

import datetime
import re

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError, OptionError
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FAMILIES = ("fiscal", "fiscal_first", "sap_period")


def settle_fiscal(
    found: pl.DataFrame, column: str, reading: DateReading, ask: Ask | None
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The matched cells with fiscal periods (FY24-P03, 003.2024) as calendar months.

    Args:
        found: What `match_dates` says of the column's distinct cells.
        column: Its name.
        reading: What the caller knows.
        ask: Asked where the fiscal year begins.

    Raises:
        ColumnsError: Nobody is asked, or the periods are fiscal weeks.
    """
    fiscal = pl.col("family").is_in(_FAMILIES)
    cells = found.filter(fiscal)
    if not cells.height:
        return found, ()
    unit = str(cells["fu"].drop_nulls().first() or "p")[0]
    if unit == "w":
        raise refuse_fiscal_weeks(column, cells["cell"][0])
    period = cells["fp"].cast(pl.Int64)
    period = period * 3 - 2 if unit == "q" else period
    year = _whole_years(cells["y"])
    months, notes = calendar_months(year, period, column, reading, ask, are_named=unit == "c")
    table = cells.select("cell").with_columns(
        months.dt.year().cast(pl.String).alias("fiscal_y"),
        months.dt.month().cast(pl.String).alias("fiscal_m"),
    )
    found = found.join(table, on="cell", how="left", maintain_order="left").with_columns(
        pl.when(fiscal).then("fiscal_y").otherwise("y").alias("y"),
        pl.when(fiscal).then("fiscal_m").otherwise("m").alias("m"),
    )
    return found.drop("fiscal_y", "fiscal_m"), notes


def calendar_months(
    year: pl.Series,
    period: pl.Series,
    column: str,
    reading: DateReading,
    ask: Ask | None,
    *,
    are_named: bool = False,
) -> tuple[pl.Series, tuple[Note, ...]]:
    """The first day of each fiscal month; null where a year has no such period.

    Args:
        year: Fiscal years.
        period: Months within them, 1–12.
        column: What the columns are called.
        reading: `fiscal_year_start`, where the caller knows it.
        ask: Asked otherwise.
        are_named: Whether the months are calendar months (April is 4) of a fiscal year.

    Raises:
        ColumnsError: Nobody knows where the fiscal year begins.
    """
    first_year = int(number_of(year.min()))
    month, begins, certainty = _first_month(year, period, first_year, column, reading, ask)
    if are_named:
        period = (period - month + 12) % 12 + 1
    index = (year + (begins - first_year)) * 12 + month - 1 + period - 1
    rows = pl.DataFrame({"index": index, "p": period})
    days = rows.select(
        pl.when(pl.col("p").is_between(1, 12))
        .then(pl.date(pl.col("index") // 12, pl.col("index") % 12 + 1, 1))
        .alias("day")
    )["day"]
    start = f"{_MONTHS[month - 1]} {begins}"
    text = f"{column} counts fiscal months: fiscal {first_year} begins in {start}."
    seen = f"fiscal years {first_year} to {year.max()!s}"
    evidence = Evidence(seen, (Reading(f"fiscal {first_year} begins in {start}"),), certainty)
    return days, (Note("fiscal_year", len(year), text, evidence),)


def refuse_fiscal_weeks(column: str, example: str) -> ColumnsError:
    """The error for weeks of a fiscal year, whose first day no label tells."""
    return ColumnsError(
        f"{column} counts weeks of a fiscal year ('{example}'), and doesn't say on which day it begins.",
        fix=f"Add a column with each week's first day (2024-01-29), and name it with {option('date')}.",
    )


def _first_month(
    year: pl.Series, period: pl.Series, first_year: int, column: str, reading: DateReading, ask: Ask | None
) -> tuple[int, int, Certainty]:
    """Calendar month and year in which the file's first fiscal year begins, and how sure that is."""
    told = reading.fiscal_year_start
    if told is not None:
        hit = re.fullmatch(r"(?:(\d{4})-)?(\d{1,2})", told.strip())
        if hit is None or not 1 <= int(hit[2]) <= 12:
            raise OptionError(
                f"The fiscal year can't begin in '{told}'.",
                fix=f"Give its first month, such as {option('fiscal_year_start', '7')} or {first_year}-07.",
            )
        month = int(hit[2])
        if hit[1] is not None:
            return month, int(hit[1]), "told"
        certainty: Certainty = "told"
    else:
        question = Question(
            f"fiscal_month:{column}",
            f"{column} counts fiscal months, and nothing says in which calendar month the fiscal year "
            f"begins: fiscal {first_year} may begin in January {first_year}, or in another month of "
            f"{first_year - 1} or {first_year}.",
            _MONTHS,
            f"Name the month in which fiscal {first_year} begins, such as "
            f"{option('fiscal_year_start', f'{first_year - 1}-07')}; "
            f"{option('fiscal_year_start', f'{first_year}-01')} where fiscal months are calendar months.",
        )
        month, certainty = _MONTHS.index(settle(question, ask)) + 1, "asked"
    if month == 1:
        return month, first_year, certainty
    today = reading.today or datetime.date.today()
    newest = int(number_of((year * 12 + period).max())) + month - 2
    if newest > today.year * 12 + today.month - 1:
        return month, first_year - 1, certainty
    name = _MONTHS[month - 1]
    answers = (f"{name} {first_year - 1}", f"{name} {first_year}")
    question = Question(
        f"fiscal_year:{column}",
        f"{column} counts fiscal months from {name}: fiscal {first_year} begins in {answers[0]} (named for "
        f"the year it ends in) or in {answers[1]} (named for the year it begins in).",
        answers,
        f"Say which with {option('fiscal_year_start', f'{first_year - 1}-{month:02d}')} "
        f"or {first_year}-{month:02d}.",
    )
    return month, first_year - 1 + answers.index(settle(question, ask)), "asked"


def _whole_years(cells: pl.Series) -> pl.Series:
    year = cells.cast(pl.Int64)
    return (
        year.to_frame("y")
        .select(pl.when(pl.col("y") < 100).then(pl.col("y") + 2000).otherwise("y"))
        .to_series()
    )
