"""A forecast's folder: the partitioned table."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import foresale as fs
from foresale.library.results import ForecastResult
from foresale.workflows.files import write_forecast as module
from foresale.workflows.files.write_forecast import write_forecast


@pytest.fixture(scope="module")
def result() -> ForecastResult:
    random = np.random.default_rng(0)
    days = pl.date_range(pl.date(2024, 1, 1), pl.date(2024, 3, 30), eager=True)
    table = pl.DataFrame({"day": days}).join(pl.DataFrame({"item": list("abcde")}), how="cross")
    sales = fs.read(table.with_columns(pl.Series("units", random.poisson(5, table.height))))
    return fs.forecast(sales, 4, models=["moving_average"])


def test_parts_hold_whole_series_and_together_the_table(result, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(module, "ROWS_A_PART", 10)
    places = write_forecast(result.forecast, result.forecaster, tmp_path, in_parts=True)
    parts = [pl.read_parquet(path) for path in sorted(places["parts"].iterdir())]
    assert [path.name for path in sorted(places["parts"].iterdir())][-1] == "part-00002.parquet"
    assert [part["item"].to_list() for part in parts] == [
        ["a"] * 4 + ["b"] * 4,
        ["c"] * 4 + ["d"] * 4,
        ["e"] * 4,
    ]
    assert_frame_equal(pl.concat(parts), pl.read_parquet(places["forecast"]))


def test_parts_of_an_earlier_run_do_not_outlive_its_forecast(result, tmp_path) -> None:
    write_forecast(result.forecast, result.forecaster, tmp_path, in_parts=True)
    assert "parts" not in write_forecast(result.forecast, result.forecaster, tmp_path)
    assert not (tmp_path / "forecast_parts").exists()
