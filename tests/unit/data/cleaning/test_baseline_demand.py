"""What each period would usually have brought."""

import numpy as np
import pytest

from foresale.data.cleaning.baseline_demand import estimate_baseline
from foresale.frequency import Frequency


@pytest.mark.parametrize("freq", list(Frequency))
def test_what_was_usual_is_read_off_earlier_periods_alone(freq):
    demand = np.random.default_rng(2).poisson(5, (3, 60)).astype(float)
    demand[1, :20] = demand[2, 30:] = np.nan
    other = demand.copy()
    other[:, 40:] = 1000.0
    before, after = estimate_baseline(demand, freq), estimate_baseline(other, freq)
    np.testing.assert_array_equal(before[:, :41], after[:, :41])
    assert (before[:, 41:] != after[:, 41:]).all()


def test_a_weekday_that_sells_more_is_usually_higher():
    demand = np.where(np.arange(70) % 7 == 5, 30.0, 10.0) * np.ones((2, 1))
    usual = estimate_baseline(demand, Frequency.DAY)[0]
    assert usual[68] == pytest.approx(30, rel=0.1)
    assert usual[69] == pytest.approx(10, rel=0.1)
