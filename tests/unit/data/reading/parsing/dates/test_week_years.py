"""ISO weeks beside the calendar year: read by the rows' order, or asked about."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.errors import ColumnsError
from odd_tables import amount, span
from sales_tables import read, rules, total

MONDAYS = [date(2023, 1, 2) + timedelta(weeks=i) for i in range(120)]


def table(days: list[date], *, stores: int = 1) -> pl.DataFrame:
    """The calendar year of each day and its ISO week."""
    return pl.DataFrame(
        [
            {
                "store": f"S{store}",
                "year": day.year,
                "week": day.isocalendar()[1],
                "units": amount(day, store),
            }
            for store in range(stores)
            for day in days
        ]
    )


@pytest.mark.parametrize("days", [MONDAYS, MONDAYS[::-1], MONDAYS[:105]])
@pytest.mark.parametrize("stores", [1, 2])
def test_week_1_that_begins_in_december_is_the_next_years(days: list[date], stores: int) -> None:
    sales = read(table(days, stores=stores))
    assert "week_years" in rules(sales)
    assert span(sales) == (min(days), max(days))
    sold = dict(sales.frame.group_by("date").agg(pl.col("units").sum()).iter_rows())
    assert sold == {day: sum(amount(day, store) for store in range(stores)) for day in days}


def test_two_shops_of_which_one_ends_and_the_next_begins_with_week_1() -> None:
    days = [day for day in MONDAYS if day.year == 2024]
    sales = read(table(days, stores=2))
    sold = dict(sales.frame.group_by("store").agg(pl.col("date").n_unique()).iter_rows())
    assert sold == {"S0": 53, "S1": 53}


def test_a_week_52_that_ends_in_january_is_the_year_befores() -> None:
    sundays = [day + timedelta(days=6) for day in MONDAYS]
    later = [day - timedelta(weeks=60) for day in sundays]
    sales = read(table(later))
    assert span(sales) == (later[0] - timedelta(days=6), later[-1] - timedelta(days=6))
    assert sales.frame["date"].n_unique() == len(later)


def test_days_that_name_the_calendar_year_and_their_week_add_up_in_it() -> None:
    days = [date(2022, 6, 1) + timedelta(days=i) for i in range(1000)]
    sales = read(table(days))
    weeks = {day - timedelta(days=day.weekday()) for day in days}
    assert set(sales.frame["date"].to_list()) == weeks
    assert total(sales) == sum(amount(day) for day in days)


def test_weeks_in_the_names_of_columns_are_read_so_too() -> None:
    days = MONDAYS[90:110]
    columns = {f"{day.year}-W{day.isocalendar()[1]:02}": [amount(day), amount(day, 1)] for day in days}
    sales = read(pl.DataFrame({"product": ["A", "B"], **columns}))
    assert span(sales) == (days[0], days[-1])


def test_rows_out_of_order_are_asked_about() -> None:
    rows = table(MONDAYS).sort("year", "week", "units")
    with pytest.raises(ColumnsError, match="Week 1 of 2024 has the rows of two weeks"):
        read(rows)
    assert total(read(rows, week_scheme="iso")) == rows["units"].sum()


def test_true_iso_years_are_left_alone() -> None:
    rows = pl.DataFrame(
        [
            dict(zip(("year", "week", "units"), (*day.isocalendar()[:2], amount(day)), strict=True))
            for day in MONDAYS
        ]
    )
    for ordered in (rows, rows.sample(fraction=1.0, shuffle=True, seed=3)):
        sales = read(ordered)
        assert "week_years" not in rules(sales)
        assert set(sales.frame["date"].to_list()) == set(MONDAYS)
