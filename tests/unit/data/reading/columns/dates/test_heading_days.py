"""Columns called after days that don't say their year."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from odd_tables import DAYS, amount, saved, span


def wide(folder: Path, form: str, days: list, name: str = "sales.csv") -> Path:
    header = ["Item", *(day.strftime(form) for day in days)]
    rows = [[item, *(str(amount(day, place)) for day in days)] for place, item in enumerate(("Tea", "Bread"))]
    return saved(folder, name, "\n".join(",".join(row) for row in [header, *rows]))


@pytest.mark.parametrize("form", ["%d.%m.", "%d-%b", "%b %d"])
def test_days_above_columns_take_the_year_that_is_said(tmp_path: Path, form: str) -> None:
    path = wide(tmp_path, form, DAYS[:60])
    with pytest.raises(ColumnsError, match="Columns are called after days without a year"):
        read_sales(path)
    sales = read_sales(path, options=ReadOptions(year=2024))
    assert span(sales) == (DAYS[0], DAYS[59])
    assert sales.frame["sales"].sum() == sum(amount(day, item) for day in DAYS[:60] for item in (0, 1))
    with pytest.raises(ColumnsError, match=r"2024 stands in the name of sales_2024\.csv"):
        read_sales(wide(tmp_path, form, DAYS[:60], "sales_2024.csv"))


def test_fractions_beside_dates_are_products(tmp_path: Path) -> None:
    sizes = ("1/2", "1/4", "3/4", "1/3", "2/3")
    rows = [",".join([str(day), *(str(amount(day, item)) for item in range(5))]) for day in DAYS[:40]]
    sales = read_sales(saved(tmp_path, "sizes.csv", "\n".join([",".join(["Date", *sizes]), *rows])))
    assert sales.frame[sales.roles.target].sum() == sum(amount(d, i) for d in DAYS[:40] for i in range(5))


def test_days_over_the_end_of_a_year_are_refused(tmp_path: Path) -> None:
    path = wide(tmp_path, "%d.%m.", [*DAYS[-20:], *DAYS[:20]])
    with pytest.raises(ColumnsError, match="aren't in the order of one year"):
        read_sales(path, options=ReadOptions(year=2024))
