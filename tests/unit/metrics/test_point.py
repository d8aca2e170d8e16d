"""Point errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.metrics.point import bias, mae, mape, r2, rmse, share_within, smape, wape

NAN = float("nan")
SALES = st.lists(
    st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=20
).map(np.array)  # fmt: skip


@pytest.mark.parametrize("metric", [wape, bias, mae, rmse, mape, smape, r2])
def test_periods_without_a_known_actual_do_not_count(metric):
    with_gap = metric([[10, NAN], [4, 7]], [[12, 999], [3, 9]])
    assert with_gap == pytest.approx(metric([10, 4, 7], [12, 3, 9]))
    assert np.isfinite(with_gap)


@pytest.mark.parametrize("metric", [wape, bias, mae, rmse, mape, smape, r2])
def test_nothing_known_gives_nan_without_a_warning(metric):
    assert np.isnan(metric([NAN, NAN], [1, 2]))
    assert np.isnan(metric([], []))


@pytest.mark.parametrize("metric", [wape, bias, mae, rmse, mape, smape, r2])
def test_a_forecast_that_is_missing_is_not_flattered(metric):
    assert np.isnan(metric([10, 20], [10, NAN]))
    assert np.isnan(share_within([10, 20], [10, NAN], 0.1))


@pytest.mark.parametrize("metric", [wape, bias, mae, rmse, mape, smape, r2])
def test_shapes_that_differ_are_refused(metric):
    with pytest.raises(ValueError, match=r"actual is \(2, 2\), the forecast is \(2,\)"):
        metric([[1, 2], [3, 4]], [1, 2])


def test_wape_and_bias_are_undefined_when_nothing_was_sold():
    assert np.isnan(wape([0, 0], [1, 1]))
    assert np.isnan(bias([0, 0], [1, 1]))


def test_bias_has_the_sign_of_the_error():
    assert bias([10, 10], [12, 12]) == pytest.approx(0.2)
    assert bias([10, 10], [8, 8]) == pytest.approx(-0.2)


def test_mape_leaves_out_days_without_sales():
    assert mape([0, 10], [5, 12]) == pytest.approx(0.2)
    assert np.isnan(mape([0, 0], [1, 1]))


def test_smape_counts_zero_for_zero_as_right_and_a_wrong_zero_as_worst():
    assert smape([0, 0], [0, 3]) == pytest.approx(1.0)
    assert smape([5], [0]) == pytest.approx(2.0)


def test_r2_of_the_mean_is_zero_and_of_a_constant_series_undefined():
    assert r2([1, 2, 3], [2, 2, 2]) == pytest.approx(0.0)
    assert np.isnan(r2([2, 2, 2], [2, 2, 2]))


@pytest.mark.parametrize(("tolerance", "share"), [(0.10, 0.25), (0.25, 0.5), (0.50, 0.75)])
def test_share_within_counts_errors_up_to_and_including_the_tolerance(tolerance, share):
    assert share_within([10, 10, 10, 0], [11, 7.5, 15, 0.1], tolerance) == share


@given(SALES)
def test_the_root_mean_squared_error_is_never_below_the_mean_absolute_error(pairs):
    actual, forecast = pairs.T
    assert rmse(actual, forecast) >= mae(actual, forecast) * (1 - 1e-9) - 1e-100


@given(SALES)
def test_the_bias_is_never_larger_than_wape(pairs):
    actual, forecast = pairs.T
    if actual.sum() > 1e-3:
        assert abs(bias(actual, forecast)) <= wape(actual, forecast) * (1 + 1e-9) + 1e-12
