"""Labels of periods whose meaning the whole column tells: six digits, a month with two digits."""

from __future__ import annotations

import datetime
import re

import polars as pl

from foresale.aggregates import count_days, number_of
from foresale.data.reading.parsing.dates.date_formats import PERIOD_FAMILIES
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

PERIOD_LABELS = "period_labels"  # the rule's name in notes
WEEK_NAME = re.compile(
    r"(?i)(week|woche|semaine|semana|settimana|hafta|wk|kw|vecka|uge|uke\b|tydzien|tydzień|týden|týždeň|yyww|周|週|주차|недел)"
)
_TELLING = {"six", "digits6", "digits8", "name_two", "two_name"}  # families that the column settles
_LAST_WEEK, _LAST_MONTH = 53, 12
_HALF = r"(?i)(?:^|\d|[^\p{L}])s(?:em)?\.?\s?-?0?[12]\b"  # also how weeks are called: s1, sem 1
_FEWEST_YEARS = 2
_QUARTERS = 4
CENTURY = r"^1\d\d(?:00[1-9]|0[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])$"  # of this one
_FEWEST_SIX = 8  # labels that show whether they follow each other
_CLEARLY = 4  # times as dense
_LAST_DAY, _EARLY = 31, 10  # of a month; years of months to come begin later
_DENSE = 0.5  # share of the months between first and last that have a label


def settle_labels(
    found: pl.DataFrame, column: str, reading: DateReading, ask: Ask | None
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The matched cells, with labels that have two meanings given the one that the column proves.

    Args:
        found: What `match_dates` says of the column's distinct cells.
        column: Its name.
        reading: What the caller knows.
        ask: Asked where six digits may be a week or a day.

    Raises:
        ColumnsError: A month with two digits may be one of a year, or a day without its year.
    """
    _refuse_half_years(found, column)
    found = _put_years_first(_take_weeks_by_name(_take_quarters_after_colons(found), column))
    found = _put_named_years_first(_take_days_of_years(found), reading.today or datetime.date.today())
    if not set(found["family"].unique()) & _TELLING:
        return found, ()
    found, notes = _settle_six_digits(found, column, ask)
    found = _settle_short_years(found, column, reading.today)
    eight = pl.when(pl.col("family") == "digits8").then(pl.lit("numeric")).otherwise("family")
    return found.with_columns(eight.alias("family")), notes


def _refuse_half_years(found: pl.DataFrame, column: str) -> None:
    """Stop at semesters, S1 and S2, which would be the first two weeks of their years.

    Raises:
        ColumnsError: They are.
    """
    marked = found.filter(pl.col("family").is_in(["week", "week_year"]) & pl.col("text").str.contains(_HALF))
    numbers, years = marked["w"].cast(pl.Int64).unique(), marked["y"].n_unique()
    if marked.height < found.height or years < _FEWEST_YEARS or sorted(numbers) != [1, 2]:
        return
    raise ColumnsError(
        f"{column} names half-years ('{marked['cell'][0]}'), which are too few to show a season.",
        fix="Give the sales by day, week, month or quarter.",
    )


def _put_years_first(found: pl.DataFrame) -> pl.DataFrame:
    """23/1/15 as a day of 2023, where others of the column are such as 23/1/5, which no year can end."""
    if not (found["family"] == "short_ymd").any():
        return found
    other = (pl.col("family") == "numeric") & (pl.col("sep") == "/") & (pl.col("y").str.len_chars() == 2)
    return found.with_columns(
        pl.when(other).then("a").otherwise("y").alias("y"),
        pl.when(other).then("b").otherwise("m").alias("m"),
        pl.when(other).then("y").otherwise("d").alias("d"),
        pl.when(other).then(pl.lit("short_ymd")).otherwise("family").alias("family"),
    )


def _take_weeks_by_name(found: pl.DataFrame, column: str) -> pl.DataFrame:
    """2024-23, 23.2024 and 2423 as year and week, where the column's name says week and its numbers do.

    Args:
        found: What `match_dates` says of the column's distinct cells.
        column: Its name.
    """
    labels = found.filter(pl.col("family").is_in(["year_month", "month_year"]))
    if WEEK_NAME.search(column) is None or labels.height < found.height or not labels.height:
        return found
    last = labels["m"].cast(pl.Int64)
    numbers = last.drop_nulls().to_numpy()
    if not _LAST_MONTH < numbers.max() <= _LAST_WEEK or numbers.min() < 1:
        return found
    return found.with_columns(
        pl.col("m").alias("w"), pl.lit(None, dtype=pl.String).alias("m"), pl.lit("year_week").alias("family")
    )


def _take_quarters_after_colons(found: pl.DataFrame) -> pl.DataFrame:
    """2014:1 … 2014:4 as quarters, where no label of several years has a number above four."""
    labels = found.filter((pl.col("family") == "year_month") & pl.col("text").str.contains(":", literal=True))
    if not labels.height or labels.height < found.height:
        return found
    each = labels.group_by("y").agg(pl.col("m").cast(pl.Int64).max().alias("last"), pl.len().alias("n"))
    if each["last"].max() != _QUARTERS or each.filter(pl.col("n") == _QUARTERS).height < _FEWEST_YEARS:
        return found
    return found.with_columns(
        pl.col("m").alias("q"),
        pl.lit(None, dtype=pl.String).alias("m"),
        pl.lit("year_quarter").alias("family"),
    )


def _take_days_of_years(found: pl.DataFrame) -> pl.DataFrame:
    """124001 as the first day of 2024, as JD Edwards writes it: a century, a year and a day of the year.

    Only where six digits can be no day, month and year in any order in some of the cells.
    """
    digits = found.filter(pl.col("family") == "digits6")
    if not digits.height or digits.height < found.height or not digits["text"].str.contains(CENTURY).all():
        return found
    parts = digits.select(pl.col("a", "b", "y").cast(pl.Int64))
    a, b, y = pl.col("a"), pl.col("b"), pl.col("y")
    is_day = [b.is_between(1, 12) & a.is_between(1, 31), a.is_between(1, 12) & b.is_between(1, 31),
              b.is_between(1, 12) & y.is_between(1, 31)]  # fmt: skip
    if parts.select(pl.any_horizontal(one.all() for one in is_day)).item():
        return found
    return found.with_columns(
        pl.col("text").str.slice(1, 2).alias("y"),
        pl.col("text").str.slice(3, 3).alias("yd"),
        pl.lit(None, dtype=pl.String).alias("a"),
        pl.lit(None, dtype=pl.String).alias("b"),
        pl.lit("ordinal").alias("family"),
    )


def _put_named_years_first(found: pl.DataFrame, today: datetime.date) -> pl.DataFrame:
    """24-Jan-05 as a day of 2024, where the last number would be a year to come in some of the cells.

    Only where the first number then spans few years and the last one many days.
    """
    named = found.filter((pl.col("family") == "day_name") & (pl.col("y").str.len_chars() == 2))
    if named.height < max(found.height, _FEWEST_SIX):
        return found
    d, y = named["d"].cast(pl.Int64), named["y"].cast(pl.Int64)
    if not (y.is_between(1, _LAST_DAY).all() and (y <= _EARLY).any() and (y > today.year % 100 + 1).any()):
        return found
    if y.n_unique() < _CLEARLY * d.n_unique():
        return found
    if (d > today.year % 100 + 1).any():
        return found
    return found.with_columns(pl.col("y").alias("d"), pl.col("d").alias("y"))


def period_note(found: pl.DataFrame, column: str) -> tuple[Note, ...]:
    """A note that says how long the periods are that the cells name; none where they name days."""
    if not set(found["family"].unique()) & set(PERIOD_FAMILIES):
        return ()
    named = found.filter(
        pl.col("family").is_not_null() & pl.col("d").is_null() & pl.col("wd").is_null()
    ).filter(pl.col("yd").is_null())
    if named.height < 0.9 * (found.height - found["family"].null_count()):
        return ()
    lengths = named["family"].replace_strict(PERIOD_FAMILIES, default="day").value_counts(sort=True)
    if not named.height or lengths["family"][0] == "day" or lengths["count"][0] < 0.9 * named.height:
        return ()
    noun = lengths["family"][0]
    units = {"p": "month", "m": "month", "q": "quarter", "w": "week"}
    if noun == "month" and named["fu"].null_count() == 0:
        noun = units.get(str(named["fu"][0])[0], noun)
    text = f"{column} names {noun}s, such as '{named['cell'][0]}': each is dated by its first day."
    seen = f"{named.height:,} different labels of {noun}s"
    return (Note(PERIOD_LABELS, named.height, text, Evidence(seen, (Reading(noun),), "proven")),)


def _settle_six_digits(
    found: pl.DataFrame, column: str, ask: Ask | None
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """202405 as a month, a week or a day: by numbers above 12, then by the column's name."""
    six = pl.col("family") == "six"
    short = pl.col("family") == "digits6"
    last = found.filter(six)["p"].cast(pl.Int64)
    if not len(last) and not (found["family"] == "digits6").any():
        return found, ()
    if (
        not len(last)
        or (found["family"] == "digits6").any()
        or _are_short_dates(found.filter(six), column, ask)
    ):
        parts = pl.col("text").str.extract_groups(r"^(\d{2})(\d{2})(\d{2})")
        both = six | short
        found = found.with_columns(
            *(pl.when(both).then(parts.struct.field(str(i))).otherwise(name).alias(name)
              for i, name in ((1, "a"), (2, "b"), (3, "y"))),
            pl.when(both).then(pl.lit("numeric")).otherwise("family").alias("family"),
        )  # fmt: skip
        return found, ()
    beyond = last.filter((last > 12) & (last <= _LAST_WEEK + 1))
    named_so = WEEK_NAME.search(column) is not None
    weeks = len(beyond) > 0.05 * len(last) or (named_so and bool((last <= _LAST_WEEK + 1).all()))
    example = found.filter(six)["cell"][0]
    seen = f"the last two digits run from {last.min()!s} to {last.max()!s}"
    certain = len(beyond) > 0 if weeks else len(last) > 12
    noun = "week" if weeks else "month"
    evidence = Evidence(seen, (Reading(f"year and {noun}"),), "proven" if certain or named_so else "likely")
    note = Note(
        "six_digits", len(last), f"{column} is read as year and {noun} ('{example}'): {seen}.", evidence
    )
    family = pl.lit("year_week" if weeks else "year_month")
    return (
        found.with_columns(
            pl.when(six).then("p").otherwise(pl.col("w" if weeks else "m")).alias("w" if weeks else "m"),
            pl.when(six).then(family).otherwise("family").alias("family"),
        ),
        (note,),
    )


def _are_short_dates(six: pl.DataFrame, column: str, ask: Ask | None) -> bool:
    """Whether six digits that begin like a year are year, month and day: dense so, and sparse as weeks."""
    days = six["text"].str.to_date("%y%m%d", strict=False)
    last = six["p"].cast(pl.Int64)
    if days.null_count() or (last <= 12).all():
        return False
    weeks = (six["y"].cast(pl.Int64) * 53 + last).unique()
    weeks_span = number_of(weeks.max()) - number_of(weeks.min()) + 1
    ratio = (days.n_unique() / count_days(days)) / (len(weeks) / weeks_span)
    if six.height >= _FEWEST_SIX and not 1 / _CLEARLY < ratio < _CLEARLY:
        return ratio > 1
    question = Question(
        f"weeks_or_days:{column}",
        f"{column} can't be read: '{six['cell'][0]}' is a year and a week, or a year, month and day.",
        ("year and week", "year, month and day"),
        f"Say which with {option('date_format', '%G%V')} (year and week) or %y%m%d (year, month and day).",
    )
    return settle(question, ask) == "year, month and day"


def _settle_short_years(found: pl.DataFrame, column: str, today: datetime.date | None) -> pl.DataFrame:
    """Jan-23 as a month of 2023, where the column's months then follow each other."""
    two = pl.col("family").is_in(["name_two", "two_name"])
    labels = found.filter(two).select("cell", pl.col("n").cast(pl.Int64), pl.col("m").cast(pl.Int64))
    if not labels.height:
        return found
    year = pl.when(pl.col("n") < 70).then(pl.col("n") + 2000).otherwise(pl.col("n") + 1900)
    month = labels.select((year * 12 + pl.col("m") - 1).alias("month"))["month"]
    latest = today or datetime.date.today() + datetime.timedelta(days=2 * 366)
    last = number_of(month.max())
    span = last - number_of(month.min()) + 1
    are_years = (labels["n"] > 31).any() or month.n_unique() >= _DENSE * span
    if not are_years or last > latest.year * 12 + latest.month - 1:
        cell = labels["cell"][0]
        form = "%b-%y" if found.filter(two)["family"][0] == "name_two" else "%y-%b"
        mark = re.sub(r"[\w.]", "", cell)[:1] or "-"
        raise ColumnsError(
            f"{column} can't be read: '{cell}' is a month of a year written in two digits, or a day without "
            "its year.",
            fix=f"If it is a month, say so with {option('date_format', form.replace('-', mark))}; if it "
            f"is a day, say the year, such as {option('year', 2024)}.",
        )
    return found.with_columns(pl.when(two).then("n").otherwise("y").alias("y"))
