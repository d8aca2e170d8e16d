"""A second table below the first, with columns of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from odd_tables import DAYS, amount, saved


@pytest.mark.parametrize("header", ["Date,Item,Waste", "Date,Item,", "DATE,Artikel,Units"])
def test_numbers_below_another_header_are_not_added_to_the_first_tables(tmp_path: Path, header: str) -> None:
    rows = [f"{day},Tea,{amount(day)}" for day in DAYS[:60]]
    others = [f"{day},Tea,3" for day in DAYS[:20]]
    path = saved(tmp_path, "two.csv", "\n".join(["Date,Item,Units", *rows, ",,", header, *others]))
    with pytest.raises(ColumnsError, match=r"Another table begins on row 63 of two\.csv"):
        read_sales(path)
