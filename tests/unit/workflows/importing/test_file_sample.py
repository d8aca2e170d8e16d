"""Samples of large files: pieces of whole rows, spread over all of it."""

from __future__ import annotations

import datetime

import polars as pl
import pytest
import xlsxwriter

from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.read_import import read_import
from foresale.workflows.importing.upload import Upload, sample_of

TODAY = datetime.date(2026, 9, 30)


def test_only_the_sample_of_a_large_file_is_looked_at(tmp_path):
    path = tmp_path / "0a1b.csv"
    path.write_text("date,sku,units\n" + "2026-01-01,A,1\n" * 1000)
    with sample_of(Upload(path, "large.csv"), most_bytes=500, most_rows=10) as part:
        found = read_import(part, ImportOptions(), today=TODAY)
        assert not found.is_whole
        assert 20 < found.n_read < 40
    assert [place.name for place in tmp_path.iterdir()] == ["0a1b.csv"]
    table = tmp_path / "0a1b.parquet"
    pl.DataFrame({"date": ["2026-01-01"] * 1000, "sku": "A", "units": range(1000)}).write_parquet(table)
    with sample_of(Upload(table, "large.parquet"), most_bytes=10, most_rows=10) as part:
        assert read_import(part, ImportOptions(), today=TODAY).n_read == 10


@pytest.mark.parametrize("cells", ["inline", "shared"])
def test_only_the_sample_of_a_large_workbook_is_looked_at(tmp_path, cells):
    path = tmp_path / "0a1b.xlsx"
    rows = [("2026-01-01", f"A{n % 7}", 1) for n in range(5_000)]
    with xlsxwriter.Workbook(path, {"constant_memory": cells == "inline"}) as workbook:
        for name, count in (("Notes", 3), ("Sales", 5_000)):
            sheet = workbook.add_worksheet(name)
            for place, row in enumerate([("date", "sku", name), *rows[:count]]):
                sheet.write_row(place, 0, row)
    upload = Upload(path, "large.xlsx")
    whole = read_import(upload, ImportOptions(), today=TODAY)
    with sample_of(upload, most_bytes=100_000, most_rows=10) as part:
        found = read_import(part, ImportOptions(), today=TODAY)
    assert (whole.n_read, whole.is_whole, found.is_whole) == (5_000, True, False)
    assert 100 < found.n_read < 3_000
    same = found.frame.select("row", "product").join(
        whole.frame.select("row", "product"), on=["row", "product"]
    )
    assert same.height == found.frame.height
    assert found.frame["row"].max() == 5_001
    assert found.columns == whole.columns
    with sample_of(upload, most_bytes=10_000_000, most_rows=10) as part:
        assert part == upload
    assert [place.name for place in tmp_path.iterdir()] == ["0a1b.xlsx"]


def test_a_sample_of_a_text_sees_all_of_it_under_its_own_row_numbers(tmp_path):
    path, day = tmp_path / "0a1b.csv", datetime.date(2020, 1, 1)
    lines = [f'{day + datetime.timedelta(n)},"A\n{n}",{n % 9}\n' for n in range(1, 2000)]
    path.write_text("date,sku,units\n" + "".join(lines))
    whole = read_import(Upload(path, "large.csv"), ImportOptions(), today=TODAY)
    with sample_of(Upload(path, "large.csv"), most_bytes=6_000, most_rows=10) as part:
        found = read_import(part, ImportOptions(), today=TODAY)
    columns = ["row", "sold_at", "product", "quantity"]
    same = found.frame.select(columns).join(whole.frame.select(columns), on=columns)
    assert 100 < same.height == found.frame.height < 600
    assert found.rejects.is_empty()
    assert found.frame["sold_at"].max() == whole.frame["sold_at"].max()


@pytest.mark.parametrize(
    ("ending", "write", "read"),
    [
        ("parquet", pl.DataFrame.write_parquet, pl.read_parquet),
        ("feather", pl.DataFrame.write_ipc, pl.read_ipc),
    ],
)
def test_a_file_of_columns_is_cut_by_its_cells_however_small_it_is(tmp_path, ending, write, read):
    table = tmp_path / f"0a1b.{ending}"
    wide = {f"c{n}": [1] * 1000 for n in range(97)}
    write(pl.DataFrame({"date": ["2026-01-01"] * 1000, "sku": "A", "units": range(1000)} | wide), table)
    upload = Upload(table, f"a.{ending}")
    with sample_of(upload, most_bytes=10**9, most_rows=500, most_cells=2000) as part:
        assert read(part.path).shape == (20, 100)
