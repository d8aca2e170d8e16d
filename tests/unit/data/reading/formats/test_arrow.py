"""Feather and Arrow files, and what is no table at all."""

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import UnreadableFileError

DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(30)]
SALES = pl.DataFrame({"date": DAYS, "units": list(range(30))})


@pytest.mark.parametrize("ending", [".feather", ".arrow", ".ipc"])
def test_arrow_files_are_read(tmp_path, ending):
    path = tmp_path / f"sales{ending}"
    SALES.write_ipc(path)
    assert read_sales(path).frame["units"].sum() == SALES["units"].sum()


def test_a_stream_of_arrow_is_read(tmp_path):
    path = tmp_path / "sales.arrow"
    SALES.write_ipc_stream(path)
    assert read_sales(path).frame["units"].sum() == SALES["units"].sum()


@pytest.mark.parametrize("content", [b"", b"FEA1....", b"ARROW1\0\0broken", b"date,units\n"])
def test_what_is_no_arrow_file_is_refused(tmp_path, content):
    path = tmp_path / "sales.feather"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"sales\.feather"):
        read_sales(path)


@pytest.mark.parametrize("ending", [".db", ".sqlite"])
def test_a_database_is_refused_with_the_way_to_read_it(tmp_path, ending):
    path = tmp_path / f"till{ending}"
    path.write_bytes(b"SQLite format 3\0")
    with pytest.raises(UnreadableFileError, match=r"sql_url=.*sqlite:///.*query=.*SELECT") as caught:
        read_sales(path)
    assert str(path) in str(caught.value)


def test_zero_bytes_at_a_texts_end_are_cut_with_a_note(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_bytes(SALES.write_csv().encode() + bytes(500))
    sales = read_sales(path)
    assert sales.frame["units"].sum() == SALES["units"].sum()
    assert "padding_cut" in {note.rule for note in sales.notes}


def test_zero_bytes_within_a_text_are_still_no_text(tmp_path):
    path = tmp_path / "sales.csv"
    text = SALES.write_csv().encode()
    path.write_bytes(text[:100] + bytes(50) + text[100:] + bytes(500))
    with pytest.raises(UnreadableFileError, match="binary"):
        read_sales(path, options=ReadOptions())
