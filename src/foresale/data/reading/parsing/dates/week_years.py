"""ISO weeks beside the calendar year: week 1 that begins in December, week 52 that ends in January."""

from __future__ import annotations

import polars as pl

from foresale.aggregates import number_of
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted

_FEWEST = 4
_SORTED = 0.8  # share of the steps from one week to another that lead the same way
_LATE, _EARLY = 51, 2  # weeks at the end and at the beginning of a year


def mend_week_years(weeks: pl.Series) -> tuple[pl.Series, tuple[Note, ...]]:
    """Weeks with those moved by a year that the rows' order shows to have the calendar year beside them.

    30 December 2024 begins ISO week 1 of 2025; files that take year and week apart call it 2024, week 1.
    After week 52 of 2024 and before week 2 of 2025 it can be no other. So it is with 1 January 2023, a day of
    ISO week 52 of 2022, which they call 2023, week 52.

    Args:
        weeks: The first day of each row's ISO week, as it is written; null where there is none.

    Raises:
        ColumnsError: Such a week is there, and the rows are in no order that tells it from the other.
    """
    table = pl.DataFrame({"week": weeks}).with_row_index("row").drop_nulls()
    runs = table.group_by(pl.col("week").rle_id().alias("run"), maintain_order=True).agg(
        pl.col("week").first(), pl.col("row")
    )
    if runs.height < _FEWEST:
        return weeks, ()
    runs = runs.with_columns(pl.col("row").list.len().alias("rows"))
    forward = number_of((runs["week"].diff().drop_nulls().dt.total_days() > 0).mean(), empty=1.0)
    is_backward = forward < 1 - _SORTED
    if forward >= _SORTED or is_backward:
        moved = _find_moved(runs.reverse() if is_backward else runs, is_backward=is_backward)
        weeks = _move(weeks, moved)
    else:
        moved = pl.DataFrame()
    _refuse_doubled_weeks(weeks.drop_nulls())
    if not moved.height:
        return weeks, ()
    count = int(moved["row"].list.len().sum())
    first = moved.row(0, named=True)
    text = (
        f"The calendar year stands beside the ISO week in {counted(count, 'place')}, such as week "
        f"{first['week'].isocalendar()[1]} of {first['week'].isocalendar()[0]} for the week of "
        f"{first['to']:%Y-%m-%d}: counted in that week."
    )
    readings = (Reading("the calendar year"), Reading("the year of the ISO week"))
    return weeks, (Note("week_years", count, text, Evidence("the rows' order", readings, "proven")),)


def _find_moved(runs: pl.DataFrame, *, is_backward: bool) -> pl.DataFrame:
    """Runs of rows that belong to a week a year later or earlier: `week`, `to` and the rows' numbers."""
    usual = int(number_of(runs["rows"].median(), empty=1))
    year, number = pl.col("week").dt.iso_year(), pl.col("week").dt.week()
    runs = runs.with_columns(
        year.alias("year"),
        number.alias("number"),
        year.shift(1).alias("year_before"),
        number.shift(1).alias("number_before"),
        year.shift(-1).alias("year_after"),
        number.shift(-1).alias("number_after"),
        pl.col("week").shift(1).alias("before"),
    )
    goes_on = (pl.col("year_after") == pl.col("year")) & (pl.col("number_after") > 1)
    begins = (pl.col("year_after") == pl.col("year") + 1) & (pl.col("number_after") <= _EARLY)
    ends = (pl.col("week").shift(-1) < pl.col("week")).fill_null(value=True)
    late = (
        (pl.col("number") == 1)
        & (pl.col("year_before") == pl.col("year"))
        & (pl.col("number_before") >= _LATE)
    )
    first_of_next = (pl.col("year") + 1).cast(pl.Int64)
    later = runs.filter(late & (begins | ends).fill_null(value=True)).with_columns(
        first_of_next.alias("to_year")
    )
    # The last week of one shop and the first of the next, which have the same name.
    both = runs.filter(late & goes_on & (pl.col("rows") == 2 * usual)).with_columns(
        pl.col("row").list.tail(usual) if is_backward else pl.col("row").list.head(usual),
        first_of_next.alias("to_year"),
    )
    follows = (pl.col("year_before") == pl.col("year")) & (pl.col("before") < pl.col("week"))
    early = (
        (pl.col("number") > _LATE)
        & (pl.col("year_after") == pl.col("year"))
        & (pl.col("number_after") <= _EARLY)
        & ~follows.fill_null(value=False)
    )
    earlier = runs.filter(early).with_columns((pl.col("year") - 1).cast(pl.Int64).alias("to_year"))
    moved = pl.concat([later, both, earlier])
    return moved.select("week", _first_day("to_year", "number").alias("to"), "row").filter(
        pl.col("to").dt.week() == pl.col("week").dt.week()
    )


def _first_day(year: str, number: str) -> pl.Expr:
    """The Monday of an ISO week: the first one has the 4th of January."""
    fourth = pl.date(pl.col(year), 1, 4)
    monday = fourth - pl.duration(days=fourth.dt.weekday().cast(pl.Int64) - 1)
    return (monday + pl.duration(weeks=pl.col(number).cast(pl.Int64) - 1)).cast(pl.Date)


def _move(weeks: pl.Series, moved: pl.DataFrame) -> pl.Series:
    if not moved.height:
        return weeks
    rows = moved.select("to", "row").explode("row")
    return weeks.scatter(rows["row"], rows["to"])


def _refuse_doubled_weeks(weeks: pl.Series) -> None:
    """Stop where week 1 of a year has the rows of two, and the next year, which goes on, has none of it."""
    counts = weeks.value_counts(name="rows").select(
        pl.col(weeks.name).dt.iso_year().alias("year"), pl.col(weeks.name).dt.week().alias("number"), "rows"
    )
    usual = int(number_of(counts["rows"].median(), empty=1))
    rows = {(year, number): count for year, number, count in counts.iter_rows()}
    for (year, number), count in rows.items():
        has_next = (year + 1, 1) not in rows and (year + 1, 2) in rows
        if number == 1 and has_next and (year, 52) in rows and count == 2 * usual:
            raise ColumnsError(
                f"Week 1 of {year} has the rows of two weeks, and {year + 1} has no week 1: the calendar "
                "year seems to stand beside ISO weeks, and nothing says which rows are of which.",
                fix=f"Write {year + 1} for the week that begins in December {year}, or leave the rows in "
                f"order of time; {option('week_scheme', 'iso')} takes the years as written.",
            )
