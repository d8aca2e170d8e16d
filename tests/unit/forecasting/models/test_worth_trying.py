"""A small history is answered with the models that it can tell apart."""

import numpy as np
import pytest

from foresale.forecasting.models.catalog import model_names
from foresale.forecasting.models.worth_trying import SMALL_HISTORY, models_worth_trying


def history(n_series, n_periods, share):
    rng = np.random.default_rng(1)
    return np.where(rng.random((n_series, n_periods)) < share, 5.0, 0.0)


def test_a_small_sparse_history_leaves_out_the_dear_models_and_keeps_the_others_in_order():
    kept, left_out = models_worth_trying(model_names(), history(3, 366, 0.6))
    slow, dear = (
        {"auto_ets", "auto_arima", "dynamic_theta"},
        {"random_forest", "gradient_boosting", "xgboost"},
    )
    assert set(left_out) == slow | dear
    assert kept == tuple(name for name in model_names() if name not in left_out)
    assert {"seasonal_naive", "moving_average", "lightgbm"} <= set(kept)


def test_a_small_dense_history_leaves_out_only_what_is_slow_to_load():
    left_out = models_worth_trying(model_names(), history(7, 200, 1.0))[1]
    assert set(left_out) == {"auto_ets", "auto_arima", "dynamic_theta"}


@pytest.mark.parametrize("case", [(1, 60, 1.0), (3, 156, 1.0), (SMALL_HISTORY // 50, 1000, 0.9)])
def test_a_short_series_alone_or_a_large_history_tries_everything(case):
    assert models_worth_trying(model_names(), history(*case)) == (tuple(model_names()), ())


def test_unknown_periods_do_not_make_a_history_sparse():
    target = history(2, 150, 1.0)
    target[:, ::2] = np.nan
    assert models_worth_trying(["auto_arima"], target) == (("auto_arima",), ())


def test_a_long_history_that_seldom_sells_leaves_out_what_costs_seconds_a_series():
    kept, left_out = models_worth_trying(model_names(), history(20, 1400, 0.3))
    assert set(left_out) == {"auto_ets", "auto_arima", "dynamic_theta"}
    assert {"lightgbm", "croston", "xgboost"} <= set(kept)
