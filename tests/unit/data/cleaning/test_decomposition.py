"""Trend, season and remainder."""

import numpy as np
import pytest

from foresale.data.cleaning.decomposition import decompose, moving_average


def sales(n: int = 140, season: int = 7, noise: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    """A rising line with a weekly season and noise, and that season."""
    rng = np.random.default_rng(1)
    pattern = np.array([0.0, -1, -2, 0, 1, 4, -2])
    week = pattern[np.arange(n) % season]
    return 20 + 0.05 * np.arange(n) + week + noise * rng.standard_normal(n), week


def test_the_parts_add_up_to_the_values():
    values = sales()[0][None, :]
    parts = decompose(values, 7)
    assert np.allclose(parts.trend + parts.seasonal + parts.remainder, values)


def test_trend_and_season_are_found_again():
    values, week = sales()
    parts = decompose(values[None, :], 7)
    assert np.abs(parts.seasonal[0] - week).max() < 0.3
    assert np.abs(parts.trend[0] - 20 - 0.05 * np.arange(140)).max() < 0.6
    assert parts.seasonal_strength()[0] > 0.9
    assert parts.trend_strength()[0] > 0.9


def test_noise_has_neither_trend_nor_season():
    values = np.random.default_rng(2).standard_normal((20, 210))
    parts = decompose(values, 7)
    assert parts.seasonal_strength().mean() < 0.1
    assert parts.trend_strength().mean() < 0.35


def test_one_outlier_bends_the_season_hardly_and_stays_in_the_remainder():
    values, week = sales()
    values[75] += 500
    parts = decompose(values[None, :], 7)
    assert np.abs(parts.seasonal[0] - week).max() < 0.8
    assert parts.remainder[0, 75] > 480


def test_holes_and_series_without_values_pass_through():
    values = np.vstack([sales()[0], np.full(140, np.nan), np.full(140, 5.0)])
    values[0, 30:40] = np.nan
    parts = decompose(values, 7)
    assert np.isnan(parts.remainder[0, 30:40]).all()
    assert np.isfinite(parts.trend[0]).all()
    assert np.isnan(parts.remainder[1]).all()
    assert np.allclose(parts.remainder[2], 0)
    assert parts.trend_strength()[1:].tolist() == [0, 0]
    assert parts.seasonal_strength()[1:].tolist() == [0, 0]


def test_less_than_two_seasons_have_no_season():
    parts = decompose(np.arange(20.0)[None, :], 12)
    assert parts.season_length == 1
    assert not parts.seasonal.any()
    assert parts.seasonal_strength()[0] == 0


@pytest.mark.parametrize("window", [7, 12])
def test_a_moving_average_over_a_season_levels_it(window):
    wave = np.sin(np.arange(120) * 2 * np.pi / window)[None, :]
    middle = moving_average(wave, window)[:, window:-window]
    assert np.allclose(middle, 0, atol=1e-12)
