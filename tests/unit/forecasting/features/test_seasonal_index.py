"""Indices of weekdays and times of year, shared as far as sales are few."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.forecasting.features.groups import Group
from foresale.forecasting.features.seasonal_index import weekday_index, year_index
from foresale.frequency import Frequency

WEEK = np.array([0.5, 0.8, 0.9, 1.0, 1.2, 1.6, 1.0])


def one_group(series: int) -> tuple[Group, ...]:
    return (Group("all", np.zeros(series, dtype=np.intp), ("all",), np.empty((1, 0))),)


def two_groups(series: int) -> tuple[Group, ...]:
    halves = (np.arange(series) >= series // 2).astype(np.intp)
    return (*one_group(series), Group("store", halves, ("a", "b"), np.empty((2, 0))))


def test_a_brisk_series_tells_its_own_week() -> None:
    demand = np.tile(1000 * WEEK, (1, 30))
    np.testing.assert_allclose(weekday_index(demand, one_group(1))[0], WEEK / WEEK.mean(), rtol=0.02)


def test_a_slow_series_takes_the_week_of_its_group() -> None:
    brisk = np.tile(np.tile(100 * WEEK, 30), (9, 1))
    slow = np.random.default_rng(0).poisson(0.05, (1, 210)).astype(float)
    index = weekday_index(np.vstack([brisk, slow]), one_group(10))
    np.testing.assert_allclose(index[-1], index[0], rtol=0.15)


def test_the_finest_group_is_believed_before_all_series() -> None:
    early = np.tile(np.tile(50 * WEEK, 30), (5, 1))
    late = np.tile(np.tile(50 * WEEK[::-1], 30), (4, 1))
    silent = np.zeros((1, 210))
    index = weekday_index(np.vstack([early, late, silent]), two_groups(10))
    np.testing.assert_allclose(index[-1], WEEK[::-1] / WEEK.mean(), rtol=0.05)


def test_unknown_days_are_no_evidence() -> None:
    demand = np.tile(1000 * WEEK, (1, 30))
    holes = demand.copy()
    holes[0, 5::14] = np.nan
    index = weekday_index(holes, one_group(1))[0]
    np.testing.assert_allclose(index / index.mean(), WEEK / WEEK.mean(), rtol=0.02)


def test_the_year_repeats_its_course_against_the_level_before_it() -> None:
    course = 1 + 0.5 * np.sin(2 * np.pi * np.arange(156) / 52)
    demand = np.tile(1000 * course, (3, 1))
    index = year_index(demand[:, :150], one_group(3), Frequency.WEEK, 6)
    assert index is not None
    level = demand[0, 142:150].mean()
    np.testing.assert_allclose(index[0] * level, demand[0, 150:156], rtol=0.06)


@pytest.mark.parametrize("periods", [10, 51, 59])
def test_less_than_a_year_has_no_course(periods: int) -> None:
    assert year_index(np.ones((2, periods)), one_group(2), Frequency.WEEK, 4) is None


def test_a_series_younger_than_a_year_takes_the_course_of_its_group() -> None:
    course = 1 + 0.5 * np.sin(2 * np.pi * np.arange(150) / 52)
    demand = np.tile(1000 * course, (4, 1))
    demand[-1, :120] = np.nan
    index = year_index(demand, one_group(4), Frequency.WEEK, 6)
    assert index is not None
    np.testing.assert_allclose(index[-1], index[0], rtol=0.05)
