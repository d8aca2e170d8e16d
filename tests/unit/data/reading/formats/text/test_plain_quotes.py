"""Quote marks that are inches or names, not the edges of cells."""

from __future__ import annotations

import gzip

import pytest

from foresale.data.reading.read_sales import read_sales
from foresale.errors import UnreadableFileError
from odd_tables import DAYS, amount, saved
from sales_tables import total

INCHES = ('"5 inch', 'pipe 5"', '"Best" tea', '5" "new"')


@pytest.mark.parametrize("name", INCHES)
@pytest.mark.parametrize("noted", [False, True])
def test_quote_marks_that_open_nothing_swallow_no_rows(tmp_path, name: str, noted: bool) -> None:
    lines = ["date,product,units"]
    for day in DAYS:
        lines += [f"{day},Plain,{amount(day, 1)}", f"{day},{name},{amount(day)}"]
        lines += [f'{day},"Tee, red",{amount(day, 2)}'] if noted else []
    sales = read_sales(saved(tmp_path, "inches.csv", "\n".join(lines) + "\n"))

    assert total(sales) == sum(amount(day, item) for day in DAYS for item in range(3 if noted else 2))
    assert sales.rejects.height == 0
    assert sales.frame["product"].n_unique() == (3 if noted else 2)


def test_a_last_cell_of_several_lines_stays_one_beside_marks_that_open_nothing(tmp_path) -> None:
    lines = ["date,units,note"]
    lines += [
        f'{day},{amount(day)},"first, line\nsecond"' if day.day % 2 else f'{day},{amount(day)},5" pipe'
        for day in DAYS
    ]
    sales = read_sales(saved(tmp_path, "notes.csv", "\n".join(lines) + "\n"))

    assert (total(sales), sales.rejects.height) == (sum(map(amount, DAYS)), 0)


def test_a_gzip_file_under_another_name_says_so(tmp_path) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(gzip.compress(b"date,units\n2024-01-01,3\n"))
    with pytest.raises(UnreadableFileError, match=r"packed by gzip[\s\S]*\.csv\.gz"):
        read_sales(path)
