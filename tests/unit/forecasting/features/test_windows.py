"""Windows answer what a slow look at the numbers would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from foresale.forecasting.features.windows import Windows, periods_since

NUMBERS = st.one_of(st.just(np.nan), st.just(0.0), st.integers(-50, 1000).map(float))
TABLES = hnp.arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 12)), elements=NUMBERS)
EDGES = st.integers(-5, 17)


def at(*positions: int) -> np.ndarray:
    return np.array(positions)


@given(values=TABLES, start=EDGES, stop=EDGES)
def test_every_statistic_equals_that_of_the_slice(values: np.ndarray, start: int, stop: int) -> None:
    windows = Windows(values, sold=True, squares=True)
    for row in range(len(values)):
        inside = values[row, max(start, 0) : max(stop, 0)]
        known = inside[~np.isnan(inside)]
        where = (at(row), at(start), at(stop))
        assert windows.count(*where)[0] == len(known)
        assert windows.total(*where)[0] == pytest.approx(known.sum())
        expected_mean = known.mean() if len(known) else np.nan
        expected_share = (known > 0).mean() if len(known) else np.nan
        expected_deviation = known.std() if len(known) > 1 else np.nan
        assert windows.mean(*where)[0] == pytest.approx(expected_mean, nan_ok=True)
        assert windows.share_sold(*where)[0] == pytest.approx(expected_share, nan_ok=True)
        # A variance from running sums of squares up to 10⁷ is exact to about 10⁻⁸.
        assert windows.deviation(*where)[0] == pytest.approx(expected_deviation, abs=1e-3, nan_ok=True)


def test_many_windows_are_read_at_once_each_from_its_own_row() -> None:
    windows = Windows(np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]))
    found = windows.total(at(0, 1, 1, 0), at(0, 0, 2, 1), at(3, 2, 3, 2))
    np.testing.assert_array_equal(found, [6, 30, 30, 2])


def test_positions_before_and_after_the_history_are_unknown_and_not_counted_from_its_end() -> None:
    windows = Windows(np.array([[1.0, 2.0, 3.0]]))
    np.testing.assert_array_equal(windows.mean(at(0, 0, 0), at(-3, -2, 2), at(-1, 1, 9)), [np.nan, 1, 3])


def test_the_deviation_of_equal_values_is_zero_and_not_the_root_of_a_rounding_error() -> None:
    windows = Windows(np.full((1, 9), 0.1), squares=True)
    assert windows.deviation(at(0), at(3), at(9))[0] == pytest.approx(0, abs=1e-7)


def test_what_the_windows_were_not_made_for_is_refused() -> None:
    windows = Windows(np.ones((1, 3)))
    with pytest.raises(ValueError, match="without sold periods"):
        windows.share_sold(at(0), at(0), at(3))
    with pytest.raises(ValueError, match="without squares"):
        windows.deviation(at(0), at(0), at(3))


def test_periods_since_are_known_at_each_origin_from_what_came_before_it() -> None:
    happened = np.array([[False, True, False, False, True], [False, False, False, False, False]])
    np.testing.assert_array_equal(periods_since(happened), [[np.nan, np.nan, 1, 2, 3, 1], [np.nan] * 6])
