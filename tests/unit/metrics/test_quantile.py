"""Quantile errors and intervals."""

import numpy as np
import pytest

from foresale.metrics.point import wape
from foresale.metrics.quantile import coverage, interval_width, pinball, wql

NAN = float("nan")


def test_pinball_charges_shortage_and_surplus_by_the_level():
    assert pinball([10], [7], 0.9) == pytest.approx(2.7)
    assert pinball([10], [13], 0.9) == pytest.approx(0.3)


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_pinball_is_least_at_the_true_quantile(level):
    draws = np.random.default_rng(0).gamma(2, 5, 20_000)
    losses = {
        shift: pinball(draws, np.full_like(draws, np.quantile(draws, level) + shift), level)
        for shift in (-1, 0, 1)
    }
    assert min(losses, key=losses.get) == 0


def test_weighted_quantile_loss_at_the_median_is_wape():
    actual, forecast = np.array([[10.0, 0, NAN], [4, 7, 1]]), np.array([[12.0, 1, 5], [3, 3, 3]])
    assert wql(actual, forecast[..., None], (0.5,)) == pytest.approx(wape(actual, forecast))


def test_weighted_quantile_loss_averages_levels_and_skips_unknown_periods():
    actual = np.array([10.0, NAN, 20.0])
    quantiles = np.array([[8.0, 12], [0, 0], [25, 26]])
    low = 2 * (0.1 * 2 + 0.9 * 5) / 30
    high = 2 * (0.1 * 2 + 0.1 * 6) / 30
    assert wql(actual, quantiles, (0.1, 0.9)) == pytest.approx((low + high) / 2)


def test_weighted_quantile_loss_is_undefined_when_nothing_was_sold_or_known():
    assert np.isnan(wql([0.0], [[1.0]], (0.5,)))
    assert np.isnan(wql([NAN], [[1.0]], (0.5,)))


def test_quantiles_that_do_not_match_their_levels_are_refused():
    with pytest.raises(ValueError, match=r"quantiles are \(2, 3\), expected \(2, 2\)"):
        wql([1, 2], np.ones((2, 3)), (0.1, 0.9))


def test_an_interval_covers_its_own_ends():
    assert coverage([0, 3, 4, NAN], [0, 1, 1, 0], [0, 3, 3, 9]) == pytest.approx(2 / 3)


def test_coverage_and_width_of_a_missing_interval_are_nan():
    assert np.isnan(coverage([1], [NAN], [2]))
    assert np.isnan(interval_width([1], [NAN], [2]))
    assert np.isnan(coverage([NAN], [0], [2]))


def test_width_is_relative_to_sales():
    assert interval_width([10, 30, NAN], [5, 20, 0], [15, 30, 500]) == pytest.approx(0.5)
