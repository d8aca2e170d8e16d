"""Files of several places are told apart by their names; files of several months are one history."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresale.data.reading.read_sales import read_sales
from foresale.errors import ForesaleError


def write(folder: Path, name: str, units: int, month: int = 1) -> Path:
    path = folder / name
    path.write_text(
        "date,item,units\n"
        + "".join(f"2024-{month:02d}-{d:02d},{i},{units + d}\n" for d in range(1, 29) for i in "ab")
    )
    return path


def test_a_file_without_a_row_that_can_be_used_ends_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("[date,store,product,units\n2026-03-01,S1,TEA,9,1.29\r2026-03-01,S1,TEA,2\n")
    with pytest.raises(ForesaleError):
        read_sales(path)


def test_files_of_two_stores_are_told_apart_by_their_names(tmp_path: Path) -> None:
    sales = read_sales([write(tmp_path, "sales_north.csv", 3), write(tmp_path, "sales_south.csv", 5)])
    assert set(sales.roles.keys) == {"item", "file"}
    assert set(sales.frame["file"]) == {"north", "south"}


@pytest.mark.parametrize("names", [("sales_2023.csv", "sales_2024.csv"), ("sales_jan.csv", "sales_feb.csv")])
def test_names_of_years_and_months_are_no_key(tmp_path: Path, names: tuple[str, str]) -> None:
    sales = read_sales([write(tmp_path, names[0], 3, 1), write(tmp_path, names[1], 5, 2)])
    assert sales.roles.keys == ("item",)


def test_files_that_their_columns_tell_apart_get_no_key(tmp_path: Path) -> None:
    sales = read_sales([write(tmp_path, "north.csv", 3, 1), write(tmp_path, "south.csv", 5, 2)])
    assert sales.roles.keys == ("item",)
