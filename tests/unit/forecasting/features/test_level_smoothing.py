"""Levels smoothed for many series at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.forecasting.features.level_smoothing import RATES, smooth_level

UNKNOWN = np.nan


@given(st.floats(0, 1e6), st.integers(1, 60))
def test_a_constant_series_keeps_its_level(value: float, periods: int) -> None:
    assert smooth_level(np.full((1, periods), value))[0] == pytest.approx(value)


def test_unknown_periods_are_passed_over() -> None:
    known = np.random.default_rng(0).poisson(5, (3, 80)).astype(float)
    gappy = np.full((3, 160), UNKNOWN)
    gappy[:, ::2] = known
    assert np.isfinite(smooth_level(gappy)).all()
    steady = np.where(np.isnan(gappy), UNKNOWN, 4.0)
    np.testing.assert_allclose(smooth_level(steady), 4.0)


def test_a_series_without_a_known_period_has_level_zero_and_disturbs_no_other() -> None:
    sold = np.random.default_rng(1).poisson(5, (4, 100)).astype(float)
    alone = smooth_level(sold)
    together = smooth_level(np.vstack([sold, np.full((1, 100), UNKNOWN)]))
    assert together[-1] == 0
    np.testing.assert_allclose(together[:-1], alone)


def test_a_series_that_moved_is_followed_and_one_that_only_scatters_is_averaged() -> None:
    random = np.random.default_rng(2)
    moved = np.concatenate([np.full(200, 10.0), np.full(100, 30.0)]) + random.normal(0, 0.5, 300)
    scattered = random.normal(20, 8, 300)
    level = smooth_level(np.vstack([np.tile(moved, (20, 1)), np.tile(scattered, (20, 1))]))
    assert level[0] == pytest.approx(30, abs=1)
    assert level[-1] == pytest.approx(scattered.mean(), abs=3)


def test_the_level_lies_within_what_was_sold() -> None:
    sold = np.random.default_rng(3).gamma(1, 10, (50, 60))
    level = smooth_level(sold)
    assert (level >= sold.min(axis=1)).all()
    assert (level <= sold.max(axis=1)).all()
    assert (np.diff(RATES) > 0).all()
