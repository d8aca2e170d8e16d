"""How far recent data are from those a model learned from."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.metrics.drift import level_shift, population_stability, share_with_error

sizes = st.lists(st.floats(0, 1e6), min_size=2, max_size=8)


@given(sizes, st.floats(0.1, 10))
def test_the_same_mix_hasnt_moved_whatever_its_size(mix: list[float], scale: float) -> None:
    moved = population_stability(mix, [scale * part for part in mix])
    assert (math.isnan(moved) and sum(mix) == 0) or abs(moved) < 1e-6


@given(st.data())
def test_a_moved_mix_is_never_below_nothing_and_the_same_both_ways(data: st.DataObject) -> None:
    before = data.draw(st.lists(st.floats(0.01, 1e6), min_size=3, max_size=3))
    now = data.draw(st.lists(st.floats(0.01, 1e6), min_size=3, max_size=3))
    assert population_stability(before, now) >= 0
    assert population_stability(before, now) == pytest.approx(population_stability(now, before))


def test_a_part_that_went_is_told_though_its_logarithm_isnt_there() -> None:
    assert population_stability([50, 50], [100, 0]) > 0.25


def test_a_level_like_those_of_the_past_doesnt_stand_out_and_a_doubled_one_does() -> None:
    rng = np.random.default_rng(1)
    past = 100 + 5 * rng.standard_normal(52)
    assert abs(level_shift(past, past[10:14])[0]) < 3
    deviations, change = level_shift(past, [200, 205, 198, 202])
    assert deviations > 10
    assert change == pytest.approx(1, abs=0.1)


def test_a_recent_season_that_the_past_had_too_doesnt_stand_out() -> None:
    season = 100 + 50 * np.sin(2 * np.pi * np.arange(52) / 52)
    assert abs(level_shift(season, season[11:15])[0]) < 3


def test_too_short_a_past_tells_nothing_and_a_constant_one_all() -> None:
    assert math.isnan(level_shift([1, 2, 3], [4, 5])[0])
    assert level_shift([5.0] * 10, [5.0, 5.0]) == (0.0, 0.0)
    assert level_shift([5.0] * 10, [6.0, 6.0])[0] == math.inf


def test_a_share_is_surer_the_more_periods_agree() -> None:
    few = share_with_error([2, 4], [10, 10])
    many = share_with_error([2, 4] * 10, [10] * 20)
    assert few[0] == many[0] == pytest.approx(0.3)
    assert many[1] < few[1] / 3
    assert share_with_error([3, 3, 3], [10, 10, 10])[1] == 0
