"""Large jobs leave out what they can't afford, and say why."""

from __future__ import annotations

from foresale.forecasting.models.adida import ADIDA
from foresale.forecasting.models.auto_arima import AutoARIMA
from foresale.forecasting.models.croston import Croston
from foresale.forecasting.models.model_budget import WORTH_SAVING, affordable_models


def test_a_small_job_affords_everything_in_the_order_given() -> None:
    names = ("auto_arima", "tsb", "auto_ets")
    assert affordable_models(names, 5, 100, 60) == (names, {})


def test_the_dearest_models_are_left_out_first_with_their_cost() -> None:
    kept, left_out = affordable_models(("auto_arima", "auto_ets", "dynamic_theta", "tsb"), 500, 1000, 100)
    assert kept == ("auto_ets", "dynamic_theta", "tsb")
    assert list(left_out) == ["auto_arima"]
    assert "500 series" in left_out["auto_arima"]


def test_models_share_the_budget() -> None:
    alone, _ = affordable_models(["auto_ets"], 500, 1000, 50)
    together, left_out = affordable_models(["auto_ets", "dynamic_theta"], 500, 1000, 50)
    assert alone == ("auto_ets",)
    assert together == ("dynamic_theta",)
    assert "s of others" in left_out["auto_ets"]


def test_a_model_that_costs_next_to_nothing_is_kept_though_the_budget_is_spent() -> None:
    names = ("lightgbm", "auto_ets", "adida")
    worthless = ADIDA.expected_seconds(500, 1000) / WORTH_SAVING  # a budget of which it is just that share
    kept, left_out = affordable_models(names, 500, 1000, 1.01 * worthless)
    assert (kept, list(left_out)) == (("lightgbm", "adida"), ["auto_ets"])
    kept, left_out = affordable_models(names, 500, 1000, 0.99 * worthless)
    assert (kept, list(left_out)) == (("lightgbm",), ["adida", "auto_ets"])


def test_a_model_that_is_always_tried_is_kept_whatever_it_costs() -> None:
    kept, left_out = affordable_models(("auto_ets", "seasonal_naive", "lightgbm"), 500, 1000, 1e-9)
    assert (kept, list(left_out)) == (("seasonal_naive", "lightgbm"), ["auto_ets"])


def test_cost_grows_with_length_only_as_far_as_a_model_looks() -> None:
    assert AutoARIMA.expected_seconds(10, 5000) == AutoARIMA.expected_seconds(10, 364)
    assert Croston.expected_seconds(10, 5000) == 5 * Croston.expected_seconds(10, 1000)
