"""Sheets named by days, weeks and months whose rows have no date, and rows that name a weekday."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from odd_tables import saved, span

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTAG = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def workbook(path: Path, sheets: list[str], header: list[str], rows: list[list[object]]) -> Path:
    """The same rows on each sheet, the sheet's place added to the last number of each."""
    with xlsxwriter.Workbook(path) as book:
        for place, name in enumerate(sheets):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, header)
            for at, row in enumerate(rows, start=1):
                sheet.write_row(at, 0, [*row[:-1], row[-1] + place])
    return path


PRODUCTS = [["Tea", 5], ["Bread", 9]]


@pytest.mark.parametrize(
    ("sheets", "first", "last"),
    [
        ([f"Week {week} 2024" for week in range(10, 20)], date(2024, 3, 4), date(2024, 5, 6)),
        ([f"2024-W{week}" for week in range(10, 20)], date(2024, 3, 4), date(2024, 5, 6)),
        (["KW 51-23", "KW 52-23", "KW 1-24", "KW 2-24"], date(2023, 12, 18), date(2024, 1, 8)),
        (["Jan 2024", "Feb 2024", "März 2024", "Apr 2024"], date(2024, 1, 1), date(2024, 4, 1)),
        (["28.01.2024", "29.01.2024", "30.01.2024"], date(2024, 1, 28), date(2024, 1, 30)),
    ],
)
def test_rows_without_a_date_are_of_the_period_that_their_sheet_is_named_by(
    tmp_path: Path, sheets: list[str], first: date, last: date
) -> None:
    sales = read_sales(workbook(tmp_path / "sales.xlsx", sheets, ["Product", "Units"], PRODUCTS))
    assert span(sales) == (first, last)
    assert sales.frame["Units"].sum() == sum(14 + 2 * place for place in range(len(sheets)))
    assert sales.roles.keys == ("Product",)


@pytest.mark.parametrize("sheets", [["KW 10", "KW 11", "KW 12"], ["Jan", "Feb", "Mar"]])
def test_periods_without_a_year_are_asked_about(tmp_path: Path, sheets: list[str]) -> None:
    path = workbook(tmp_path / "sales.xlsx", sheets, ["Product", "Units"], PRODUCTS)
    with pytest.raises(ColumnsError, match="without a year, and no row has a date"):
        read_sales(path)
    assert read_sales(path, options=ReadOptions(year=2024)).frame["Units"].sum() == 48
    named = workbook(tmp_path / "sales 2024.xlsx", sheets, ["Product", "Units"], PRODUCTS)
    with pytest.raises(ColumnsError, match="2024 stands in the file's name"):
        read_sales(named)
    assert {day.year for day in span(read_sales(named, ask=lambda _: "yes"))} == {2024}


def test_weeks_over_the_end_of_a_year_that_they_dont_name_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "sales.xlsx", ["KW 51", "KW 52", "KW 1"], ["Product", "Units"], PRODUCTS)
    with pytest.raises(ColumnsError, match="aren't in the order of one year"):
        read_sales(path, options=ReadOptions(year=2023))


def test_weeks_that_a_months_workbook_numbers_may_be_that_months(tmp_path: Path) -> None:
    sheets = ["Week 1", "Week 2", "Week 3", "Week 4"]
    path = workbook(tmp_path / "March 2024.xlsx", sheets, ["Product", "Units"], PRODUCTS)
    with pytest.raises(ColumnsError, match="of the month in the file's name or of a year"):
        read_sales(path, options=ReadOptions(year=2024))


@pytest.mark.parametrize("names", [WEEKDAYS, MONTAG])
def test_rows_of_weekdays_are_days_of_their_sheets_week(tmp_path: Path, names: tuple[str, ...]) -> None:
    rows = [[name, item, 3 + day] for day, name in enumerate(names) for item in ("Tea", "Bread")]
    sheets = [f"Week {week} 2024" for week in range(10, 14)]
    sales = read_sales(workbook(tmp_path / "sales.xlsx", sheets, ["Day", "Product", "Units"], rows))
    assert span(sales) == (date(2024, 3, 4), date(2024, 3, 31))
    by_day = dict(sales.frame.group_by("date").agg(pl.col("Units").sum()).iter_rows())
    assert by_day[date(2024, 3, 9)] == 16
    assert by_day[date(2024, 3, 12)] == 10


def test_columns_of_weekdays_are_days_of_their_sheets_week(tmp_path: Path) -> None:
    sheets = [f"KW {week} 2024" for week in range(10, 14)]
    rows = [["Tea", *range(1, 8)], ["Bread", *range(11, 18)]]
    sales = read_sales(workbook(tmp_path / "sales.xlsx", sheets, ["Artikel", *MONTAG], rows))
    assert (span(sales), sales.frame.height) == ((date(2024, 3, 4), date(2024, 3, 31)), 56)


FIRST = date(2024, 3, 4)


@pytest.mark.parametrize(
    ("column", "shift", "order"),
    [
        ("Week starting", 0, WEEKDAYS),
        ("Week ending", 6, WEEKDAYS),
        ("Week", 0, WEEKDAYS[:6]),
        ("Week starting", -1, (WEEKDAYS[6], *WEEKDAYS[:6])),
    ],
)
def test_a_weekday_beside_a_week_says_the_day(
    tmp_path: Path, column: str, shift: int, order: tuple[str, ...]
) -> None:
    rows = [
        (FIRST + timedelta(days=7 * week + shift), name, 10 * week + WEEKDAYS.index(name))
        for week in range(5)
        for name in order
    ]
    table = "\n".join([f"{column},Weekday,Units", *(",".join(map(str, row)) for row in rows)])
    frame = read_sales(saved(tmp_path, "weeks.csv", table)).frame
    first = 1 if order[0] == "Sunday" else 0
    wanted = {
        FIRST + timedelta(days=7 * week + WEEKDAYS.index(name) - 7 * (first and name == "Sunday")): units
        for week in range(5)
        for name in order
        for units in (10 * week + WEEKDAYS.index(name),)
    }
    assert dict(zip(frame[column].to_list(), frame["Units"].to_list(), strict=True)) == wanted


def test_the_weekday_of_deliveries_dates_no_sale(tmp_path: Path) -> None:
    rows = [
        f"{FIRST + timedelta(days=7 * week)},{item},{day},{3 + week}"
        for week in range(6)
        for item, day in (("Tea", "Monday"), ("Bread", "Friday"))
    ]
    frame = read_sales(saved(tmp_path, "w.csv", "\n".join(["Week,Item,Delivery day,Units", *rows]))).frame
    assert frame["Week"].n_unique() == 6
