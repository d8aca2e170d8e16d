"""The pages of a backtest and of a saved model's forecast, and what pages say of units and ranges."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresale.reports.backtest import backtest_report
from foresale.reports.forecast import forecast_report
from foresale.reports.prediction import forecast_of
from foresale.reports.report_warnings import forecast_warnings
from foresale.reports.shapes import bar_path


def test_a_backtest_has_a_page_with_every_model_and_no_forecast(made, read):
    backtest = made.make_forecast().backtest
    text = read(backtest_report(backtest)).text
    assert "4 past windows of 28 days were forecast as if they lay ahead" in text
    assert all(label in text for label in backtest.leaderboard["label"])
    assert "Every series" not in text


def test_a_backtest_without_folds_still_makes_a_page(made, read):
    assert "How models did on the past" in read(backtest_report(made.make_forecast(n_folds=0).backtest)).text


def test_a_saved_models_forecast_has_a_page_that_says_it_was_not_tested_anew(made, read):
    forecast = made.make_forecast()
    text = read(
        forecast_report(forecast_of(forecast.panel, forecast.prediction, "LightGBM over all series"))
    ).text
    assert "Made with a saved model, and not tested anew." in text
    assert "This forecast is untested" not in text
    assert "Every series" in text


@pytest.mark.parametrize(("factor", "said"), [(1.0, "so it may turn out either way"), (1.3, "is likely")])
def test_more_than_last_year_is_called_likely_only_where_the_range_says_so(made, read, factor, said):
    panel = made.make_panel(n_series=3, keys=("product",))
    panel = replace(panel, target=np.ones(panel.target.shape), closed=np.zeros_like(panel.closed))
    forecast = made.make_forecast(panel)
    mean = np.full(forecast.mean.shape, 1.04 * factor)
    forecast = made.predicting(forecast, mean=mean, totals=made.make_totals(panel, forecast.dates, mean))
    text = read(forecast_report(forecast)).text
    assert said in text
    assert ("so it may turn out either way" in text) != ("is likely" in text)


def test_where_repeating_the_past_did_as_well_lately_the_first_screen_says_so(made):
    forecast = made.make_forecast()
    fold = forecast.backtest.folds[-1]
    means = fold.means | {"seasonal_naive": np.nan_to_num(fold.actual)}
    backtest = replace(forecast.backtest, folds=(*forecast.backtest.folds[:-1], replace(fold, means=means)))
    found = forecast_warnings(replace(forecast, backtest=backtest))
    assert [warning.headline for warning in found] == ["Repeating the past would have done as well lately."]


def test_a_part_of_a_week_is_a_narrower_bar():
    whole, part = (
        bar_path(np.array([1.0]), (0, 1), (0.0, 1.0), 1.0, np.array([share])) for share in (1.0, 0.5)
    )
    assert whole == "M0 2000V0h3760V2000Z"
    assert part == "M940 2000V0h1880V2000Z"


def test_months_have_a_line_of_history_and_forecast_too(made, read):
    text = read(forecast_report(made.make_forecast(made.make_panel(n_periods=30, freq="M")))).text
    assert "Past and forecast, month by month" in text
