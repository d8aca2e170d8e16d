"""Errors scaled by the naive forecast's."""

import numpy as np
import pytest

from foresale.metrics.scaled import mase, naive_scale, rmsse

NAN = float("nan")


def test_the_scale_skips_gaps_and_the_time_before_the_first_sale():
    mae_scale, rms_scale = naive_scale([[NAN, NAN, 1, 4, NAN, 9, 5]])
    assert mae_scale == pytest.approx([3.5])
    assert rms_scale == pytest.approx([np.sqrt(12.5)])


def test_a_season_compares_with_the_same_period_a_season_ago():
    mae_scale, _ = naive_scale([[1, 10, 2, 12, 3, 14]], season=2)
    assert mae_scale == pytest.approx([1.5])


def test_series_that_never_change_or_are_too_short_have_no_scale():
    mae_scale, rms_scale = naive_scale([[3, 3, 3], [0, 0, 0], [NAN, NAN, 5], [NAN, NAN, NAN]])
    assert np.isnan(mae_scale).all()
    assert np.isnan(rms_scale).all()


def test_a_season_longer_than_the_history_has_no_scale():
    assert np.isnan(naive_scale([[1, 2, 3]], season=7)[0]).all()


def test_many_series_are_scaled_like_each_alone():
    history = np.random.default_rng(0).poisson(2, (5000, 12)).astype(float)
    alone = np.concatenate([naive_scale(row)[0] for row in history[4090:4110]])
    assert naive_scale(history)[0][4090:4110] == pytest.approx(alone, nan_ok=True)


def test_a_naive_forecast_of_a_random_walk_scores_about_one():
    walk = np.random.default_rng(1).normal(size=(400, 201)).cumsum(axis=1)
    mae_scale, rms_scale = naive_scale(walk[:, :200])
    assert mase(walk[:, 200:], walk[:, 199:200], mae_scale) == pytest.approx(1, abs=0.15)
    assert rmsse(walk[:, 200:], walk[:, 199:200], rms_scale) == pytest.approx(0.8, abs=0.15)


def test_every_series_weighs_the_same_however_many_periods_it_has():
    actual = np.array([[10.0, 10, 10, 10], [5, NAN, NAN, NAN]])
    forecast = np.array([[10.0, 10, 10, 10], [7, 0, 0, 0]])
    assert mase(actual, forecast, [1, 1]) == pytest.approx(1.0)
    assert rmsse(actual, forecast, [1, 1]) == pytest.approx(1.0)


def test_series_without_a_scale_or_a_known_actual_are_left_out():
    actual = np.array([[10.0], [10], [NAN]])
    forecast = np.array([[11.0], [99], [1]])
    assert rmsse(actual, forecast, [2, NAN, 1]) == pytest.approx(0.5)
    assert np.isnan(rmsse(actual, forecast, [NAN, NAN, NAN]))


def test_a_scale_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="the actuals have 1 series"):
        mase([[1, 2]], [[1, 2]], [1, 1])


def test_a_series_that_differs_by_rounding_alone_has_no_scale() -> None:
    history = [[0.1 + 0.2, 0.3, 0.1 + 0.2, 0.3]]
    assert history[0][0] != history[0][1]
    assert all(np.isnan(scale).all() for scale in naive_scale(history))
