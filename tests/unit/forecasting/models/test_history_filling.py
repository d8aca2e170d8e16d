"""What local models see of a history with holes."""

from __future__ import annotations

import numpy as np

from foresale.forecasting.models.history_filling import fill_gaps, recent_mean, select_known_demand
from foresale.frequency import Frequency

NAN = np.nan


def test_stock_out_and_closed_days_are_unknown(make_panel) -> None:
    panel = make_panel(
        [5, 1, NAN, 6], closed=[False, False, True, False], censored=[False, True, False, False]
    )
    np.testing.assert_array_equal(select_known_demand(panel), [[5, NAN, NAN, 6]])


def test_a_series_that_never_had_stock_keeps_its_sales(make_panel) -> None:
    panel = make_panel([[5, 1, 2], [5, 1, 2]], censored=[[True, True, True], [False, True, False]])
    np.testing.assert_array_equal(select_known_demand(panel), [[5, 1, 2], [5, NAN, 2]])


def test_the_recent_mean_counts_known_periods_only() -> None:
    demand = np.array([[100, 2, NAN, 4, NAN], [NAN, NAN, NAN, NAN, 3]])
    np.testing.assert_array_equal(recent_mean(demand, 2), [3, 3])


def test_a_missing_day_takes_the_mean_of_the_same_weekdays_around_it() -> None:
    weeks = np.array([[1, 2, 3, 4, 5, 6, 70], [1, 2, 3, 4, 5, 6, NAN], [1, 2, 3, 4, 5, 6, 90]])
    filled = fill_gaps(weeks.reshape(1, -1), Frequency.DAY)
    assert filled[0, 13] == 80


def test_a_weekday_that_is_always_closed_lies_between_its_neighbours() -> None:
    week = [NAN, 2.0, 2.0, 2.0, 2.0, 6.0, 8.0]
    filled = fill_gaps(np.array([week * 3]), Frequency.DAY)
    np.testing.assert_array_equal(filled[0, [7, 14]], [5, 5])


def test_missing_weeks_lie_on_the_line_between_known_ones() -> None:
    filled = fill_gaps(np.array([[2, NAN, NAN, 8, NAN]]), Frequency.WEEK)
    np.testing.assert_array_equal(filled, [[2, 4, 6, 8, 8]])


def test_what_comes_before_the_first_known_value_stays_unknown() -> None:
    demand = np.array([[NAN, NAN, 1, NAN], [NAN, NAN, NAN, NAN], [1, 2, 3, 4]])
    filled = fill_gaps(demand, Frequency.DAY)
    np.testing.assert_array_equal(filled, [[NAN, NAN, 1, 1], [NAN] * 4, [1, 2, 3, 4]])


def test_after_a_missing_end_the_weekdays_go_on() -> None:
    demand = np.array([[1, 2, 3, 4, 5, 6, 7, NAN, NAN, NAN]], dtype=float)
    np.testing.assert_array_equal(fill_gaps(demand, Frequency.DAY)[0, 7:], [1, 2, 3])
