"""The benchmark's judge: nobody gains by a sum that is too low."""

import numpy as np
import pytest
from bench.judge import to_the_sum_of

from foresale.metrics.point import wape

SOLD = np.array([[0.0, 0.0, 3.0], [1.0, np.nan, 2.0]])


def test_a_forecast_is_brought_to_what_was_sold_where_it_is_judged():
    forecast = np.array([[0.5, 0.5, 0.5], [0.5, 9.0, 1.0]])
    alike = to_the_sum_of(SOLD, forecast)
    assert alike[np.isfinite(SOLD)].sum() == pytest.approx(6.0)
    np.testing.assert_allclose(alike / forecast, 2.0)


def test_a_forecast_of_half_is_worth_as_much_as_the_whole():
    whole = np.array([[1.0, 1.0, 2.0], [1.0, 1.0, 1.0]])
    assert wape(SOLD, to_the_sum_of(SOLD, whole / 2)) == pytest.approx(wape(SOLD, whole))


def test_a_forecast_of_nothing_has_no_error_of_that_kind():
    assert np.isnan(wape(SOLD, to_the_sum_of(SOLD, np.zeros((2, 3)))))
