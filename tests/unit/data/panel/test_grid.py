"""How rows of one series and period combine."""

import numpy as np
import polars as pl
import pytest

from foresale.data.panel.grid import Grid, aggregate_covariate, is_flag, label_positions, numbers

NAN = float("nan")


@pytest.fixture
def grid() -> Grid:
    """Three rows in the first place, one in the last, of 2 series × 2 periods."""
    return Grid(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 1]), (2, 2))


def test_units_add_up_and_places_without_rows_stay_unknown(grid):
    assert np.array_equal(grid.sum(np.array([1.0, 2.0, NAN, 5.0])), [[3, NAN], [NAN, 5]], equal_nan=True)


def test_a_place_whose_rows_are_all_empty_is_unknown_and_not_zero(grid):
    assert np.isnan(grid.sum(np.array([NAN, NAN, NAN, 5.0]))[0, 0])


def test_a_price_is_weighted_by_what_was_sold_at_it(grid):
    prices, units = np.array([2.0, 1.0, NAN, 4.0]), np.array([1.0, 3.0, 8.0, 1.0])
    assert grid.weighted_mean(prices, units)[0, 0] == pytest.approx((2 + 3) / 4)


def test_a_price_nothing_sold_at_is_the_plain_average(grid):
    assert grid.weighted_mean(np.array([2.0, 4.0, NAN, 1.0]), np.zeros(4))[0, 0] == 3.0


def test_a_returned_row_does_not_pull_the_price_below_zero(grid):
    prices, units = np.array([2.0, 4.0, 4.0, 1.0]), np.array([1.0, -5.0, 1.0, 1.0])
    assert grid.weighted_mean(prices, units)[0, 0] == 3.0


def test_a_flag_counts_when_any_row_raises_it_while_other_numbers_average(grid):
    assert aggregate_covariate(grid, np.array([0.0, 1.0, NAN, 0.0]), text=False)[0, 0] == 1.0
    assert aggregate_covariate(grid, np.array([10.0, 20.0, NAN, 0.0]), text=False)[0, 0] == 15.0


def test_one_row_a_place_gives_the_same_as_the_general_way():
    series, period = np.array([0, 1, 1]), np.array([1, 0, 1])
    values = np.array([3.0, NAN, 7.0])
    alone = Grid(series, period, (2, 2))
    doubled = Grid(np.tile(series, 2), np.tile(period, 2), (2, 2))
    assert alone.is_unique
    assert not doubled.is_unique
    for how in ("mean", "largest"):
        once, twice = getattr(alone, how)(values), getattr(doubled, how)(np.tile(values, 2))
        assert np.array_equal(once, twice, equal_nan=True)


def test_infinite_numbers_are_unknown():
    assert np.isnan(numbers(pl.Series([1.0, float("inf"), None]))).tolist() == [False, True, True]


def test_labels_become_their_positions():
    found = label_positions(pl.Series(["easter", None, "christmas"]), ("christmas", "easter"))
    assert np.array_equal(found, [1, NAN, 0], equal_nan=True)


def test_a_share_is_not_a_flag():
    assert is_flag(np.array([0.0, 1.0, NAN]))
    assert not is_flag(np.array([0.0, 0.5]))
