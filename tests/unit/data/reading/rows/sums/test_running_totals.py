"""Amounts that add up from period to period."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

DAYS = [date(2023, 1, 1) + timedelta(days=i) for i in range(500)]
SOLD = np.random.default_rng(5).integers(1, 40, (2, 500))


def total(table: pl.DataFrame, **options: Any) -> float:
    sales = read_sales(table, options=ReadOptions(**options))
    return float(sales.frame[sales.roles.target].sum())


def year_to_date(name: str) -> pl.DataFrame:
    parts = [
        pl.DataFrame({"date": DAYS, "store": [f"S{i}"] * 500, name: SOLD[i]}).with_columns(
            pl.col(name).cum_sum().over(pl.col("date").dt.year())
        )
        for i in range(2)
    ]
    return pl.concat(parts)


@pytest.mark.parametrize(
    "name", ["YTD sales", "Umsatz kumuliert", "ventas acumuladas YTD", "cumulative units"]
)
def test_running_totals_by_name_become_the_sales_of_each_day(name):
    assert total(year_to_date(name)) == SOLD.sum()


def test_running_totals_without_a_name_are_asked_about_and_both_options_settle_it():
    table = year_to_date("qty")
    with pytest.raises(ColumnsError, match="cumulative=True"):
        total(table)
    assert total(table, cumulative=True) == SOLD.sum()
    assert total(table, cumulative=False) == table["qty"].sum()


def test_month_to_date_begins_anew_each_month():
    table = pl.DataFrame({"date": DAYS, "MTD units": SOLD[0]}).with_columns(
        pl.col("MTD units").cum_sum().over(pl.col("date").dt.truncate("1mo"))
    )
    assert total(table) == SOLD[0].sum()


def test_growing_sales_are_sales():
    table = pl.DataFrame({"date": DAYS, "qty": SOLD[0] + np.arange(500)})
    assert total(table) == table["qty"].sum()


def test_an_even_rise_is_no_running_total():
    table = pl.DataFrame({"date": DAYS, "qty": np.arange(1, 501)})
    assert total(table) == table["qty"].sum()


def test_a_first_amount_in_the_middle_of_a_year_is_unknown():
    table = year_to_date("YTD units").filter(pl.col("date") > DAYS[99], pl.col("store") == "S0")
    assert total(table) == SOLD[0][101:].sum()


def readings_of_a_till(name: str, hours: tuple[int, ...]) -> tuple[pl.DataFrame, int]:
    sold = np.random.default_rng(8).integers(0, 20, (40, len(hours)))
    rows = [
        {"time": f"{day} {hour:02d}:00", name: int(sold[i, : j + 1].sum())}
        for i, day in enumerate(DAYS[:40])
        for j, hour in enumerate(hours)
    ]
    return pl.DataFrame(rows), int(sold.sum())


def test_readings_that_begin_anew_each_day_become_what_each_hour_sold():
    table, sold = readings_of_a_till("sales so far", (9, 10, 11, 12, 15, 18))
    assert total(table) == sold


def test_readings_without_a_name_that_begin_anew_each_day_are_asked_about():
    table, sold = readings_of_a_till("sales", (9, 10, 11, 12, 15, 18))
    with pytest.raises(ColumnsError, match="running totals, or the sales of each period"):
        total(table)
    assert total(table, cumulative=True) == sold
    assert total(table, cumulative=False) == table["sales"].sum()


def test_a_morning_and_an_evening_that_sells_more_are_sales():
    rows = [
        {"time": f"{day} {hour}:00", "sales": 10 * hour + i % 7}
        for i, day in enumerate(DAYS[:40])
        for hour in (10, 20)
    ]
    table = pl.DataFrame(rows)
    assert total(table) == table["sales"].sum()


def test_a_counter_that_begins_far_above_nothing_is_asked_about():
    table = pl.DataFrame({"date": DAYS[:90], "sold": 5_000 + SOLD[0, :90].cumsum()})
    with pytest.raises(ColumnsError, match="running totals"):
        total(table)
    assert total(table, cumulative=True) == SOLD[0, 1:90].sum()
