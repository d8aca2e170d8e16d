"""Tables below each other, each with the header again."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from foresale.sales import Sales
from odd_tables import DAYS, amount, saved, span
from sales_tables import total


def rows_of(*titles: str, header: tuple[str, str] = ("Date", "Units")) -> list[tuple[str, str]]:
    """A table of 40 days below each title; an empty one stands for none."""
    rows: list[tuple[str, str]] = []
    for item, title in enumerate(titles):
        rows += [("", ""), (title, "")] if title else [("", "")]
        rows += [header, *((str(day), str(amount(day, item))) for day in DAYS[:40])]
    return rows[1:]


def text(folder: Path, rows: list[tuple[str, str]]) -> Path:
    return saved(folder, "tables.csv", "\n".join(",".join(row) for row in rows))


def workbook(folder: Path, rows: list[tuple[str, str]]) -> Path:
    with xlsxwriter.Workbook(folder / "tables.xlsx", {"strings_to_numbers": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, [cell or None for cell in row])
    return folder / "tables.xlsx"


def sold(item: int) -> int:
    return sum(amount(day, item) for day in DAYS[:40])


def by(sales: Sales, key: str) -> dict[str, float]:
    return dict(sales.frame.group_by(key).agg(pl.col(sales.roles.target).sum()).iter_rows())


@pytest.mark.parametrize("write", [text, workbook])
def test_titles_above_tables_are_series(tmp_path: Path, write) -> None:
    sales = read_sales(write(tmp_path, rows_of("North", "South", "East")))
    assert by(sales, "section") == {"North": sold(0), "South": sold(1), "East": sold(2)}
    assert not sales.rejects.height


@pytest.mark.parametrize("write", [text, workbook])
def test_a_title_in_two_cells_is_the_column_that_it_names(tmp_path: Path, write) -> None:
    rows = rows_of("North", "South")
    rows = [("Store", cell) if cell in ("North", "South") else (cell, other) for cell, other in rows]
    assert by(read_sales(write(tmp_path, rows)), "Store") == {"North": sold(0), "South": sold(1)}


def test_a_table_of_money_below_one_of_units_is_not_added_to_it(tmp_path: Path) -> None:
    sales = read_sales(text(tmp_path, rows_of("Units", "Revenue", header=("Date", "Value"))))
    assert total(sales) == sold(0)


def test_tables_of_the_same_days_without_titles_are_asked_about(tmp_path: Path) -> None:
    path = text(tmp_path, rows_of("", ""))
    with pytest.raises(ColumnsError, match="The header stands 2 times") as caught:
        read_sales(path)
    assert 'keys=["table"]' in caught.value.fix
    assert by(read_sales(path, options=ReadOptions(keys=("table",))), "table") == {"1": sold(0), "2": sold(1)}
    assert total(read_sales(path, options=ReadOptions(keys=()))) == sold(0) + sold(1)


def test_pages_of_one_table_are_one(tmp_path: Path) -> None:
    lines = [f"{day},{name},{amount(day, item)}" for day in DAYS for item, name in enumerate("AB")]
    pages = [["Date,Product,Units", *lines[at : at + 40]] for at in range(0, len(lines), 40)]
    sales = read_sales(saved(tmp_path, "pages.csv", "\n".join("\n".join(page) for page in pages)))
    assert sales.roles.keys == ("Product",)
    assert sales.frame.height == len(lines)


@pytest.mark.parametrize("title", ["Page {number} of 3", "{day:%B} {day.year}"])
def test_titles_of_pages_or_months_tell_no_series_apart(tmp_path: Path, title: str) -> None:
    lines = []
    for number in (1, 2, 3):
        days = [day for day in DAYS if day.month == number]
        lines += [title.format(number=number, day=days[0]) + ",", "Date,Units"]
        lines += [f"{day},{amount(day)}" for day in days]
    sales = read_sales(saved(tmp_path, "pages.csv", "\n".join(lines)))
    assert sales.roles.keys == ()
    assert total(sales) == sum(amount(day) for day in DAYS if day.month < 4)
    assert not sales.rejects.height


def test_months_above_numbered_days_date_them(tmp_path: Path) -> None:
    lines = []
    for number in (1, 2, 3):
        days = [day for day in DAYS if day.month == number]
        lines += [f"{days[0]:%B} {days[0].year},", "Day,Units", *(f"{day.day},{amount(day)}" for day in days)]
    sales = read_sales(saved(tmp_path, "months.csv", "\n".join(lines)))
    assert span(sales) == (DAYS[0], DAYS[90])
    assert total(sales) == sum(amount(day) for day in DAYS[:91])


def test_returns_below_a_table_of_units_are_taken_off(tmp_path):
    rows = [f"{day},{name},{amount(day, item)}" for day in DAYS for item, name in enumerate(("A", "B"))]
    back = [f"{day},A,1" for day in DAYS[:30]]
    head = "date,product,qty"
    text = "\n".join(["Units", head, *rows, "", "Returns", head, *back])
    sales = read_sales(saved(tmp_path, "stacked.csv", text + "\n"))
    sold = sum(amount(day, item) for day in DAYS for item in (0, 1))
    assert sales.frame["qty"].sum() in {sold, sold - 30}
    assert sales.roles.keys == ("product",)
