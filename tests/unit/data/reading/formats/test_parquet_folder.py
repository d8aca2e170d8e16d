"""Folders of Parquet parts, as data platforms write them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from foresale.data.reading.read_sales import read_sales
from foresale.errors import UnreadableFileError

SALES = pl.DataFrame(
    {
        "day": [f"2024-03-{day:02}" for day in range(1, 21)] * 2,
        "store": ["north"] * 20 + ["south east"] * 20,
        "units": list(range(40)),
    }
)


def write(place: Path, table: pl.DataFrame) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    table.write_parquet(place)


def test_a_folder_of_parts_is_one_table(tmp_path: Path) -> None:
    for number in range(4):
        write(tmp_path / f"part-{number:05}.parquet", SALES.slice(10 * number, 10))
    (tmp_path / "_SUCCESS").touch()
    sales = read_sales(tmp_path)
    assert sales.frame["units"].to_list() == list(range(40))
    assert sales.roles.keys == ("store",)


def by_store(folder: Path) -> None:
    for (store,), rows in SALES.group_by("store", maintain_order=True):
        place = f"store={str(store).replace(' ', '%20')}/part-0.parquet"
        write(folder / place, rows.drop("store"))


@pytest.mark.parametrize("pattern", ["", "/*/*.parquet", "/**/*.parquet"])
def test_values_in_the_names_of_folders_are_a_column(tmp_path: Path, pattern: str) -> None:
    by_store(tmp_path / "year=2024" / "sales")
    sales = read_sales(f"{tmp_path}/year=2024/sales{pattern}")
    assert sales.roles.keys == ("store",)
    assert sorted(sales.frame["store"].unique()) == ["north", "south east"]
    assert sales.frame.filter(pl.col("store") == "north")["units"].sum() == sum(range(20))
    assert "year" not in sales.frame.columns  # above what was named, so not part of the table


def test_a_part_named_by_itself_has_only_its_own_columns(tmp_path: Path) -> None:
    by_store(tmp_path)
    assert "store" not in read_sales(tmp_path / "store=north" / "part-0.parquet").frame.columns


def test_a_column_of_the_file_wins_over_its_folder(tmp_path: Path) -> None:
    write(tmp_path / "store=nowhere" / "part-0.parquet", SALES)
    assert set(read_sales(tmp_path).frame["store"]) == {"north", "south east"}


def test_what_tools_left_half_done_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "part-0.parquet", SALES)
    write(tmp_path / "_temporary" / "part-0.parquet", SALES)
    write(tmp_path / ".part-1.parquet", SALES)
    assert read_sales(tmp_path).frame.height == 40


@pytest.mark.parametrize(
    ("log", "kind"),
    [("_delta_log/0.json", "Delta"), (".hoodie/x", "Hudi"), ("metadata/v1.metadata.json", "Iceberg")],
)
def test_a_table_whose_log_knows_what_still_holds_is_refused(tmp_path: Path, log: str, kind: str) -> None:
    write(tmp_path / "part-0.parquet", SALES)
    (tmp_path / log).parent.mkdir()
    (tmp_path / log).touch()
    with pytest.raises(UnreadableFileError, match=f"a table of {kind}"):
        read_sales(tmp_path)


def test_a_folder_of_several_formats_is_asked_about(tmp_path: Path) -> None:
    write(tmp_path / "part-0.parquet", SALES)
    SALES.write_csv(tmp_path / "more.csv")
    with pytest.raises(UnreadableFileError, match="is a folder"):
        read_sales(tmp_path)
