"""The recent mean goes on."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.errors import OptionError
from foresale.forecasting.models.moving_average import MovingAverage


def test_it_forecasts_the_mean_of_the_window(make_panel) -> None:
    panel = make_panel([100, 1, 2, 3])
    np.testing.assert_array_equal(MovingAverage(window=3).predict(panel, 2), [[2, 2]])


@pytest.mark.parametrize(("freq", "window"), [("D", 28), ("W", 8), ("M", 6)])
def test_without_a_window_it_takes_the_usual_one_for_the_period(make_panel, freq: str, window: int) -> None:
    history = np.r_[1000.0, np.full(window, 5.0)]
    np.testing.assert_array_equal(MovingAverage().predict(make_panel(history, freq), 1), [[5]])


def test_negative_means_are_kept_only_where_demand_can_be_negative(make_panel) -> None:
    model = MovingAverage(window=2)
    np.testing.assert_array_equal(model.predict(make_panel([-4, -2]), 1), [[0]])
    np.testing.assert_array_equal(model.predict(make_panel([-4, -2], non_negative=False), 1), [[-3]])


def test_a_window_below_one_is_refused() -> None:
    with pytest.raises(OptionError, match="window"):
        MovingAverage(window=0)
