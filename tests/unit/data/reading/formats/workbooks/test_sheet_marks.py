"""Hidden rows and formulas without results."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import xlsxwriter

from foresale.data.reading.read_sales import read_sales
from foresale.errors import UnreadableFileError

HEADER = ["Date", "Product", "Quantity", "Price"]


@pytest.fixture
def book(tmp_path):
    """A workbook of forty days that sell 3; hidden rows and cells with formulas by row."""

    def write(hidden=(), formulas=None, name="Sales & more"):
        path = tmp_path / "sales.xlsx"
        workbook = xlsxwriter.Workbook(path)
        sheet = workbook.add_worksheet(name)
        sheet.write_row(0, 0, HEADER)
        for row in range(1, 41):
            day = (date(2024, 1, 1) + timedelta(days=row)).isoformat()
            sheet.write_row(row, 0, [day, "tea", 3, 2.5])
            if row in hidden:
                sheet.set_row(row, None, None, {"hidden": True})
        for (row, column), result in (formulas or {}).items():
            sheet.write_formula(row, column, "=1+2", None, result)
        workbook.close()
        return path

    return write


def rule(sales, name):
    return next((note for note in sales.notes if note.rule == name), None)


def test_hidden_rows_are_read_and_told(book):
    sales = read_sales(book(hidden=(3, 4, 5)))
    assert sales.frame["Quantity"].sum() == 120
    assert rule(sales, "hidden_rows").count == 3
    assert "row 4" in rule(sales, "hidden_rows").evidence.seen


def test_formulas_with_results_are_numbers_and_nothing_is_said(book):
    sales = read_sales(book(formulas={(row, 2): 3 for row in range(1, 41)}))
    assert sales.frame["Quantity"].sum() == 120
    assert rule(sales, "formulas_without_result") is None


def test_a_column_of_formulas_without_results_is_refused_with_what_to_do(book):
    path = book(formulas={(row, 2): "" for row in range(1, 41)})
    with pytest.raises(UnreadableFileError, match="column C would be empty") as refused:
        read_sales(path)
    assert "save it" in refused.value.fix


def test_a_few_formulas_without_results_are_unknown_and_told(book):
    sales = read_sales(book(formulas={(2, 2): "", (7, 2): ""}))
    assert sales.frame["Quantity"].sum() == 114
    assert rule(sales, "formulas_without_result").count == 2
    assert "C3" in rule(sales, "formulas_without_result").text


def test_a_workbook_without_marks_says_nothing(book):
    sales = read_sales(book())
    assert rule(sales, "hidden_rows") is None
