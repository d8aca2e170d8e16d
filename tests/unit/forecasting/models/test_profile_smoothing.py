"""Smoothing with shared seasons."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from foresale.forecasting.models.profile_smoothing import ProfileSmoothing
from foresale.panel import Panel

MakePanel = Callable[..., Panel]
WEEK = np.array([5.0, 8.0, 9.0, 10.0, 12.0, 16.0, 10.0])


def forecast(panel: Panel, horizon: int) -> np.ndarray:
    return ProfileSmoothing().fit(panel, horizon).predict(panel, horizon)


def test_a_steady_week_goes_on(make_panel: MakePanel) -> None:
    mean = forecast(make_panel(np.tile(WEEK * 10, (4, 20))), 14)
    np.testing.assert_allclose(mean, np.tile(WEEK * 10, (4, 2)), rtol=0.03)


def test_the_week_goes_on_where_the_history_stopped(make_panel: MakePanel) -> None:
    sold = np.tile(WEEK * 10, (4, 20))[:, :-3]
    np.testing.assert_allclose(forecast(make_panel(sold), 3), np.tile(WEEK[-3:] * 10, (4, 1)), rtol=0.03)


def test_a_yearly_course_that_proved_itself_is_believed(make_panel: MakePanel) -> None:
    course = 1 + 0.6 * np.sin(2 * np.pi * np.arange(200) / 52)
    sold = np.tile(500 * course, (5, 1))
    followed = forecast(make_panel(sold[:, :182], "W"), 8)
    missed = np.abs(followed - sold[:, 182:190]).mean()
    assert missed < 0.5 * np.abs(sold[:, 181:182] - sold[:, 182:190]).mean()


def test_peaks_at_other_times_each_year_are_not_taken_for_a_season(make_panel: MakePanel) -> None:
    random = np.random.default_rng(0)
    sold = np.full((1, 150), 100.0)
    sold[0, random.choice(150, 20, replace=False)] = 800.0
    sold = np.repeat(sold, 30, axis=0)
    mean = forecast(make_panel(sold, "W"), 8)
    assert mean.max() < 2.5 * np.median(sold[0, -52:].mean())


@pytest.mark.parametrize("freq", ["D", "W", "2W", "4W", "M", "Q"])
def test_series_without_any_known_period_are_forecast_as_nothing(make_panel: MakePanel, freq: str) -> None:
    sold = np.full((2, 30), np.nan)
    sold[0] = 3.0
    mean = forecast(make_panel(sold, freq), 5)
    assert np.isfinite(mean).all()
    np.testing.assert_allclose(mean[0], 3.0, rtol=0.05)
