"""Years on rows of their own above their months."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ForesaleError
from odd_tables import DAYS, amount, saved, span
from sales_tables import rules, total

ENGLISH = [f"{date(2024, month, 1):%B}" for month in range(1, 13)]
GERMAN = ["Jan.", "Feb.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."]
SOLD = sum(10 * y + i for y in range(3) for i in range(12))


def report(folder: Path, head: str, year: str, names: list[str], mark: str = ",") -> Path:
    lines = [head]
    for y in range(3):
        lines.append(year.format(2021 + y))
        lines += [f"{name}{mark}{10 * y + i}" for i, name in enumerate(names)]
    return saved(folder, "report.csv", "\n".join(lines))


@pytest.mark.parametrize(
    ("head", "year", "names", "mark"),
    [
        ("Month,Sales", "{},", ENGLISH, ","),
        ("Monat;Umsatz", "Jahr {};", GERMAN, ";"),
    ],
)
def test_a_year_holds_for_the_months_below_it(tmp_path, head, year, names, mark):
    sales = read_sales(report(tmp_path, head, year, names, mark))
    assert total(sales) == SOLD
    assert sales.frame[sales.roles.date].n_unique() == 36
    assert str(sales.frame[sales.roles.date].min())[:7] == "2021-01"
    assert "year_headings" in rules(sales)


def test_years_may_be_said_to_mean_nothing(tmp_path):
    with pytest.raises(ForesaleError):
        read_sales(report(tmp_path, "Month,Sales", "{},", ENGLISH), options=ReadOptions(fill_down=False))


@pytest.mark.parametrize("form", ["{:%d %b}", "{:%d.%m.}", "{0.month}/{0.day}"])
def test_a_year_is_put_to_the_days_below_it(tmp_path: Path, form: str) -> None:
    lines = ["Date,Product,Units"]
    for year in (2022, 2023):
        lines.append(f"{year},,")
        days = [date(year, 1, 1) + timedelta(days=i) for i in range(365)]
        lines += [f"{form.format(day)},{name},{amount(day)}" for day in days for name in "AB"]
    sales = read_sales(saved(tmp_path, "days.csv", "\n".join(lines)))
    assert span(sales) == (date(2022, 1, 1), date(2023, 12, 31))
    assert sales.roles.keys == ("Product",)
    assert sales.frame.height == 4 * 365


def test_a_year_above_whole_days_of_it_is_no_sum(tmp_path: Path) -> None:
    lines = ["Date,Units"]
    for year in (2022, 2023):
        days = [date(year, 1, 1) + timedelta(days=i) for i in range(365)]
        lines += [f"{year},", *(f"{day},{amount(day)}" for day in days)]
    sales = read_sales(saved(tmp_path, "days.csv", "\n".join(lines)))
    assert "year_headings" in rules(sales)
    assert sales.frame.height == 730


@pytest.mark.parametrize("names", [("1999", "2001"), ("10023", "10024")])
def test_numbers_above_days_that_are_not_their_years_are_series(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    lines = ["Date,Units"]
    for item, name in enumerate(names):
        lines += [f"{name},", *(f"{day},{amount(day, item)}" for day in DAYS)]
    sales = read_sales(saved(tmp_path, "codes.csv", "\n".join(lines)))
    sold = dict(sales.frame.group_by("section").agg(pl.col("Units").sum()).iter_rows())
    assert sold == {name: sum(amount(day, item) for day in DAYS) for item, name in enumerate(names)}
