"""Level by level: errors and ranges a planner can find his own level in."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from foresale.reports.forecast import forecast_report
from foresale.reports.levels import levels_of


def test_rows_go_from_single_series_over_groups_to_everything(made):
    panel = made.make_panel(n_series=30, names=[f"Product {i % 15}" for i in range(30)])
    found = levels_of(made.make_forecast(panel).backtest)
    assert [(row["name"], row["size"]) for row in found.rows] == [
        ("Each product × store", "30 of them"),
        ("Each product", "15 of them"),
        ("Each store", "3 of them"),
        ("Each category", "4 of them"),
        ("Everything together", ""),
    ]
    assert found.grains == ["Day", "Week", "Month", "All 28\u00a0days"]


def test_errors_are_of_the_unseen_window_and_ranges_of_all(made):
    found = levels_of(made.make_forecast(made.make_panel(n_series=30)).backtest)
    assert found.rows[0]["errors"][0] == pytest.approx(0.36)
    assert found.rows[0]["held"] == ["67\u00a0%", "–", "–", "–"]
    assert found.rows[-1]["held"] == ["67\u00a0%", "11 of 16", "3 of 4", "3 of 4"]


def test_without_an_unseen_window_errors_are_of_the_others(made):
    backtest = made.make_forecast(made.make_panel(n_series=30)).backtest
    nothing = [pl.lit(None, pl.Float64).alias(name) for name in ("test_wape", "test_coverage_80")]
    rows = backtest.by_level.with_columns(*nothing, test_sums=pl.lit(0.0))
    found = levels_of(replace(backtest, by_level=rows))
    assert found.rows[0]["errors"][0] == 0.4
    assert found.rows[-1]["held"][-1] == "2 of 3"


def test_groups_that_hold_one_series_each_are_not_told_twice(made):
    panel = made.make_panel(n_series=5, keys=("product",), names=list("abcde"))
    found = levels_of(made.make_forecast(panel).backtest)
    assert [row["name"] for row in found.rows] == ["Each product", "Each category", "Everything together"]


def test_the_page_tells_levels_and_ways_in_plain_words(made, read):
    text = read(forecast_report(made.make_forecast(made.make_panel(n_series=30)))).text
    assert "Level by level" in text
    assert "All sums below are made of the same forecasts" in text
    assert "Bottom-up: the series alone chosen40.0 %" in text
    assert "Top-down: the total, shared out45.0 %" in text
    assert "Totals are the sums of the series' forecasts (bottom-up)." in text


def test_one_series_has_no_ways_to_choose_from(made, read):
    panel = made.make_panel(n_series=1, keys=(), names=None)
    panel = replace(panel, series=pl.DataFrame({"series": ["total"]}), keys=("series",))
    text = read(forecast_report(made.make_forecast(panel))).text
    assert "Everything together" in text
    assert "Ways to make series and totals agree" not in text
    assert "All sums below" not in text


def test_a_backtest_without_levels_has_no_such_part(made, read):
    forecast = made.make_forecast()
    bare = replace(forecast, backtest=replace(forecast.backtest, by_level=pl.DataFrame()))
    assert levels_of(bare.backtest) is None
    assert "Level by level" not in read(forecast_report(bare)).text
