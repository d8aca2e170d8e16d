"""Tables that compare years: a column a year, months, quarters or weeks in the rows."""

from __future__ import annotations

import calendar
import datetime

import polars as pl
import pytest

from foresale.data.reading.read_sales import read_sales

GERMAN = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."]
YEARS = (2022, 2023, 2024)


def amount(year, part):
    return (year * 7 + part * 13) % 41 + 3


def read(tmp_path, rows):
    path = tmp_path / "sales.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    return read_sales(path)


def table(labels, head="Month"):
    return [[head, *YEARS], *([label, *(amount(y, n) for y in YEARS)] for n, label in enumerate(labels, 1))]


def by_month(sales):
    frame = sales.frame.group_by(sales.roles.date).agg(pl.col(sales.roles.target).sum())
    return {(day.year, day.month): units for day, units in frame.iter_rows()}


MONTHLY = {(y, m): float(amount(y, m)) for y in YEARS for m in range(1, 13)}


@pytest.mark.parametrize(
    ("head", "labels"),
    [
        ("Month", calendar.month_name[1:]),
        ("Month", range(1, 13)),
        ("Mês", ["Jan", "Fev", "Mar", "Abr", "Mai", "Jun", "Jul", "Ago", "Set", "Out", "Nov", "Dez"]),
        (
            "Monat",
            ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."],
        ),
        ("月", [f"{m}月" for m in range(1, 13)]),
    ],
)
def test_months_in_the_rows_and_years_in_the_columns_are_dates(tmp_path, head, labels):
    assert by_month(read(tmp_path, table(labels, head))) == MONTHLY


def test_what_sums_rows_or_columns_up_is_left_out(tmp_path):
    rows = table(calendar.month_abbr[1:])
    rows = [[*row, "Average" if place == 0 else sum(row[1:]) / 3] for place, row in enumerate(rows)]
    rows.append(["Total", *(sum(row[place] for row in rows[1:]) for place in (1, 2, 3)), ""])
    sales = read(tmp_path, rows)
    assert by_month(sales) == MONTHLY
    assert sales.rejects.height == 0


def test_products_keep_series_of_their_own(tmp_path):
    rows = table(calendar.month_abbr[1:])
    both = [["Product", *rows[0]], *([p, *row] for p in ("A", "B") for row in rows[1:])]
    sales = read(tmp_path, both)
    assert sales.roles.keys == ("Product",)
    assert by_month(sales) == {month: 2 * units for month, units in MONTHLY.items()}


def test_quarters_and_weeks_are_read_too(tmp_path):
    sales = read(tmp_path, table(["Q1", "Q2", "Q3", "Q4"], "Quarter"))
    assert by_month(sales)[(2023, 4)] == amount(2023, 2)
    weeks = read(tmp_path, table(range(1, 53), "Week"))
    dates = weeks.frame[weeks.roles.date].cast(pl.Date)
    assert (dates.n_unique(), dates.min()) == (156, datetime.date(2022, 1, 3))


def test_months_of_a_year_that_is_not_over_are_no_sales(tmp_path):
    rows = table(calendar.month_abbr[1:])
    for row in rows[7:]:
        row[3] = ""
    months = by_month(read(tmp_path, rows))
    assert max(months) == (2024, 6)
    assert sum(months.values()) == sum(v for month, v in MONTHLY.items() if month <= (2024, 6))


@pytest.mark.parametrize("form", ["{item} {year}", "{year} {item}"])
def test_items_with_a_column_a_year_each_are_series(form):
    columns = {
        form.format(item=item, year=year): [10 * year + 7 * place + month for month in range(12)]
        for place, item in enumerate(("Bread", "Milk"))
        for year in (2022, 2023)
    }
    sales = read_sales(
        pl.DataFrame({"Month": [f"{datetime.date(2022, m, 1):%B}" for m in range(1, 13)], **columns})
    )
    assert sales.frame[sales.roles.target].sum() == sum(map(sum, columns.values()))
    assert set(sales.frame["item"]) == {"Bread", "Milk"}
    assert sales.frame.filter(item="Milk").sort("date")[sales.roles.target][13] == 10 * 2023 + 7 + 1


def test_vintages_beside_a_year_of_their_own_are_products():
    wines = {
        f"{wine} {year}": [amount(year, m) for m in range(12)]
        for wine in ("Merlot", "Pinot")
        for year in YEARS
    }
    sales = read_sales(pl.DataFrame({"Month": list(range(1, 13)), "Year": [2024] * 12, **wines}))
    assert set(sales.frame[sales.roles.keys[0]]) == set(wines)
