"""What counts as an outlier."""

import numpy as np
import pytest

from foresale.data.cleaning.nan_statistics import row_modes, row_quantiles
from foresale.data.cleaning.outliers import iqr_fences, outlier_fences
from foresale.data.panel.build import build_panel


def test_fences_are_one_and_a_half_interquartile_ranges_beyond_the_quartiles():
    values = np.array([[1.0, 2, 3, 4, 5, 6, 7, 8, np.nan]])
    fences = iqr_fences(values)
    q1, q3 = np.nanquantile(values, (0.25, 0.75))
    assert fences.low.item() == pytest.approx(q1 - 1.5 * (q3 - q1))
    assert fences.high.item() == pytest.approx(q3 + 1.5 * (q3 - q1))


def outliers(panel, method="iqr"):
    """S × T, true where a value lies outside its series' fences."""
    return outlier_fences(panel, method).outside(panel.target)


def test_a_peak_is_found_and_ordinary_days_are_not(daily):
    units = [3.0, 4, 5, 4, 3, 5, 4, 60, 4, 5, 3, 4]
    panel, _ = build_panel(daily({"a": units}))
    assert np.flatnonzero(outliers(panel)[0]).tolist() == [7]


def test_the_sales_of_a_slow_seller_are_not_outliers(daily):
    units = [2.0 if i % 6 == 0 else 0.0 for i in range(80)]
    panel, _ = build_panel(daily({"a": units}))
    assert not outliers(panel).any()
    assert not outliers(panel, "seasonal").any()


def test_too_few_values_have_no_outliers(daily):
    panel, _ = build_panel(daily({"a": [1.0, 1, 1, 1, 90, 1, 1]}))
    assert not outliers(panel).any()


def test_a_busy_weekday_is_an_outlier_by_quartiles_but_not_by_season(daily):
    rng = np.random.default_rng(5)
    units = [float(x) for x in np.where(np.arange(140) % 7 == 5, 60, 20) + rng.integers(0, 5, 140)]
    units[52] = 150.0
    panel, _ = build_panel(daily({"a": units}))
    assert outliers(panel)[0, 5::7].all()
    found = outliers(panel, "seasonal")[0]
    assert found[52]
    assert found[5::7].sum() <= 2


def test_fences_never_fall_below_zero_where_demand_cannot(daily):
    panel, _ = build_panel(daily({"a": [1.0, 2, 9, 1, 8, 2, 9, 1, 3, 7]}))
    assert outlier_fences(panel, "iqr").low.min() >= 0


def test_row_quantiles_agree_with_numpy_row_by_row():
    values = np.random.default_rng(0).normal(size=(30, 17))
    values[np.random.default_rng(1).random(values.shape) < 0.4] = np.nan
    expected = np.nanquantile(values, (0.1, 0.5, 0.9), axis=1).T
    assert np.allclose(row_quantiles(values, (0.1, 0.5, 0.9)), expected)


def test_the_mode_is_the_commonest_value_and_the_smallest_of_equals():
    values = np.array([[3.0, 1, 3, np.nan], [2, 1, np.nan, np.nan], [np.nan] * 4])
    assert np.array_equal(row_modes(values), [3, 1, np.nan], equal_nan=True)
