"""The library's face takes a table or a file as it is, where nothing has to be said of it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl

import foresale as fs

SALES = pl.DataFrame(
    {
        "date": [date(2026, 1, 1) + timedelta(days=day) for day in range(120)],
        "item": "tea",
        "units": [5 + day % 7 for day in range(120)],
    }
)


def test_a_table_and_a_file_are_read_on_the_way(tmp_path: Path) -> None:
    SALES.write_csv(tmp_path / "sales.csv")
    read = fs.forecast(fs.read(SALES), 7, models=["seasonal_naive"]).to_frame()
    assert fs.forecast(SALES, 7, models=["seasonal_naive"]).to_frame().equals(read)
    assert fs.forecast(tmp_path / "sales.csv", 7, models=["seasonal_naive"]).to_frame().equals(read)
    assert fs.backtest(SALES, 7, models=["seasonal_naive"]).leaderboard.height >= 1
    assert fs.profile(SALES).to_dict() == fs.profile(fs.read(SALES)).to_dict()
