"""Parquet files."""

import polars as pl
import pytest

from foresale.data.reading.formats.parquet import read_parquet
from foresale.data.reading.provenance import ROW
from foresale.errors import UnreadableFileError

FRAME = pl.DataFrame({"day": ["2024-01-01", "2024-01-02"], "units": [3, 4], "tags": [["a"], ["b"]]})


def write(tmp_path):
    path = tmp_path / "sales.parquet"
    FRAME.write_parquet(path)
    return path


def test_columns_keep_their_types_rows_are_numbered_and_lists_left_out(tmp_path):
    table = read_parquet(write(tmp_path))
    assert table.frame.select("units", ROW).rows() == [(3, 1), (4, 2)]
    assert table.columns == ["day", "units"]
    assert table.notes[0].rule == "nested_columns"


def test_a_file_that_was_cut_off_is_named_so(tmp_path):
    path = write(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnreadableFileError, match="is cut off"):
        read_parquet(path)


def test_a_damaged_file_is_named_so(tmp_path):
    path = write(tmp_path)
    path.write_bytes(b"PAR1" + b"x" * 40 + b"PAR1")
    with pytest.raises(UnreadableFileError, match="is damaged"):
        read_parquet(path)


def test_text_named_parquet_is_refused(tmp_path):
    path = tmp_path / "sales.parquet"
    path.write_text("day,units\n")
    with pytest.raises(UnreadableFileError, match="isn't a Parquet file"):
        read_parquet(path)


def test_empty_files_and_tables_are_errors(tmp_path):
    path = tmp_path / "sales.parquet"
    path.write_bytes(b"")
    with pytest.raises(UnreadableFileError, match="is empty"):
        read_parquet(path)
    FRAME.clear().write_parquet(path)
    with pytest.raises(UnreadableFileError, match="has no rows"):
        read_parquet(path)
