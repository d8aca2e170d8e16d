"""What fills the holes inside a series' life."""

from dataclasses import replace

import numpy as np
import pytest

from foresale.data.cleaning.imputation import find_inner_gaps, impute
from foresale.data.panel.build import build_panel

NAN = float("nan")


@pytest.fixture
def panel(daily):
    """Two weeks with one hole, a late beginning, an early end and a closed day."""
    a = [1.0, 2, 2, 4, 9, 6, 7, 3, NAN, 2, 4, 5, 6, 1]
    b = [NAN, NAN, 5.0, NAN, 5, 6, NAN, 7, 8, 8, 8, 0, NAN, NAN]
    built, _ = build_panel(daily({"a": [0.0] * 14, "b": [0.0] * 14}))
    closed = np.zeros((2, 14), dtype=bool)
    closed[1, 3] = True
    return replace(built, target=np.array([a, b]), closed=closed)


def test_only_unknown_periods_between_first_and_last_sale_are_holes_and_closed_ones_are_not(panel):
    assert [np.flatnonzero(row).tolist() for row in find_inner_gaps(panel)] == [[8], [6]]


@pytest.mark.parametrize(
    ("method", "expected"),
    [("mean", 4.0), ("median", 4.0), ("mode", 2.0), ("last", 3.0), ("seasonal", 2.0)],
)
def test_each_method_fills_a_hole_with_its_own_value(panel, method, expected):
    filled, where = impute(panel, method)
    assert filled[0, 8] == expected
    assert where.sum() == 2
    assert np.array_equal(filled[~where], panel.target[~where], equal_nan=True)


def test_a_seasonal_filling_is_the_average_of_the_same_weekday_before_and_after(daily):
    built, _ = build_panel(daily({"a": [0.0] * 21}))
    target = np.arange(21.0)[None, :]
    target[0, 10] = NAN
    filled, _ = impute(replace(built, target=target), "seasonal")
    assert filled[0, 10] == (3 + 17) / 2


def test_none_fills_nothing(panel):
    filled, where = impute(panel, "none")
    assert np.array_equal(filled, panel.target, equal_nan=True)
    assert not where.any()
