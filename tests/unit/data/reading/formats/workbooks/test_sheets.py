"""Sheets of a month each are one table; sheets that could be stores or versions are asked about."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from odd_tables import DAYS, amount, span


def workbook(path: Path, sheets: dict[str, int], *, total: bool = False, column: str = "Day") -> int:
    """A sheet for each name with so many days of three units and more; what they hold in all."""
    sold = 0
    with xlsxwriter.Workbook(path) as book:
        for name, days in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, [column, "Units"])
            units = [3 + day % 5 for day in range(days)]
            for day, n in enumerate(units, start=1):
                sheet.write_row(day, 0, [day, n])
            if total:
                sheet.write_row(days + 1, 0, ["Total", sum(units)])
            sold += sum(units)
    return sold


@pytest.mark.parametrize("total", [False, True])
def test_days_numbered_on_a_sheet_for_each_month_need_no_question(tmp_path: Path, total: bool) -> None:
    days = {f"{calendar.month_name[m]} 2023": calendar.monthrange(2023, m)[1] for m in range(1, 7)}
    sold = workbook(tmp_path / "sales.xlsx", days, total=total)
    sales = read_sales(tmp_path / "sales.xlsx")
    assert sales.frame["Units"].sum() == sold
    assert str(sales.frame["date"].min()) == "2023-01-01"
    assert str(sales.frame["date"].max()) == "2023-06-30"


def test_sheets_that_are_no_months_are_still_asked_about(tmp_path: Path) -> None:
    workbook(tmp_path / "sales.xlsx", {"North": 31, "South": 31})
    with pytest.raises(ColumnsError, match="they could be stores, months, or versions"):
        read_sales(tmp_path / "sales.xlsx")


def test_two_sheets_of_one_month_are_still_asked_about(tmp_path: Path) -> None:
    workbook(tmp_path / "sales.xlsx", {"January 2023": 31, "Jan 2023": 31})
    with pytest.raises(ColumnsError, match="they could be stores, months, or versions"):
        read_sales(tmp_path / "sales.xlsx")


@pytest.mark.parametrize("column", ["Rank", "No", "Product ID"])
def test_what_is_numbered_on_a_sheet_for_each_month_need_not_be_days(tmp_path: Path, column: str) -> None:
    workbook(tmp_path / "sales.xlsx", {"January 2023": 25, "February 2023": 25}, column=column)
    with pytest.raises(ColumnsError, match="they could be stores, months, or versions"):
        read_sales(tmp_path / "sales.xlsx")


def test_sheets_named_by_months_that_date_the_same_days_could_be_versions(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "sales.xlsx") as book:
        for name in ("January 2024", "February 2024"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Day", "Date", "Units"])
            for day in range(1, 29):
                sheet.write_row(day, 0, [day, f"2023-01-{day:02d}", day + len(name)])
    with pytest.raises(ColumnsError, match="they could be stores, months, or versions"):
        read_sales(tmp_path / "sales.xlsx")


@pytest.mark.parametrize("file", ["sales.xlsx", "sales 2024.xlsx"])
def test_months_in_a_row_say_their_years_in_two_digits(tmp_path: Path, file: str) -> None:
    sold = workbook(tmp_path / file, {"Nov 23": 30, "Dec 23": 31, "Jan 24": 31, "Feb 24": 29})
    sales = read_sales(tmp_path / file)
    assert sales.frame["Units"].sum() == sold
    assert str(sales.frame["date"].min()) == "2023-11-01"
    assert str(sales.frame["date"].max()) == "2024-02-29"


def test_the_year_of_a_file_is_not_that_of_sheets_of_an_older_one(tmp_path: Path) -> None:
    workbook(tmp_path / "sales 2024.xlsx", {"Nov 23": 30, "Jan 24": 31, "Feb 24": 29})
    with pytest.raises(ColumnsError, match="years in two digits, but the file's says 2024"):
        read_sales(tmp_path / "sales 2024.xlsx")


def test_months_whose_year_nothing_says_are_not_laid_on_each_other(tmp_path: Path) -> None:
    sold = workbook(tmp_path / "sales.xlsx", {"January": 31, "February": 28, "March": 31})
    with pytest.raises(ColumnsError, match="have no year"):
        read_sales(tmp_path / "sales.xlsx")
    sales = read_sales(tmp_path / "sales.xlsx", options=ReadOptions(year=2023))
    assert (sales.frame["Units"].sum(), sales.frame["date"].n_unique()) == (sold, 90)


def days_across(path: Path, header: Callable[[date], object]) -> int:
    """A sheet a month of 2024 with a column a day; what they hold in all."""
    sold = 0
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for month in (1, 2, 3):
            days = [date(2024, month, d) for d in range(1, calendar.monthrange(2024, month)[1] + 1)]
            sheet = book.add_worksheet(f"{days[0]:%b}")
            sheet.write_row(0, 0, ["Product", *map(header, days)])
            for row, product in enumerate(("Bread", "Milk"), start=1):
                sheet.write_row(row, 0, [product, *(amount(day, row) for day in days)])
                sold += sum(amount(day, row) for day in days)
    return sold


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("sales.xlsx", lambda day: f"{day:%Y-%m-%d}"),
        ("sales.xlsx", lambda day: datetime(day.year, day.month, day.day)),
        ("sales 2024.xlsx", lambda day: day.day),
    ],
)
def test_sheets_of_months_with_a_column_a_day_are_one_table(tmp_path: Path, name: str, header) -> None:
    sold = days_across(tmp_path / name, header)
    sales = read_sales(tmp_path / name)
    assert sales.frame[sales.roles.target].sum() == sold
    assert span(sales) == (date(2024, 1, 1), date(2024, 3, 31))
    assert sales.frame.height == 2 * 91


def sheets(path: Path, tables: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


def test_a_sheet_of_later_forecasts_is_not_added_to_what_was_sold(tmp_path: Path) -> None:
    long = {
        name: [["Date", "Units"], *([f"{day}", amount(day)] for day in days)]
        for name, days in (("Actual", DAYS[:60]), ("Forecast", DAYS[60:90]))
    }
    wide = {
        name: [["Product", *(f"{day}" for day in days)], ["Bread", *(amount(day) for day in days)]]
        for name, days in (("Actual", DAYS[:60]), ("Forecast", DAYS[60:90]))
    }
    for place, tables in enumerate((long, wide)):
        sales = read_sales(sheets(tmp_path / f"{place}.xlsx", tables))
        assert sales.frame[sales.roles.target].sum() == sum(amount(day) for day in DAYS[:60])
        assert span(sales) == (DAYS[0], DAYS[59])


@pytest.mark.parametrize("name", ["sales.xlsx", "Report 2024.xlsx"])
@pytest.mark.parametrize("sheet", [None, "all"])
def test_sheets_of_years_whose_columns_are_months_need_no_question(
    tmp_path: Path, name: str, sheet: str | None
) -> None:
    months = [calendar.month_abbr[m] for m in range(1, 13)]
    tables: dict[str, list[list[object]]] = {
        str(year): [
            ["Product", *months],
            *([f"P{item}", *(amount(date(year, m, 1), item) for m in range(1, 13))] for item in range(3)),
        ]
        for year in (2022, 2023)
    }
    sales = read_sales(sheets(tmp_path / name, tables), options=ReadOptions(sheet=sheet))
    assert span(sales) == (date(2022, 1, 1), date(2023, 12, 1))
    assert sales.roles.keys == ("Product",)
    assert sales.frame[sales.roles.target].sum() == sum(
        amount(date(year, m, 1), item) for year in (2022, 2023) for m in range(1, 13) for item in range(3)
    )


@pytest.mark.parametrize("unit", ["Month", "Week"])
def test_sheets_of_a_year_each_may_name_their_months_and_weeks_in_rows(tmp_path: Path, unit: str) -> None:
    with xlsxwriter.Workbook(tmp_path / "sales.xlsx") as book:
        for year, last in ((2023, 12), (2024, 7)):
            sheet = book.add_worksheet(str(year))
            sheet.write_row(0, 0, [unit, "Product", "Units"])
            for part in range(1, last + 1):
                sheet.write_row(part, 0, [part, "Tea", part + year])
    sales = read_sales(tmp_path / "sales.xlsx")
    assert sales.frame["Units"].sum() == 12 * 2023 + 78 + 7 * 2024 + 28
    assert [day.year for day in span(sales)] == [2023, 2024]
    assert sales.frame[sales.roles.date].n_unique() == 19


def returns_book(path: Path, names: tuple[str, str], sign: int, extra: tuple[str, ...] = ()) -> int:
    """A sheet of sales and one of what came back on every fifth day; what is left of them."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in zip(names, (DAYS[:40], DAYS[:40:5]), strict=True):
            sheet = book.add_worksheet(name)
            more = extra if rows != DAYS[:40] else ()
            sheet.write_row(0, 0, ["Date", "Product", "Units", *more])
            for at, day in enumerate(rows, start=1):
                units = amount(day) if rows == DAYS[:40] else sign * 2
                sheet.write_row(at, 0, [str(day), "Tea", units, *more])
    return sum(map(amount, DAYS[:40])) - 2 * len(DAYS[:40:5])


@pytest.mark.parametrize(
    "names", [("Sales", "Returns"), ("Verkäufe", "Retouren"), ("Ventes 2024", "Retours 2024")]
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_sheet_of_returns_is_taken_off_whatever_its_sign(
    tmp_path: Path, names: tuple[str, str], sign: int
) -> None:
    left = returns_book(tmp_path / "shop.xlsx", names, sign)
    sales = read_sales(tmp_path / "shop.xlsx")
    assert (sales.frame["Units"].sum(), sales.roles.keys) == (left, ())


def test_a_sheet_of_returns_with_other_columns_is_named_as_not_taken_off(tmp_path: Path) -> None:
    returns_book(tmp_path / "shop.xlsx", ("Sales", "Returns"), 1, ("Reason",))
    sales = read_sales(tmp_path / "shop.xlsx")
    assert sales.frame["Units"].sum() == sum(map(amount, DAYS[:40]))
    assert any("what came back isn't taken off" in note.text for note in sales.notes)
