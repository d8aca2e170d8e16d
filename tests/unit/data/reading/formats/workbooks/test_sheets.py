"""Sheets of a month each are one table; sheets that could be stores or versions are asked about."""

from __future__ import annotations

import calendar
from pathlib import Path

import pytest
import xlsxwriter

from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError


def workbook(path: Path, sheets: dict[str, int], *, total: bool = False) -> int:
    """A sheet for each name with so many days of three units and more; what they hold in all."""
    sold = 0
    with xlsxwriter.Workbook(path) as book:
        for name, days in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Day", "Units"])
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
