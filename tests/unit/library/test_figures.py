"""Figures show the numbers that the tables hold."""

from __future__ import annotations

import sys

import numpy as np
import polars as pl
import pytest

import foresale as fs
from foresale.library.results import ForecastResult
from library_sales import small_sales


def traces(figure: object) -> dict[str, object]:
    return {trace.name: trace for trace in figure.data}  # type: ignore[attr-defined]


def test_a_series_is_drawn_with_its_mean_and_the_ranges_of_its_table(by_linear: ForecastResult) -> None:
    figure = by_linear.plot(series="salt")
    table = by_linear.to_frame(quantiles=[0.1, 0.9]).filter(pl.col("item") == "salt")
    drawn = traces(figure)
    assert list(drawn["forecast (mean)"].y) == table["mean"].to_list()  # type: ignore[attr-defined]
    band = list(drawn["80% of outcomes"].y)  # type: ignore[attr-defined]
    assert band == [*table["q0.9"].to_list(), *table["q0.1"].to_list()[::-1]]
    sold = small_sales().filter(pl.col("item") == "salt")["units"].tail(120).to_list()
    assert list(drawn["sold"].y) == sold  # type: ignore[attr-defined]
    assert "salt" in figure.layout.title.text
    assert "7\xa0days of units ahead" in figure.layout.title.text


def test_the_total_is_the_sum_with_its_own_ranges(by_linear: ForecastResult) -> None:
    drawn = traces(by_linear.plot_total())
    total = by_linear.totals.filter(pl.col("level") == "total", pl.col("grain") == "day").sort("date")
    assert np.allclose(drawn["forecast (mean)"].y, total["mean"])  # type: ignore[attr-defined]
    assert list(drawn["80% of outcomes"].y)[:7] == total["q0.9"].to_list()  # type: ignore[attr-defined]


def test_the_backtest_marks_the_window_that_was_kept(by_linear: ForecastResult) -> None:
    figure = by_linear.plot_backtest(series="tea")
    assert [note.text for note in figure.layout.annotations] == ["kept from every choice"]
    board = by_linear.leaderboard().filter("champion")
    whole = by_linear.plot_backtest().layout.title.subtitle.text
    assert f"{board['kept_wape'].item():.0%}".removesuffix("%") in whole
    then = [trace for trace in figure.data if trace.name == "forecast then"]
    assert len(then) == len(by_linear.backtest.folds)


def test_components_show_level_season_and_drivers(by_linear: ForecastResult) -> None:
    figure = by_linear.plot_components()
    bars = [trace for trace in figure.data if trace.type == "bar"]
    week = next(trace for trace in bars if trace.name.strip() == "forecast")
    assert max(zip(week.y, week.x, strict=True))[1] == "Sat"
    assert bars[-1].x[-1] == pytest.approx(by_linear.drivers().table["share"][0])


def test_without_plotly_the_answer_says_what_to_install(
    by_linear: ForecastResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    with pytest.raises(fs.ForesaleError, match=r"foresale\[plots\]"):
        by_linear.plot()


def test_a_series_that_isnt_there_is_refused(by_linear: ForecastResult) -> None:
    with pytest.raises(fs.ForesaleError, match="fits no series"):
        by_linear.plot(series="milk")
