"""Workbooks: sheets, headers below titles, mixed cells, and what is broken."""

from datetime import datetime

import pytest
import xlsxwriter

from foresale.data.reading.formats.workbooks.excel import read_excel
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import ROW
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError, UnreadableFileError


def workbook(tmp_path, sheets, name="sales.xlsx"):
    path = tmp_path / name
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for sheet, rows in sheets.items():
            page = book.add_worksheet(sheet)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(at, column, value)
                    elif value is not None:
                        page.write(at, column, value)
    return path


ROWS = [["Date", "SKU", "Units"], [datetime(2024, 1, 1), 101, 3], [datetime(2024, 1, 2), 102, 4.5]]


def test_cells_come_as_text_with_the_sheets_row_numbers(tmp_path):
    table = read_excel(workbook(tmp_path, {"Sales": ROWS}))
    assert table.frame.select("SKU", "Units", ROW).rows() == [("101", "3", 2), ("102", "4.5", 3)]
    assert table.frame["Date"][0].startswith("2024-01-01")


def test_the_sheet_with_most_data_is_read_and_the_others_are_named(tmp_path):
    table = read_excel(workbook(tmp_path, {"Read me": [["Hello"]], "Data": ROWS, "Empty": []}))
    assert table.columns == ["Date", "SKU", "Units"]
    assert table.notes[0].rule == "sheet_chosen"
    assert "'Data'" in table.notes[0].text
    assert "Read me" in table.notes[0].text


def test_a_sheet_can_be_named_and_a_missing_one_is_answered_with_those_there_are(tmp_path):
    path = workbook(tmp_path, {"Small": [["day", "units"], ["2024-01-01", 1]], "Data": ROWS})
    assert read_excel(path, sheet="Small").columns == ["day", "units"]
    with pytest.raises(ColumnsError, match="Small, Data"):
        read_excel(path, sheet="Sales")


def test_a_title_above_the_header_and_empty_rows_keep_the_row_numbers_right(tmp_path):
    path = workbook(tmp_path, {"Sales": [["Report 2024"], [], ROWS[0], ROWS[1], [], ROWS[2]]})
    table = read_excel(path)
    assert table.columns == ["Date", "SKU", "Units"]
    assert table.frame[ROW].to_list() == [4, 6]
    assert table.notes[0].rule == "lines_before_header"


def test_a_table_that_does_not_begin_in_the_first_cell_keeps_its_row_numbers(tmp_path):
    path = workbook(tmp_path, {"Sales": [[], [], [None, *ROWS[0]], [None, *ROWS[1]]]})
    table = read_excel(path)
    assert table.columns == ["Date", "SKU", "Units"]
    assert table.frame[ROW].to_list() == [4]


def test_a_formula_written_as_text_stays_text(tmp_path):
    path = workbook(tmp_path, {"Sales": [["item", "units"], ["=SUM(A1)", 3], ["<b>x</b>", 4]]})
    assert read_excel(path).frame["item"].to_list() == ["=SUM(A1)", "<b>x</b>"]


def test_doubled_column_names_are_told_apart_by_number(tmp_path):
    path = workbook(tmp_path, {"Sales": [["units", "day", "units"], [1, "2024-01-01", 2]]})
    table = read_excel(path)
    assert table.columns == ["units", "day", "units (2)"]
    assert "number 3" in table.notes[0].text


def month(number, units=1):
    return [ROWS[0], *([datetime(2024, number, day), "a", units] for day in range(1, 11))]


def test_sheets_of_other_days_are_read_together(tmp_path):
    table = read_excel(workbook(tmp_path, {"Jan": month(1, 1), "Feb": month(2, 2), "Mar": month(3, 3)}))
    assert table.columns == ["Date", "SKU", "Units"]
    assert table.frame["Units"].cast(int).sum() == 60
    assert any(note.rule == "sheets_joined" and note.count == 3 for note in table.notes)


def test_sheets_of_the_same_days_are_asked_about_and_are_told_apart_by_their_names(tmp_path):
    path = workbook(tmp_path, {"North": month(1, 1), "South": month(1, 2), "Notes": [["Hello"]]})
    with pytest.raises(ColumnsError, match="North, South") as error:
        read_excel(path)
    assert 'sheet="all"' in error.value.fix
    table = read_excel(path, sheet="all")
    assert table.frame.group_by("sheet").agg(n=table.frame["Units"].len()).height == 2
    assert table.frame["Units"].cast(int).sum() == 30
    assert read_excel(path, sheet="South").frame["Units"].cast(int).sum() == 20


def test_stores_on_sheets_are_series_of_their_own(tmp_path):
    path = workbook(tmp_path, {"North": month(1, 1), "South": month(1, 2)})
    sales = read_sales(path, options=ReadOptions(sheet="all"))
    assert "sheet" in sales.roles.keys


def test_hidden_sheets_are_not_read_and_named(tmp_path):
    path = tmp_path / "sales.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name in ("Sales", "Old"):
            page = book.add_worksheet(name)
            for at, row in enumerate(ROWS):
                page.write_row(at, 0, row)
        page.hide()
    table = read_excel(path)
    assert table.frame.height == 2
    assert any(note.rule == "hidden_sheets" and "Old" in note.text for note in table.notes)
    assert read_excel(path, sheet="Old").frame.height == 2


def test_a_workbook_with_a_password_is_named_so(tmp_path):
    path = tmp_path / "secret.xlsx"
    header = bytes.fromhex("d0cf11e0a1b11ae1")
    path.write_bytes(header + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500)
    with pytest.raises(UnreadableFileError, match=r"secret\.xlsx is protected by a password"):
        read_excel(path)


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_workbook_that_was_cut_off_is_named_so(tmp_path, share):
    path = workbook(tmp_path, {"Sales": ROWS})
    raw = path.read_bytes()
    path.write_bytes(raw[: int(share * len(raw))])
    with pytest.raises(UnreadableFileError, match="cut off or damaged"):
        read_excel(path)


def test_text_named_xlsx_is_no_workbook(tmp_path):
    path = tmp_path / "sales.xlsx"
    path.write_text("day,units\n2024-01-01,3\n")
    with pytest.raises(UnreadableFileError, match="isn't a workbook despite its name"):
        read_excel(path)


def test_empty_workbooks_and_headers_without_rows_are_errors(tmp_path):
    with pytest.raises(UnreadableFileError, match="no filled cells"):
        read_excel(workbook(tmp_path, {"Sales": []}))
    with pytest.raises(UnreadableFileError, match="a header but no rows"):
        read_excel(workbook(tmp_path, {"Sales": [["day", "units"]]}, "b.xlsx"))
