"""Sums of days ahead and their intervals."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.forecasting.results import QUANTILES
from foresale.forecasting.sums.horizon_total import (
    USUAL_RHO,
    Block,
    deviations,
    horizon_total,
    interval_chances,
    level_places,
)

LEVELS = (0.05, 0.1, 0.5, 0.9, 0.95)
NORMAL = np.array([NormalDist().inv_cdf(level) for level in LEVELS])


def normal_days(mean: float, deviation: float, days: int) -> tuple[np.ndarray, np.ndarray]:
    """H means and H × Q quantiles of normal days."""
    return np.full(days, mean), np.tile(mean + deviation * NORMAL, (days, 1))


def normal_block(first: int, last: int, mean: float, deviation: float) -> Block:
    """A block of normal days."""
    return Block(first, last, mean, mean + deviation * NORMAL)


def half_width(found: object) -> float:
    """Half of an interval, in deviations of an 80 % one."""
    return (found.upper - found.lower) / 2 / 1.2816


def test_a_week_of_independent_days_makes_the_sum_of_two_as_wide_as_independent_days() -> None:
    mean, quantiles = normal_days(100, 10, 14)
    week = normal_block(0, 7, 700, 7**0.5 * 10)
    found = horizon_total(mean, quantiles, LEVELS, [week], 0.8)
    assert found.mean == 1400
    assert half_width(found) == pytest.approx(14**0.5 * 10, rel=0.02)
    assert "correlate by 0.00, as its weeks" in found.method


def test_a_week_whose_days_go_in_step_makes_the_sum_of_two_in_step() -> None:
    mean, quantiles = normal_days(100, 10, 14)
    week = normal_block(0, 7, 700, 7 * 10)
    found = horizon_total(mean, quantiles, LEVELS, [week], 0.8)
    assert half_width(found) == pytest.approx(14 * 10, rel=0.03)


def test_without_a_week_the_usual_correlation_is_taken_and_said() -> None:
    mean, quantiles = normal_days(100, 10, 4)
    found = horizon_total(mean, quantiles, LEVELS, [], 0.8)
    variance = 4 * 100 + USUAL_RHO * (16 - 4) * 100
    assert half_width(found) == pytest.approx(variance**0.5, rel=0.02)
    assert found.method.endswith("0.30, the usual")


def test_a_month_that_reaches_beyond_the_days_tells_nothing() -> None:
    mean, quantiles = normal_days(100, 10, 4)
    found = horizon_total(mean, quantiles, LEVELS, [normal_block(0, 30, 3000, 300)], 0.8)
    assert found.method.endswith("the usual")


def test_one_day_has_its_own_interval() -> None:
    mean, quantiles = normal_days(100, 10, 1)
    found = horizon_total(mean, quantiles, LEVELS, [], 0.9)
    assert (found.lower, found.upper) == (quantiles[0, 0], quantiles[0, 4])


@given(
    st.lists(st.floats(0, 1e4), min_size=2, max_size=28),
    st.floats(0.1, 3),
    st.sampled_from(interval_chances(QUANTILES)),
)
def test_a_total_of_demand_is_never_below_zero_and_its_ends_are_in_order(
    means: list[float], spread: float, chance: float
) -> None:
    mean = np.array(means)
    normal = np.array([NormalDist().inv_cdf(level) for level in QUANTILES])
    quantiles = np.maximum(mean[:, None] + spread * np.sqrt(mean)[:, None] * normal, 0)
    found = horizon_total(mean, quantiles, QUANTILES, [], chance)
    assert 0 <= found.lower <= found.upper
    narrow = horizon_total(mean, quantiles, QUANTILES, [], 0.2)
    assert found.upper >= narrow.upper or np.isclose(found.upper, narrow.upper)


def test_a_day_that_is_certain_has_no_deviation() -> None:
    assert deviations(np.full((2, 5), 3.0), LEVELS).tolist() == [0, 0]


def test_an_interval_needs_both_ends_among_the_levels() -> None:
    assert interval_chances((0.1, 0.5, 0.9, 0.95)) == (0.8,)
    assert level_places(LEVELS, 0.9) == (0, 4)
    with pytest.raises(KeyError):
        level_places(LEVELS, 0.7)
