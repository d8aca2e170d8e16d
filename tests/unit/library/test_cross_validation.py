"""Every model at every cutoff, as one table."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import foresale as fs
from foresale.library.results import ForecastResult
from library_sales import small_sales


def test_the_table_has_a_row_for_each_series_cutoff_day_and_model(by_linear: ForecastResult) -> None:
    table = by_linear.cross_validation().to_frame(quantiles=[0.1, 0.5, 0.9])
    assert table.columns == [
        *("item", "cutoff", "date", "model", "kept", "mean", "q0.1", "q0.5", "q0.9", "actual")
    ]  # fmt: skip
    models, folds = by_linear.backtest.leaderboard.height, len(by_linear.backtest.folds)
    assert table.height == 3 * folds * 7 * models
    assert table.select((pl.col("date") > pl.col("cutoff")).all()).item()
    assert table.filter("kept")["cutoff"].n_unique() == 1
    assert table.select((pl.col("q0.1") <= pl.col("q0.9")).all()).item()


def test_actuals_are_what_was_sold(by_linear: ForecastResult) -> None:
    table = by_linear.cross_validation().to_frame(quantiles=[], models=["moving_average"])
    sold = small_sales().select("item", "date", sold=pl.col("units").cast(pl.Float64))
    both = table.drop_nulls("actual").join(sold, on=["item", "date"])
    assert both.height > 50
    assert both["actual"].equals(both["sold"].alias("actual"))


def test_errors_of_the_table_are_those_of_the_leaderboard(by_linear: ForecastResult) -> None:
    board = by_linear.leaderboard().filter(pl.col("model") == "moving_average").row(0, named=True)
    table = by_linear.cross_validation().to_frame([0.1, 0.9], ["moving_average"]).drop_nulls("actual")
    inside = pl.col("actual").is_between("q0.1", "q0.9")
    by_cutoff = table.group_by("cutoff", "kept").agg(
        wape=(pl.col("actual") - pl.col("mean")).abs().sum() / pl.col("actual").sum(), held=inside.mean()
    )
    assert by_cutoff.filter("kept")["wape"].item() == pytest.approx(board["kept_wape"])
    chosen = by_cutoff.filter(~pl.col("kept"))
    assert np.mean(chosen["wape"].to_numpy()) == pytest.approx(board["wape"])


def test_it_is_asked_for_by_one_call_with_more_cutoffs() -> None:
    found = fs.cross_validation(small_sales(), 7, models=["moving_average"], folds=4)
    assert found.to_frame()["cutoff"].n_unique() == 5
    assert set(found.leaderboard()["model"]) >= {"moving_average", "seasonal_naive"}
    with pytest.raises(fs.ForesaleError, match="'lightgbm' wasn't tried"):
        found.to_frame(models=["lightgbm"])


def test_a_champion_of_columns_tells_its_drivers(by_linear: ForecastResult) -> None:
    drivers = by_linear.drivers()
    assert drivers.table["share"].sum() == pytest.approx(1)
    assert "Day of the week" in drivers.table["concept"].head(4).to_list()
    assert "Shuffling" in drivers.sentence


def test_a_champion_of_single_series_tells_what_its_forecasts_differ_by(by_itself: ForecastResult) -> None:
    drivers = by_itself.drivers()
    assert drivers.table["concept"][0] == "Product and store"
    assert "Day of the week" in drivers.table["concept"].to_list()
    assert "own past sales alone" in drivers.sentence


def test_the_training_frame_is_what_was_learned_from(by_linear: ForecastResult) -> None:
    table = by_linear.training_frame()
    assert {"item", "cutoff", "date", "step", "actual", "level", "target"} < set(table.columns)
    assert table.select((pl.col("cutoff") < pl.col("date")).all()).item()
    sold = small_sales().select("item", "date", sold=pl.col("units").cast(pl.Float64))
    both = table.join(sold, on=["item", "date"])
    assert both.height == table.height
    assert both["actual"].equals(both["sold"].alias("actual"))
    assert by_linear.training_frame(rows=50).height <= 50


def test_the_training_frame_of_single_series_is_their_history(by_itself: ForecastResult) -> None:
    table = by_itself.training_frame()
    assert table.columns == ["item", "date", "target"]
    assert table["target"].sum() == small_sales()["units"].sum()
