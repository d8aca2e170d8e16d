"""The yearly season is found where it is, and nowhere else."""

from __future__ import annotations

import numpy as np

from foresale.forecasting.models.yearly_profile import yearly_profile

YEAR = 365.25


def test_a_yearly_wave_is_found_and_goes_on() -> None:
    t = np.arange(1200)
    wave = 20 * np.cos(2 * np.pi * t / YEAR)
    history = 100 + wave[:1100] + np.random.default_rng(1).normal(0, 5, 1100)
    past, ahead = yearly_profile(history, 100, YEAR, evidence=15)
    np.testing.assert_allclose(past, wave[:1100], atol=3)
    np.testing.assert_allclose(ahead, wave[1100:], atol=3)


def test_a_bending_trend_is_not_taken_for_a_season() -> None:
    history = np.r_[np.linspace(0, 100, 730), np.linspace(100, 60, 370)]
    history += np.random.default_rng(1).normal(0, 20, 1100)
    past, _ = yearly_profile(history, 10, YEAR, evidence=15)
    assert np.abs(past).max() < 6


def test_noise_has_no_season() -> None:
    past, ahead = yearly_profile(
        np.random.default_rng(3).poisson(5, 1000).astype(float), 30, YEAR, evidence=15
    )
    assert not past.any()
    assert not ahead.any()


def test_less_than_two_years_tell_no_season() -> None:
    history = 100 + 50 * np.sin(2 * np.pi * np.arange(600) / YEAR)
    past, ahead = yearly_profile(history, 5, YEAR, evidence=15)
    assert (past.shape, ahead.shape) == ((600,), (5,))
    assert not past.any()


def test_a_constant_history_has_no_season() -> None:
    past, ahead = yearly_profile(np.full(1000, 7.0), 5, YEAR, evidence=15)
    np.testing.assert_allclose(past, 0, atol=1e-6)
    np.testing.assert_allclose(ahead, 0, atol=1e-6)
