"""Where a forecast is zero whatever a model says, and which demand was seen."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.forecasting.lifecycle.expected_closures import predict_closures
from foresale.forecasting.lifecycle.lifecycle import (
    apply_lifecycle,
    select_observed_demand,
    without_trade,
)

WEEKS_8 = 56


def closed_on(days: list[int], periods: int) -> np.ndarray:
    """Closed on these days of the week, 0 for the one the history begins on; a row."""
    return np.isin(np.arange(periods) % 7, days)[None]


def test_a_day_of_the_week_closed_for_eight_weeks_stays_closed_whatever_day_the_history_ends_on(
    make_panel,
) -> None:
    for periods in range(60, 67):
        closed = closed_on([6], periods + 10)
        panel = make_panel(np.where(closed, np.nan, 5.0)[:, :periods], closed=closed[:, :periods])
        np.testing.assert_array_equal(predict_closures(panel, 10), closed[:, periods:])


def test_one_open_sunday_in_eight_weeks_means_sundays_may_be_open(make_panel) -> None:
    closed = closed_on([6], WEEKS_8)
    closed[0, 34] = False
    panel = make_panel(np.where(closed, np.nan, 5.0), closed=closed)
    assert not predict_closures(panel, 14).any()


def test_eight_weeks_are_needed_to_expect_a_closed_day(make_panel) -> None:
    closed = closed_on([6], WEEKS_8 - 1)
    assert not predict_closures(make_panel(np.where(closed, np.nan, 5.0), closed=closed), 14).any()


def test_weeks_have_no_closed_days_of_the_week(make_panel) -> None:
    closed = closed_on([6], 70)
    assert not predict_closures(make_panel(np.where(closed, np.nan, 5.0), "W", closed=closed), 14).any()


def test_only_the_closed_shop_is_expected_closed(make_panel) -> None:
    closed = np.concatenate([closed_on([6], WEEKS_8), closed_on([], WEEKS_8)])
    found = predict_closures(make_panel(np.where(closed, np.nan, 5.0), closed=closed), 7)
    np.testing.assert_array_equal(found.sum(axis=1), [1, 0])


def test_a_shop_closed_on_every_day_looked_at_is_left_to_the_model(make_panel) -> None:
    closed = np.zeros((2, 120), dtype=bool)
    closed[0, -WEEKS_8:] = True
    target = np.where(closed, np.nan, [[0.0], [5.0]])  # one that never sold can't have ended either
    panel = make_panel(target, closed=closed)
    assert not predict_closures(panel, 14).any()
    assert not without_trade(panel, 14).any()


def test_a_product_that_is_gone_is_forecast_as_zero_and_the_others_as_the_model_says(make_panel) -> None:
    target = np.full((2, 60), 3.0)
    target[0, 30:] = 0.0
    mean = np.array([[4.0, 5.0], [6.0, 7.0]])
    np.testing.assert_array_equal(apply_lifecycle(mean, make_panel(target)), [[0, 0], [6, 7]])
    np.testing.assert_array_equal(mean, [[4, 5], [6, 7]])  # its input is left alone


def test_a_closed_day_is_forecast_as_zero(make_panel) -> None:
    closed = closed_on([6], WEEKS_8)
    panel = make_panel(np.where(closed, np.nan, 5.0), closed=closed)
    np.testing.assert_array_equal(apply_lifecycle(np.full((1, 7), 4.0), panel), [[4, 4, 4, 4, 4, 4, 0]])


def test_demand_that_a_stock_out_hid_is_not_observed(make_panel) -> None:
    censored = np.array([[False, True, False, True]])
    panel = make_panel([[1.0, 2.0, 3.0, 4.0]], censored=censored)
    np.testing.assert_array_equal(select_observed_demand(panel, 2, 2), [[3, np.nan]])
    np.testing.assert_array_equal(panel.target, [[1, 2, 3, 4]])


def test_a_series_that_begins_after_the_cutoff_is_not_scored(make_panel) -> None:
    panel = make_panel([[np.nan, np.nan, 3.0, 4.0], [1.0, np.nan, np.nan, 4.0]])
    np.testing.assert_array_equal(select_observed_demand(panel, 2, 2), [[np.nan, np.nan], [np.nan, 4]])


@pytest.mark.parametrize("horizon", [1, 3])
def test_demand_is_observed_over_the_horizon_only(make_panel, horizon: int) -> None:
    panel = make_panel(np.arange(10.0))
    np.testing.assert_array_equal(select_observed_demand(panel, 5, horizon), [5 + np.arange(horizon)])


def test_a_shop_closed_every_day_is_left_to_the_model_whatever_the_horizon(make_panel) -> None:
    closed = np.zeros((1, 120), dtype=bool)
    closed[0, -WEEKS_8:] = True
    panel = make_panel(np.where(closed, np.nan, 5.0), closed=closed)
    week = without_trade(panel, 7)
    for horizon in (1, 3, 14):
        np.testing.assert_array_equal(without_trade(panel, horizon)[:, :7], week[:, :horizon])
