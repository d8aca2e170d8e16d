"""Delimited text: delimiters, encodings, quoting, and the line numbers of what is broken."""

import gzip

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.data.reading.formats.text.delimited import read_delimited
from foresale.data.reading.formats.text.text_records import find_delimiter, find_records
from foresale.data.reading.provenance import ROW
from foresale.errors import ColumnsError, OptionError, UnreadableFileError


def write(tmp_path, content, name="sales.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_each_usual_delimiter_is_found(tmp_path, mark):
    path = write(tmp_path, f"day{mark}units\n2024-01-01{mark}3\n2024-01-02{mark}4\n")
    assert read_delimited(path).frame["units"].to_list() == ["3", "4"]


def test_semicolons_part_cells_even_when_decimal_commas_are_as_steady(tmp_path):
    table = read_delimited(write(tmp_path, "day;price\n01.02.2024;1,5\n02.02.2024;2,5\n"))
    assert table.columns == ["day", "price"]
    assert table.decimal_comma


def test_the_delimiter_may_be_given(tmp_path):
    table = read_delimited(write(tmp_path, "a,x:b\n1,2:3\n"), delimiter=":")
    assert table.columns == ["a,x", "b"]


def test_excels_sep_line_names_the_delimiter(tmp_path):
    table = read_delimited(write(tmp_path, "sep=;\nday;units\n2024-01-01;3\n"))
    assert table.columns == ["day", "units"]
    assert table.frame[ROW].to_list() == [3]


@pytest.mark.parametrize(
    ("encoding", "rule"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", "text_encoding"), ("utf-16-le", "text_encoding")],
)
def test_unicode_texts_are_read_whatever_their_form(tmp_path, encoding, rule):
    table = read_delimited(write(tmp_path, "artikel,menge\nKäse,3\nBrötchen,4\n".encode(encoding)))
    assert table.columns == ["artikel", "menge"]
    assert table.frame["artikel"].to_list() == ["Käse", "Brötchen"]
    assert [note.rule for note in table.notes] == ([rule] if rule else [])


def test_text_that_is_not_utf8_is_read_as_windows_1252_and_a_note_says_so(tmp_path):
    table = read_delimited(write(tmp_path, "artikel,preis\nKäse,5 €\n".encode("windows-1252")))
    assert table.frame.row(0)[:2] == ("Käse", "5 €")
    assert table.notes[0].rule == "text_encoding"
    assert "Windows-1252" in table.notes[0].text


def test_one_broken_byte_does_not_turn_utf8_into_another_encoding(tmp_path):
    text = "artikel,menge\n" + "Käse,1\n" * 30
    table = read_delimited(write(tmp_path, text.encode() + b"K\xe4se,1\n"))
    assert table.frame["artikel"][0] == "Käse"
    assert table.notes[0].rule == "broken_characters"


def test_an_encoding_that_does_not_fit_is_refused(tmp_path):
    path = write(tmp_path, "a,b\nKäse,1\n".encode("windows-1252"))
    with pytest.raises(OptionError, match="byte 5 doesn't fit"):
        read_delimited(path, encoding="utf-8")
    with pytest.raises(OptionError, match="'utf-9' is unknown"):
        read_delimited(path, encoding="utf-9")


def test_gzip_is_unpacked_and_a_cut_off_one_refused(tmp_path):
    packed = gzip.compress(b"day,units\n" + b"2024-01-01,3\n" * 99)
    assert read_delimited(write(tmp_path, packed, "sales.csv.gz")).frame.height == 99
    with pytest.raises(UnreadableFileError, match="isn't a whole gzip file"):
        read_delimited(write(tmp_path, packed[:30], "cut.csv.gz"))


def test_rows_with_too_many_or_too_few_cells_are_rejected_with_their_line(tmp_path):
    table = read_delimited(write(tmp_path, "day,units\n2024-01-01,3\nx\n2024-01-02,4,9\n2024-01-03,5\n"))
    assert table.frame["units"].to_list() == ["3", "5"]
    assert table.frame[ROW].to_list() == [2, 5]
    assert table.rejects.select("row", "value").rows() == [(3, "x"), (4, "2024-01-02,4,9")]
    assert table.rejects["reason"].to_list() == [
        "has 1 cells where the header has 2",
        "has 3 cells where the header has 2",
    ]


def test_lines_are_counted_as_an_editor_does_after_cells_with_line_breaks(tmp_path):
    text = 'day,what,units\r\n2024-01-01,"two\r\nlines, ""quoted""",3\r\n\r\n,,\r\n2024-01-02,b,4\r\nbad\r\n'
    table = read_delimited(write(tmp_path, text))
    assert table.frame["what"].to_list() == ['two\r\nlines, "quoted"', "b"]
    assert table.frame[ROW].to_list() == [2, 6]
    assert table.rejects["row"].to_list() == [7]


def test_quote_marks_inside_cells_do_not_swallow_what_follows(tmp_path):
    text = 'item,units\n12" ruler,3\n"5"" pipe, long",4\n7" nail,5\nbad\n'
    table = read_delimited(write(tmp_path, text))
    assert table.frame["item"].to_list() == ['12" ruler', '5" pipe, long', '7" nail']
    assert table.frame[ROW].to_list() == [2, 3, 4]
    assert table.rejects["row"].to_list() == [5]


def test_a_quote_that_never_closes_costs_its_own_line_only(tmp_path):
    rows = "".join(f"item{i},{i}\n" for i in range(80))
    table = read_delimited(write(tmp_path, 'item,units\n"broken,1\n' + rows))
    assert table.frame.height == 80
    assert table.rejects.select("row", "reason").row(0) == (
        2,
        "a quote mark opens a cell and never closes it",
    )


def test_a_reports_title_above_the_header_is_left_out(tmp_path):
    table = read_delimited(
        write(tmp_path, "Sales report\n\nday,shop,units\n2024-01-01,a,3\n2024-01-02,a,4\n")
    )
    assert table.columns == ["day", "shop", "units"]
    assert table.frame[ROW].to_list() == [4, 5]
    assert table.notes[0].rule == "lines_before_header"


def test_a_header_narrower_than_its_rows_is_an_error_not_a_title(tmp_path):
    with pytest.raises(ColumnsError, match="header on line 1 has 2 names, but most rows have 3 cells"):
        read_delimited(write(tmp_path, "day,units\n" + "2024-01-01,3,1\n" * 4))


def test_html_and_formulas_in_cells_stay_plain_text(tmp_path):
    table = read_delimited(write(tmp_path, "item,units\n=SUM(A1:A9),1\n<b>bold</b>,2\n"))
    assert table.frame["item"].to_list() == ["=SUM(A1:A9)", "<b>bold</b>"]


def test_old_macintosh_line_ends_are_line_ends(tmp_path):
    assert read_delimited(write(tmp_path, "a,b\r1,2\r3,4\r")).frame["b"].to_list() == ["2", "4"]


def test_a_last_line_without_line_end_counts(tmp_path):
    assert read_delimited(write(tmp_path, "a,b\n1,2\n3,4")).frame["b"].to_list() == ["2", "4"]


def test_a_file_with_one_column_has_one_column(tmp_path):
    assert find_delimiter(b"units\n3\n4\n") == ","
    assert read_delimited(write(tmp_path, "units\n3\n4\n")).frame["units"].to_list() == ["3", "4"]


cell = st.text(st.sampled_from('ab1,;"\n \u00e4'), max_size=6)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=8))
def test_what_polars_writes_is_read_back_cell_by_cell(tmp_path_factory, rows):
    rows = [("x" + a, b, c) for a, b, c in rows]
    frame = pl.DataFrame(rows, schema=["p", "q", "r"], orient="row")
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    frame.write_csv(path, quote_style="always")
    back = read_delimited(path, delimiter=",")
    assert back.rejects.is_empty()
    assert back.frame.select("p", "q", "r").with_columns(pl.all().fill_null("")).rows() == rows
    records = find_records(path.read_bytes(), ",")
    assert records.line.tolist()[1:] == back.frame[ROW].to_list()


def test_lines_of_preamble_as_wide_as_the_table_are_not_its_header(tmp_path):
    lines = "Report;\nName;Shop GmbH;\nKonto;0;\n\nday;shop;units\n" + "2024-01-01;a;3\n" * 5
    table = read_delimited(write(tmp_path, lines))
    assert table.columns == ["day", "shop", "units"]
    assert table.frame["units"].cast(int).sum() == 15


def test_an_index_column_without_a_name_keeps_its_header(tmp_path):
    table = read_delimited(write(tmp_path, ",day,shop\n" + "0,Monday,a\n" * 5))
    assert table.columns == ["column_1", "day", "shop"]
    assert table.frame.height == 5


def test_a_header_that_stands_again_after_a_page_break_is_left_out(tmp_path):
    table = read_delimited(write(tmp_path, ("day,units\n" + "2024-01-01,3\n" * 4) * 3))
    assert table.frame.height == 12
    assert any(note.rule == "repeated_header" and note.count == 2 for note in table.notes)


def test_a_file_of_sections_is_refused_as_such(tmp_path):
    section = "Order,1,2024-01-01\nSKU,Name,Units,Price\na,A,1,2\nb,B,1,2\n"
    with pytest.raises(ColumnsError, match="made of sections"):
        read_delimited(write(tmp_path, section * 5))


def test_rows_without_a_header_ask_for_names_and_are_read_with_them(tmp_path):
    path = write(tmp_path, "0993,1,2012,7,100\n0979,1,2012,1,500\n0979,2,2012,2,500\n")
    with pytest.raises(ColumnsError, match="has no header") as error:
        read_delimited(path)
    assert "names=" in error.value.fix
    table = read_delimited(path, names=("product", "shop", "year", "month", "units"))
    assert table.frame["units"].cast(int).sum() == 1100
    with pytest.raises(ColumnsError, match="most rows have 5 cells"):
        read_delimited(path, names=("product", "units"))


def test_words_that_recur_show_that_the_header_is_missing_but_years_as_columns_are_one(tmp_path):
    with pytest.raises(ColumnsError, match="has no header"):
        read_delimited(write(tmp_path, "Milk,2012,7\nTea,2012,8\nMilk,2013,9\n"))
    assert read_delimited(write(tmp_path, "item,2012,2013\nMilk,7,8\nTea,7,9\n")).frame.height == 2


def test_carets_part_cells(tmp_path):
    assert read_delimited(write(tmp_path, "day^units\n2024-01-01^3\n")).columns == ["day", "units"]


def test_doubled_names_are_told_apart_by_number(tmp_path):
    table = read_delimited(write(tmp_path, "day,units,Total,Total\n2024-01-01,3,9,8\n"))
    assert table.columns == ["day", "units", "Total", "Total (2)"]
    assert table.frame["Total (2)"].to_list() == ["8"]
    assert "number 4" in table.notes[0].text


@pytest.mark.parametrize(
    "content",
    [
        "day,units\n2024-01-01,3\r2024-01-02,4\n2024-01-03\r,5\n2024-01-04,6\n2024-01-05,7\n",
        "day\n2024-01-01\n2024-01-02\n2024-01-03,4,5\n",
        "[day,units\n2024-01-01\nTrue\n2024-01-02\r\n2024-01-03,2\r2024-01-04,{'a': ['\"b']},1\n",
        "[day,units\n",
    ],
)
def test_lone_returns_and_uneven_lines_end_in_rows_or_in_a_sentence(tmp_path, content):
    path = write(tmp_path, content)
    try:
        table = read_delimited(path)
    except (ColumnsError, UnreadableFileError):
        return
    assert 1 <= table.frame.height + table.rejects.height <= content.count("\n")


def test_lines_of_two_days_that_a_lone_return_parts_are_set_aside(tmp_path):
    lines = [f"2024-01-{day:02},{day}" for day in range(1, 9)]
    text = "\n".join(["day,units", *lines, "2024-01-09,9\r2024-01-10,1\n"])
    table = read_delimited(write(tmp_path, text))
    assert table.frame["units"].to_list() == [str(day) for day in range(1, 9)]
    assert table.rejects.height == 1


def test_a_report_that_repeats_its_title_and_header_on_each_page_is_one_table(tmp_path):
    lines = []
    for page in range(3):
        lines += ["ACME daily sales", f"Page {page + 1} of 3", "day,item,units"]
        lines += [f"2024-0{page + 1}-{day:02d},tea,{day}" for day in range(1, 11)]
    path = tmp_path / "pages.csv"
    path.write_text("\n".join(lines))
    table = read_delimited(path)
    assert (table.frame.height, table.rejects.height) == (30, 0)
    assert any(note.rule == "page_lines" and note.count == 4 for note in table.notes)


def test_stores_above_repeated_headers_are_no_page_lines(tmp_path):
    lines = []
    for store in (1, 2):
        lines += [f"Store {store}", "day,item,units"]
        lines += [f"2024-01-{day:02d},tea,{day + store}" for day in range(1, 11)]
    path = tmp_path / "stores.csv"
    path.write_text("\n".join(lines))
    assert read_delimited(path).frame["Store"].unique().sort().to_list() == ["1", "2"]
