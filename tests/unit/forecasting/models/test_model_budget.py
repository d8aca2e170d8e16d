"""Large jobs leave out what they can't afford, and say why."""

from __future__ import annotations

from foresale.forecasting.models.auto_arima import AutoARIMA
from foresale.forecasting.models.croston import Croston
from foresale.forecasting.models.model_budget import affordable_models


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


def test_cost_grows_with_length_only_as_far_as_a_model_looks() -> None:
    assert AutoARIMA.expected_seconds(10, 5000) == AutoARIMA.expected_seconds(10, 364)
    assert Croston.expected_seconds(10, 5000) == 5 * Croston.expected_seconds(10, 1000)
