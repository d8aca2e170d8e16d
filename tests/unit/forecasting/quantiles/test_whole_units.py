"""Quantiles of what is sold by the piece."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from foresale.forecasting.quantiles.whole_units import SERIES_AT_ONCE, near_whole, whole_series
from foresale.forecasting.results import QUANTILES
from foresale.metrics.quantile import coverage, wql

LEVELS = np.array(QUANTILES)
LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)


def test_one_weighed_sale_makes_a_series_a_weighed_one() -> None:
    target = np.array([[1.0, 2.0, 0.0], [1.0, 2.5, 0.0], [np.nan, 4.0, np.nan], [-1.0, 3.0, 0.0]])
    assert whole_series(target).tolist() == [True, False, True, True]


def test_nothing_is_known_of_a_series_that_sold_nothing() -> None:
    assert whole_series(np.array([[0.0, 0.0], [np.nan, np.nan], [0.0, np.nan]])).tolist() == [False] * 3


def test_only_whole_series_change_and_the_given_array_stays() -> None:
    series = SERIES_AT_ONCE + 3
    given_ = np.full((series, 2, 3), [0.4, 1.5, 2.7])
    whole = np.arange(series) % 2 == 0
    before = given_.copy()
    found = near_whole(given_, whole)
    np.testing.assert_array_equal(given_, before)
    np.testing.assert_array_equal(found[~whole], before[~whole])
    np.testing.assert_allclose(found[whole], np.broadcast_to([0.04, 1.95, 2.97], found[whole].shape))


@given(st.lists(st.integers(-50_000, 50_000), min_size=2, max_size=20))
def test_quantiles_never_cross_and_stay_between_the_same_whole_numbers(thousandths: list[int]) -> None:
    rising = np.sort(np.array(thousandths) / 1000)[None, None, :]
    found = near_whole(rising, np.array([True]))
    assert (np.diff(found) >= 0).all()
    np.testing.assert_array_equal(np.floor(found), np.floor(rising))
    np.testing.assert_array_equal(np.ceil(found), np.ceil(rising))


def test_counts_lose_less_while_ranges_hold_as_often() -> None:
    random = np.random.default_rng(3)
    usual = random.gamma(1.0, 3.0, (4_000, 1))
    actual = random.poisson(usual, (4_000, 28)).astype(float)
    smooth = np.broadcast_to(stats.gamma.ppf(LEVELS, usual[..., None]), (*actual.shape, len(LEVELS)))
    found = near_whole(smooth, whole_series(actual))
    assert wql(actual, found, QUANTILES) < 0.99 * wql(actual, smooth, QUANTILES)
    held = [coverage(actual, each[..., LOW], each[..., HIGH]) for each in (found, smooth)]
    assert held[0] == held[1]
