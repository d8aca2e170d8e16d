"""Prices and promotions that hold from one day on, or to another."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.sales import Sales
from odd_tables import DAYS, amount, saved
from sales_tables import rules


def read(folder: Path, text: str, **more: Any) -> Sales:
    lines = [f"{day},{sku},{amount(day)}" for day in DAYS[:60] for sku in "AB"]
    sales = saved(folder, "sales.csv", "\n".join(["date,sku,qty", *lines]))
    return read_sales(sales, options=ReadOptions(join=(saved(folder, "other.csv", text),), **more))


def prices(sales: Sales, sku: str, column: str = "price") -> dict[date, float | None]:
    rows = sales.frame.filter(sku=sku).sort("date")
    return dict(zip(rows["date"].to_list(), rows[column].to_list(), strict=True))


@pytest.mark.parametrize("head", ["sku,valid from,valid to,price", "sku,Gültig ab,Gültig bis,price"])
def test_a_price_holds_from_its_first_day_to_its_last(tmp_path, head):
    text = f"{head}\nA,2023-12-01,2024-01-20,2\nA,2024-02-01,9999-12-31,3\nB,2024-01-01,,5\n"
    sales = read(tmp_path, text)
    found = prices(sales, "A")
    assert (found[date(2024, 1, 1)], found[date(2024, 1, 20)]) == (2, 2)
    assert found[date(2024, 1, 21)] is None
    assert found[date(2024, 2, 29)] == 3
    assert set(prices(sales, "B").values()) == {5}
    assert sales.future is not None
    assert sales.future.filter(sku="B")["price"].unique().to_list() == [5]
    assert "valid_rows" in rules(sales)


def test_a_price_holds_until_the_next_one_of_its_product(tmp_path):
    sales = read(tmp_path, "sku,effective date,price\nA,2024-01-01,2\nB,2024-01-01,5\nA,2024-02-10,3\n")
    found = prices(sales, "A")
    assert [found[day] for day in (date(2024, 2, 9), date(2024, 2, 10))] == [2, 3]
    assert set(prices(sales, "B").values()) == {5}


def test_what_is_of_its_day_alone_stays_so(tmp_path):
    sales = read(tmp_path, "date,holiday\n2024-01-01,1\n2024-02-02,1\n")
    assert "valid_rows" not in rules(sales)
    assert sales.frame["holiday"].sum() == 4  # other days have no row, so no holiday


@pytest.mark.parametrize(("form", "days_each"), [("{:%Y-%m}", 31), ("{0.year}-W{1:02}", 7)])
def test_a_table_by_month_or_week_holds_on_all_days_of_daily_sales(tmp_path, form, days_each):
    days = [date(2024, 1, 1) + timedelta(days=i) for i in range(60)]
    sales = tmp_path / "sales.csv"
    sales.write_text("date,units\n" + "\n".join(f"{day},{20 + day.day}" for day in days))
    labels = dict.fromkeys(form.format(day, day.isocalendar()[1]) for day in days)
    joined = tmp_path / "index.csv"
    joined.write_text("period,cpi\n" + "\n".join(f"{label},{100 + i}" for i, label in enumerate(labels)))
    found = read_sales(sales, options=ReadOptions(join=(joined,))).frame
    assert found["cpi"].null_count() == 0
    assert found["cpi"].to_list()[:days_each] == [100.0] * days_each
    assert found["cpi"][days_each] == 101


def test_a_table_by_month_joins_months_as_it_stands(tmp_path):
    months = [date(2021 + i // 12, i % 12 + 1, 1) for i in range(36)]
    sales, joined = tmp_path / "sales.csv", tmp_path / "index.csv"
    sales.write_text("month,units\n" + "\n".join(f"{m:%Y-%m},{20 + m.month}" for m in months))
    joined.write_text("month,cpi\n" + "\n".join(f"{m:%Y-%m},{100 + i}" for i, m in enumerate(months)))
    found = read_sales(sales, options=ReadOptions(join=(joined,)))
    assert found.frame["cpi"].to_list() == [100.0 + i for i in range(36)]
    assert "period_rows" not in {note.rule for note in found.notes}


def test_a_file_of_days_alone_says_yes_on_them(tmp_path):
    days = [date(2024, 1, 1) + timedelta(days=i) for i in range(60)]
    sales, joined = tmp_path / "sales.csv", tmp_path / "holidays.csv"
    sales.write_text("date,units\n" + "\n".join(f"{day},{20 + day.day}" for day in days))
    joined.write_text("date\n2024-01-06\n2024-02-14\n2024-03-08\n")
    found = read_sales(sales, options=ReadOptions(join=(joined,))).frame
    assert found.filter(pl.col("holidays") > 0)["date"].to_list() == [date(2024, 1, 6), date(2024, 2, 14)]
    assert found["holidays"].null_count() == 0
