"""Quantiles of what is sold by the piece."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from foresale.arrays import Array
from foresale.forecasting.quantiles.calibration import PastForecast, calibrate
from foresale.forecasting.quantiles.whole_units import (
    SERIES_AT_ONCE,
    range_chance,
    to_whole,
    whole_series,
)
from foresale.forecasting.results import QUANTILES
from foresale.metrics.quantile import coverage, wql

LEVELS = np.array(QUANTILES)
LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)


def test_one_weighed_sale_makes_a_series_a_weighed_one() -> None:
    target = np.array([[1.0, 2.0, 0.0], [1.0, 2.5, 0.0], [np.nan, 4.0, np.nan], [-1.0, 3.0, 0.0]])
    assert whole_series(target).tolist() == [True, False, True, True]


def test_a_series_that_sold_nothing_is_as_whole_as_all_the_others() -> None:
    assert whole_series(np.array([[0.0, 0.0], [np.nan, np.nan], [0.0, np.nan]])).tolist() == [False] * 3
    assert whole_series(np.array([[0.0, 0.0], [2.0, np.nan]])).tolist() == [True, True]
    assert whole_series(np.array([[0.0, 0.0], [2.0, 1.0], [2.5, 1.0]])).tolist() == [False, True, False]


def test_only_whole_series_change_and_the_given_array_stays() -> None:
    series = SERIES_AT_ONCE + 3
    given_ = np.full((series, 2, 3), [0.4, 1.5, 2.7])
    whole = np.arange(series) % 2 == 0
    before = given_.copy()
    found = to_whole(given_, whole)
    np.testing.assert_array_equal(given_, before)
    np.testing.assert_array_equal(found[~whole], before[~whole])
    np.testing.assert_array_equal(found[whole], np.broadcast_to([0.0, 2.0, 3.0], found[whole].shape))


@given(st.lists(st.integers(-50_000, 50_000), min_size=2, max_size=20))
def test_whole_quantiles_never_cross_and_are_the_nearest(thousandths: list[int]) -> None:
    rising = np.sort(np.array(thousandths) / 1000)[None, None, :]
    found = to_whole(rising, np.array([True]))
    assert (np.diff(found) >= 0).all()
    assert (np.abs(found - rising) <= 0.5).all()
    assert (found == np.rint(found)).all()
    assert not np.signbit(found[found == 0]).any()


@pytest.fixture(scope="module")
def chain() -> tuple[Array, Array, Array]:
    """Usual sales of 600 parts, S × 1; what they sold in 28 days; and conformal quantiles from their past."""
    random = np.random.default_rng(3)
    usual = random.gamma(0.7, 2.5, (600, 1))
    said = np.broadcast_to(usual, (600, 28))
    past = [PastForecast(said, random.poisson(said).astype(float)) for _ in range(3)]
    quantiles = calibrate(past).quantiles(said, non_negative=True)
    return usual, random.poisson(said).astype(float), quantiles


@pytest.mark.parametrize(("least", "most"), [(0, 0.3), (0.3, 1), (1, 3), (3, 100)])
def test_written_ranges_hold_as_often_as_those_of_who_knows_the_truth(chain, least, most) -> None:
    usual, actual, quantiles = chain
    size = ((usual >= least) & (usual < most))[:, 0]
    written = to_whole(quantiles, whole_series(actual))[size]
    true = np.broadcast_to(stats.poisson.ppf(LEVELS, usual[..., None]), quantiles.shape)[size]
    held, needed = (coverage(actual[size], each[..., LOW], each[..., HIGH]) for each in (written, true))
    assert held >= 0.8
    assert held == pytest.approx(needed, abs=0.03)


def test_whole_quantiles_of_counts_lose_less_than_those_between(chain) -> None:
    _, actual, quantiles = chain
    found = to_whole(quantiles, whole_series(actual))
    assert wql(actual, found, QUANTILES) < 0.995 * wql(actual, quantiles, QUANTILES)


@pytest.mark.parametrize("ends", [(0.1, 0.9), (0.025, 0.975)])
def test_what_whole_ranges_hold_by_themselves_is_known_from_what_is_written(chain, ends) -> None:
    usual, _, _ = chain
    written = np.broadcast_to(stats.poisson.ppf(LEVELS, usual[..., None]), (len(usual), 1, len(LEVELS)))
    low, high = (written[..., QUANTILES.index(end)] for end in ends)
    true = stats.poisson.cdf(high, usual) - stats.poisson.cdf(low - 1, usual)
    assert range_chance(written, ends).mean() == pytest.approx(true.mean(), abs=0.01)
    assert true.mean() > ends[1] - ends[0] + 0.01


def test_ranges_with_fractions_hold_what_they_are_called_by() -> None:
    assert range_chance(np.linspace(0.5, 9.5, len(QUANTILES))[None, :], (0.1, 0.9)) == pytest.approx(0.8)


def test_whole_ranges_of_thousands_hold_what_they_are_called_by() -> None:
    thousands = np.rint(stats.norm.ppf(LEVELS, 5_000, 1_000))[None, :]
    assert range_chance(thousands, (0.1, 0.9)) == pytest.approx(0.8, abs=0.002)
