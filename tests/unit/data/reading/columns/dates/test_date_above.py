"""The date that only a line above the header says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from odd_tables import DAYS, amount, saved


def report(folder: Path, day: date, line: str) -> Path:
    rows = [f"Tea,{amount(day)}", f"Bread,{amount(day, 1)}"]
    return saved(folder, f"z{day:%d%m}.csv", "\n".join(["Z-Report", line, "Product,Units", *rows]))


def test_reports_of_a_day_each_are_dated_by_the_line_above_their_header(tmp_path: Path) -> None:
    files = [report(tmp_path, day, f"Date: {day}") for day in DAYS[:12]]
    frame = read_sales(files).frame
    wanted = {day: amount(day) + amount(day, 1) for day in DAYS[:12]}
    assert dict(frame.group_by("Date").agg(pl.col("Units").sum()).iter_rows()) == wanted


@pytest.mark.parametrize("line", ["Printed on: {}", "Delivery date: {}", "Date: {} - 2024-12-31"])
def test_other_dates_above_the_header_date_no_sale(tmp_path: Path, line: str) -> None:
    with pytest.raises(ColumnsError, match=r"No column of z0101\.csv holds dates"):
        read_sales([report(tmp_path, day, line.format(day)) for day in DAYS[:3]])
