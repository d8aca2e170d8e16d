"""The yardstick repeats the last season."""

from __future__ import annotations

import numpy as np

from foresale.forecasting.models.seasonal_naive import SeasonalNaive

NAN = np.nan


def test_days_repeat_the_last_week_over_and_over(make_panel) -> None:
    mean = SeasonalNaive().predict(make_panel(np.arange(20)), 9)
    np.testing.assert_array_equal(mean, [[13, 14, 15, 16, 17, 18, 19, 13, 14]])


def test_an_unknown_day_is_looked_up_one_week_earlier(make_panel) -> None:
    history = np.arange(21.0)
    history[15] = NAN
    np.testing.assert_array_equal(SeasonalNaive().predict(make_panel(history), 3), [[14, 8, 16]])


def test_a_weekday_unknown_for_a_month_takes_the_recent_mean(make_panel) -> None:
    history = np.full(70, 7.0)
    history[::7] = NAN
    history[0] = 1000
    np.testing.assert_array_equal(SeasonalNaive().predict(make_panel(history), 7), np.full((1, 7), 7.0))


def test_weeks_repeat_last_year_once_there_is_one(make_panel) -> None:
    np.testing.assert_array_equal(SeasonalNaive().predict(make_panel(np.arange(60), "W"), 2), [[8, 9]])


def test_weeks_without_a_last_year_take_the_mean_of_the_last_four(make_panel) -> None:
    np.testing.assert_array_equal(SeasonalNaive().predict(make_panel([9, 1, 2, 3, 6], "W"), 2), [[3, 3]])


def test_months_repeat_last_year(make_panel) -> None:
    np.testing.assert_array_equal(SeasonalNaive().predict(make_panel(np.arange(24), "M"), 3), [[12, 13, 14]])


def test_sales_during_a_stock_out_are_not_repeated(make_panel) -> None:
    history, short = np.full(21, 10.0), np.zeros(21, dtype=bool)
    history[15], short[15] = 1, True
    np.testing.assert_array_equal(SeasonalNaive().predict(make_panel(history, censored=short), 2), [[10, 10]])
