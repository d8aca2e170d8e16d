"""Files that write day and month in different orders, read as one table."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from odd_tables import DAYS, amount, saved, span
from sales_tables import rules, total

PARTS = (DAYS[:50], DAYS[50:100])


def files(folder: Path, *formats: str, parts=PARTS) -> list[Path]:
    return [
        saved(
            folder,
            f"{name}.csv",
            "date,product,units\n" + "".join(f"{day:{form}},tea,{amount(day)}\n" for day in days),
        )
        for name, form, days in zip("abc", formats, parts, strict=False)
    ]


@pytest.mark.parametrize(
    "formats", [("%d/%m/%Y", "%m/%d/%Y"), ("%m/%d/%Y %H:%M", "%d.%m.%Y"), ("%d-%m-%y", "%m-%d-%y")]
)
@pytest.mark.parametrize("day_first", [None, True, False])
def test_each_file_is_read_in_the_order_that_it_proves(tmp_path, formats, day_first):
    sales = read_sales(files(tmp_path, *formats), options=ReadOptions(day_first=day_first))
    assert span(sales) == (DAYS[0], DAYS[99])
    assert total(sales) == sum(map(amount, DAYS[:100]))
    assert "orders_by_file" in rules(sales)
    assert not sales.rejects.height


def test_a_file_that_proves_neither_order_is_asked_about_where_others_prove_both(tmp_path):
    few = [DAYS[101], DAYS[95]]
    paths = files(tmp_path, "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%Y", parts=(*PARTS, few))
    with pytest.raises(ColumnsError, match=r"day first in a\.csv and month first in b\.csv, and c\.csv"):
        read_sales(paths)
    sales = read_sales(paths, options=ReadOptions(day_first=True))
    assert sales.frame["date"].max() == DAYS[101]


def test_files_in_one_order_are_read_as_before(tmp_path):
    sales = read_sales(files(tmp_path, "%d/%m/%Y", "%d/%m/%Y"))
    assert "orders_by_file" not in rules(sales)
    assert span(sales) == (DAYS[0], DAYS[99])


def test_one_file_that_holds_both_orders_is_still_refused(tmp_path):
    text = "".join(f"{day:%d/%m/%Y},{amount(day)}\n{day:%m/%d/%Y},{amount(day)}\n" for day in DAYS[12:31])
    with pytest.raises(ColumnsError, match="mixes day-first and month-first"):
        read_sales(saved(tmp_path, "mixed.csv", "date,units\n" + text))


def test_files_that_prove_no_order_are_asked_about_as_one_file_is(tmp_path):
    few = ([DAYS[2], DAYS[33]], [DAYS[64], DAYS[95]])
    with pytest.raises(ColumnsError, match="no date in the column tells which"):
        read_sales(files(tmp_path, "%d/%m/%Y", "%d/%m/%Y", parts=few))
