"""Files that overlap."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from sales_tables import DAYS, details, rules, total


def write(folder: Path, name: str, table: pl.DataFrame) -> Path:
    table.write_csv(folder / name)
    return folder / name


def test_days_that_two_files_share_count_once(tmp_path):
    table = details()
    one = write(tmp_path, "a1.csv", table.filter(pl.col("date") <= DAYS[39]))
    two = write(tmp_path, "a2.csv", table.filter(pl.col("date") >= DAYS[25]))
    sales = read_sales([one, two])
    assert total(sales) == table["qty"].sum()
    assert "overlapping_files" in rules(sales)
    assert total(read_sales([one, two], options=ReadOptions(duplicates="keep"))) > table["qty"].sum()


def test_files_that_overlap_in_part_are_asked_about(tmp_path):
    table = details()
    other = table.filter(pl.col("date") >= DAYS[20])
    changed = other.with_columns(
        pl.when(pl.col("date") >= DAYS[32]).then(pl.col("qty") + 1).otherwise(pl.col("qty")).alias("qty")
    ).with_columns(pl.col("qty").cast(pl.Int64))
    paths = [
        write(tmp_path, "a1.csv", table.filter(pl.col("date") <= DAYS[45])),
        write(tmp_path, "a2.csv", changed),
    ]
    with pytest.raises(ColumnsError, match='duplicates="drop"'):
        read_sales(paths)


def test_equal_lines_inside_one_file_are_not_touched_here(tmp_path):
    table = details()
    twice = pl.concat([table, table.head(40)])
    path = write(tmp_path, "till.csv", twice.with_columns(pl.Series("Receipt", range(280)) // 3))
    assert total(read_sales(path)) == twice["qty"].sum()


@pytest.mark.parametrize("column", ["Customer", "City"])
def test_two_who_buy_the_same_on_a_day_are_no_line_written_twice(column):
    days = [date(2024, 1, 1) + timedelta(days=i) for i in range(100)]
    rows = [{"Date": str(day), column: "X", "Units": 5 + day.day % 7} for day in days]
    also = [{**rows[at], column: "Y"} for at in (3, 40)]
    twice = [rows[at] for at in (7, 60)]
    for more, sold in ((also, rows + also), (twice, rows)):
        panel, _ = build_panel(read_sales(pl.DataFrame([*rows, *more])), PanelOptions())
        assert np.nansum(panel.target) == sum(row["Units"] for row in sold)
