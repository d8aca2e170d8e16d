"""Months among days that are written as long as these."""

from __future__ import annotations

from pathlib import Path

from foresale.data.reading.read_sales import read_sales
from odd_tables import DAYS, amount, saved
from sales_tables import rules, total


def test_sums_of_months_whose_names_are_as_long_as_days_are_left_out(tmp_path: Path) -> None:
    rows = ["Date,Item,Units"]
    for month, name in ((3, "March 2024"), (4, "April 2024")):
        days = [day for day in DAYS if day.month == month]
        rows += [f"{day},Tea,{amount(day)}" for day in days]
        rows.append(f"{name},,{sum(map(amount, days))}")
    sales = read_sales(saved(tmp_path, "months.csv", "\n".join(rows)))
    assert total(sales) == sum(amount(day) for day in DAYS if day.month in (3, 4))
    assert "sum_dates" in rules(sales)
