"""Lines above a header that say of which store or place all rows below are."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from foresale.data.reading.read_sales import read_sales
from odd_tables import DAYS, amount, saved


def lines(label: str, item: int, mark: str = ",") -> str:
    rows = [f"{day}{mark}Tea{mark}{amount(day, item)}" for day in DAYS[:40]]
    return "\n".join([label, "", mark.join(("Date", "Item", "Units")), *rows, ""])


def sold(item: int) -> int:
    return sum(amount(day, item) for day in DAYS[:40])


@pytest.mark.parametrize(
    ("labels", "column"),
    [
        (("Store: North", "Store: South"), "Store"),
        (("Filiale;North;", "Filiale;South;"), "Filiale"),
        (("Region North", "Region South"), "Region"),
        (("Printed: 12:04\nShop = North", "Printed: 12:09\nShop = South"), "Shop"),
    ],
)
def test_files_that_say_their_store_above_the_header_are_told_apart(
    tmp_path: Path, labels: tuple[str, str], column: str
) -> None:
    mark = ";" if ";" in labels[0] else ","
    files = [saved(tmp_path, f"export{i}.csv", lines(label, i, mark)) for i, label in enumerate(labels)]
    sales = read_sales(files)
    found = dict(sales.frame.group_by(column).agg(pl.col("Units").sum()).iter_rows())
    assert found == {"North": sold(0), "South": sold(1)}
    assert column in sales.roles.keys


def test_sheets_that_say_their_store_above_the_header_need_no_question(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "sales.xlsx") as book:
        for item, name in enumerate(("North", "South")):
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["Store:", name])
            sheet.write_row(2, 0, ["Date", "Item", "Units"])
            for row, day in enumerate(DAYS[:40], start=3):
                sheet.write_row(row, 0, [str(day), "Tea", amount(day, item)])
    sales = read_sales(tmp_path / "sales.xlsx")
    found = dict(sales.frame.group_by("Store").agg(pl.col("Units").sum()).iter_rows())
    assert found == {"North": sold(0), "South": sold(1)}


def test_what_is_the_same_above_all_files_is_no_column(tmp_path: Path) -> None:
    files = [saved(tmp_path, f"sales_{part}.csv", lines("Store: North", i)) for i, part in enumerate("ab")]
    assert "Store" not in read_sales(files).frame.columns
