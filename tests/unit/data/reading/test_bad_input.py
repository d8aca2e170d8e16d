"""Bad input: each has its own clear error, or is set aside where it stands."""

from datetime import date, timedelta

import polars as pl
import pytest
import xlsxwriter

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import BadRowsError, ColumnsError, ForesaleError, UnreadableFileError

GOOD = "".join(f"2024-01-{d:02d},a,{d}\n" for d in range(1, 29))


def write(tmp_path, content, name="sales.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read_text(tmp_path, text, **options):
    return read_sales(write(tmp_path, text), options=ReadOptions(**options))


def test_a_missing_file_is_answered_with_the_closest_name(tmp_path):
    write(tmp_path, "x", "sales_2024.csv")
    with pytest.raises(UnreadableFileError, match="doesn't exist") as error:
        read_sales(tmp_path / "sales_2023.csv")
    assert "sales_2024.csv" in error.value.fix


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(UnreadableFileError, match="doesn't exist") as error:
        read_sales(tmp_path / "none" / "sales.csv")
    assert "folder" in error.value.fix


def test_a_glob_without_matches_is_an_error(tmp_path):
    with pytest.raises(UnreadableFileError, match="No file matches"):
        read_sales(str(tmp_path / "*.csv"))


def test_a_folder_of_several_formats_is_answered_with_a_pattern(tmp_path):
    write(tmp_path, "x")
    write(tmp_path, "x", "sales.json")
    with pytest.raises(UnreadableFileError, match="is a folder") as error:
        read_sales(tmp_path)
    assert "*.csv" in error.value.fix


def test_a_folder_of_files_of_one_format_is_read_as_a_set(tmp_path):
    write(tmp_path, "date,shop,units\n" + GOOD)
    write(tmp_path, "date,shop,units\n" + GOOD.replace("2024-01", "2024-02"), "more.csv")
    assert read_sales(tmp_path).frame["units"].sum() == 2 * sum(range(1, 29))


def test_no_file_at_all_is_an_error():
    with pytest.raises(UnreadableFileError, match="No file was given"):
        read_sales([])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \n\n ", "is empty"),
        (b"date,shop,units\n", "a header but no rows"),
        (b"\x00\x01\x02\x03" * 500, "binary data"),
        (bytes(range(1, 32)) * 20, "binary data"),
        (b"<!DOCTYPE html><html><table>", "a web page or XML"),
        (b"%PDF-1.7 ...", "a PDF"),
    ],
)
def test_what_is_no_table_says_what_it_is(tmp_path, content, problem):
    with pytest.raises(UnreadableFileError, match=problem):
        read_sales(write(tmp_path, content))


def test_a_workbook_named_csv_is_read_as_one_and_said_so(tmp_path):
    path = tmp_path / "sales.csv"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["date", "shop", "units"])
        for day in range(1, 29):
            page.write_row(day, 0, [f"2024-01-{day:02d}", "a", day])
    sales = read_sales(path)
    assert sales.frame["units"].sum() == sum(range(1, 29))
    assert any(note.rule == "other_format" and "workbook" in note.text for note in sales.notes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_text_named_xls_is_read_as_one_and_said_so(tmp_path, encoding):
    text = ("date,shop,units\n" + GOOD).replace(",", "\t")
    sales = read_sales(write(tmp_path, text.encode(encoding), "sales.xls"))
    assert sales.frame["units"].sum() == sum(range(1, 29))
    assert any(note.rule == "other_format" and "text file" in note.text for note in sales.notes)


def test_a_parquet_file_named_csv_says_which_name_it_should_have(tmp_path):
    path = tmp_path / "sales.csv"
    pl.DataFrame({"units": [1]}).write_parquet(path)
    with pytest.raises(UnreadableFileError, match="a Parquet file, not text") as error:
        read_sales(path)
    assert ".parquet" in error.value.fix


def test_an_unknown_extension_lists_those_that_are_known(tmp_path):
    with pytest.raises(UnreadableFileError, match="extension that isn't known") as error:
        read_sales(write(tmp_path, "x", "sales.sas7bdat"))
    assert ".csv" in error.value.fix


def test_doubled_columns_that_could_be_the_target_are_asked_about(tmp_path):
    text = "date,shop,units,units\n" + "".join(f"2024-01-{d:02d},a,{d},{d + 1}\n" for d in range(1, 29))
    with pytest.raises(ColumnsError, match="units and units \\(2\\) could each"):
        read_text(tmp_path, text)
    assert read_text(tmp_path, text, target="units (2)").frame["units (2)"].sum() == sum(range(2, 30))


def test_lines_are_counted_where_no_column_says_how_much(tmp_path):
    text = "date,item\n" + "".join(f"2024-01-{d:02d},a\n" * (d % 3 + 1) for d in range(1, 29))
    with pytest.raises(ColumnsError, match="No column says how much") as error:
        read_text(tmp_path, text)
    assert 'target="rows"' in error.value.fix
    assert read_text(tmp_path, text, target="rows").frame["rows"].sum() == sum(
        d % 3 + 1 for d in range(1, 29)
    )


def test_a_column_that_vanished_is_answered_with_the_closest(tmp_path):
    with pytest.raises(ColumnsError, match="There is no column 'Unit_sold', which target= names") as error:
        read_text(tmp_path, "date,shop,units_sold\n" + GOOD, target="Unit_sold")
    assert "units_sold" in error.value.fix


def test_unusable_rows_are_set_aside_with_file_row_column_value_and_reason(tmp_path):
    text = "date,shop,units\n" + GOOD + "2024-02-30,a,1\n2024-02-01,a,lots\n,a,3\n2024-02-02,a\n"
    sales = read_text(tmp_path, text, max_bad_share=0.2)
    assert sales.frame.height == 28
    assert set(sales.rejects.rows()) == {
        ("sales.csv", 30, "date", "2024-02-30", "is not a date"),
        ("sales.csv", 31, "units", "lots", "is not a number"),
        ("sales.csv", 32, "date", None, "has no date"),
        ("sales.csv", 33, None, "2024-02-02,a", "has 2 cells where the header has 3"),
    }
    assert next(note for note in sales.notes if note.rule == "rejected_rows").count == 4


def test_more_bad_rows_than_allowed_stop_with_the_share_and_examples(tmp_path):
    text = "date,shop,units\n" + GOOD + "2024-02-01,a,lots\n2024-02-02,a,few\n"
    with pytest.raises(BadRowsError, match=r"2 of 30 rows \(6.7\xa0%\) can't be used") as error:
        read_text(tmp_path, text)
    assert "sales.csv row 30, units 'lots': is not a number" in error.value.problem
    assert "max_bad_share=" in error.value.fix
    assert read_text(tmp_path, text, max_bad_share=0.1).rejects.height == 2


def test_a_file_whose_dates_are_all_bad_says_so(tmp_path):
    rows = "".join(f"day {i},a,{i}\n" for i in range(1, 20))
    with pytest.raises(ColumnsError, match="No cell of date is a date") as error:
        read_text(tmp_path, "date,shop,units\n" + rows)
    assert "'day 1'" in error.value.problem


def test_infinite_targets_are_rejected_and_nan_is_unknown(tmp_path):
    text = "date,shop,units\n" + GOOD + "2024-02-01,a,inf\n2024-02-02,a,NaN\n2024-02-03,a,x\n"
    sales = read_text(tmp_path, text, max_bad_share=0.2)
    assert sales.rejects.select("row", "reason").rows() == [(30, "is infinite"), (32, "is not a number")]
    assert sales.frame["units"].null_count() == 1
    assert sales.frame["units"].is_nan().sum() == 0


def test_infinite_and_nan_targets_in_a_typed_table_are_treated_alike():
    days = [date(2024, 1, d) for d in range(1, 29)]
    frame = pl.DataFrame({"date": days, "units": [float("inf"), float("nan"), *map(float, range(26))]})
    sales = read_sales(frame)
    assert sales.rejects["reason"].to_list() == ["is infinite"]
    assert sales.frame["units"].null_count() == 1


def test_an_unreadable_price_costs_the_price_and_not_the_row(tmp_path):
    rows = "".join(f"2024-01-{d:02d},a,{d},{d}.5\n" for d in range(1, 29))
    sales = read_text(tmp_path, "date,shop,units,price\n" + rows + "2024-02-01,a,1,cheap\n")
    assert sales.rejects.is_empty()
    assert sales.frame.select("units", "price").row(-1) == (1.0, None)
    said = next(note.text for note in sales.notes if note.rule == "bad_cells")
    assert said.startswith("price: 1 of 29 cells hold no number ('cheap' 1, first in ")


def test_sales_after_today_are_rejected(tmp_path):
    sales = read_text(tmp_path, "date,shop,units\n" + GOOD, today=date(2024, 1, 27))
    assert sales.rejects.select("row", "value", "reason").rows() == [
        (29, "2024-01-28", "lies after today (2024-01-27)")
    ]


def test_a_text_that_is_not_utf8_is_read_and_noted(tmp_path):
    text = "date,shop,units\n" + GOOD.replace(",a,", ",Käserei,")
    sales = read_sales(write(tmp_path, text.encode("windows-1252")))
    assert "text_encoding" in [note.rule for note in sales.notes]


def test_columns_of_formulas_and_html_are_plain_text(tmp_path):
    text = "date,shop,units\n" + GOOD.replace(",a,", ",=SUM(A1),") + GOOD.replace(",a,", ",<b>x</b>,")
    sales = read_text(tmp_path, text)
    assert sales.frame["shop"].unique().sort().to_list() == ["<b>x</b>", "=SUM(A1)"]


def test_an_empty_key_stays_empty_and_its_row_counts(tmp_path):
    sales = read_text(
        tmp_path, "date,shop,units\n" + GOOD + GOOD.replace(",a,", ",,") + GOOD.replace(",a,", ",b,")
    )
    assert sales.frame["shop"].null_count() == 28
    assert sales.roles.keys == ("shop",)


def test_a_file_without_any_number_of_sales_is_an_error(tmp_path):
    with pytest.raises(ColumnsError, match="No column says how much was sold"):
        read_text(tmp_path, "date,shop\n2024-01-01,a\n2024-01-02,b\n")


def test_a_header_that_is_missing_is_an_error(tmp_path):
    with pytest.raises(ColumnsError, match="has no header"):
        read_text(tmp_path, GOOD)


def test_one_row_can_be_read(tmp_path):
    assert read_text(tmp_path, "date,shop,units\n2024-01-01,a,3\n").frame.height == 1


def test_every_error_says_what_to_do(tmp_path):
    for content in (b"", b"PK\x03\x04", b"date,units\n", b"a,a\n1,2\n", b"x,y\n1,2\n"):
        with pytest.raises(ForesaleError) as error:
            read_sales(write(tmp_path, content))
        assert error.value.fix
        assert "Traceback" not in str(error.value)


LONG = "".join(f"{date(2024, 1, 1) + timedelta(d)},a,{d % 7}\n" for d in range(200))


def test_a_year_without_a_shop_is_set_aside(tmp_path):
    sales = read_text(tmp_path, "date,store,units\n" + LONG + "1024-01-05,a,3\n")
    assert sales.rejects["reason"].to_list() == ["lies before 1900"]
    assert sales.rejects["row"].to_list() == [202]


def test_a_lone_row_decades_before_the_others_is_set_aside(tmp_path):
    sales = read_text(tmp_path, "date,store,units\n" + LONG + "1924-01-05,a,3\n")
    assert sales.frame.height == 200
    assert sales.rejects["value"].to_list() == ["1924-01-05"]
    assert "years away from all other sales (2024-01-01 to 2024-07-18)" in sales.rejects["reason"][0]


def test_a_series_that_began_years_before_the_others_is_kept(tmp_path):
    old = LONG.replace("2024-", "2004-")
    assert read_text(tmp_path, "date,store,units\n" + old + LONG).rejects.is_empty()


def test_a_number_too_large_to_count_is_set_aside(tmp_path):
    sales = read_text(tmp_path, f"date,store,units\n{LONG}2024-07-19,a,{9 * 10**200}\n2024-07-20,a,inf\n")
    assert sales.rejects["reason"].to_list() == ["is larger than 1e+15", "is infinite"]
    assert sales.frame.height == 200


def test_a_file_of_days_to_come_is_answered_with_the_option_that_moves_today(tmp_path):
    with pytest.raises(BadRowsError, match="lies after today") as error:
        read_text(tmp_path, "date,store,units\n" + LONG, today=date(2020, 1, 1))
    assert "today=" in error.value.fix
