"""The built-in models, described without loading one: a list of them shall not take seconds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

_PACKAGE = "foresale.forecasting.models"
LARGE_BUDGET = 300.0  # seconds


@dataclass(frozen=True)
class ModelDescription:
    """What can be said of a model before it is loaded.

    Attributes:
        name: Its name in the catalog.
        place: Where its class is, as `module:Class`.
        label: Its name for people.
        family: `baseline`, `classical`, `intermittent` or `machine learning`; None where it can't be loaded.
        uses_covariates: Whether it reads known-ahead, past-only and static columns.
        needs: The optional library without which it can't be loaded.
        from_budget: Seconds for testing models from which on it is tried without being asked for by name.
        problem: Why it can't be used here.
    """

    name: str
    place: str
    label: str
    family: str | None = None
    uses_covariates: bool = False
    needs: str | None = None
    from_budget: float = 0.0
    problem: str | None = None

    @property
    def available(self) -> bool:
        """Whether it can be used here."""
        return self.problem is None


def _model(name: str, place: str, label: str, family: str, **more: Any) -> ModelDescription:
    return ModelDescription(name, f"{_PACKAGE}.{place}", label, family, **more)


BUILT_IN = {
    model.name: model
    for model in (
        _model("seasonal_naive", "seasonal_naive:SeasonalNaive", "Seasonal naive", "baseline"),
        _model("moving_average", "moving_average:MovingAverage", "Moving average", "baseline"),
        _model(
            "profile_smoothing",
            "profile_smoothing:ProfileSmoothing",
            "Smoothing with shared seasons",
            "classical",
        ),
        _model("auto_ets", "auto_ets:AutoETS", "AutoETS", "classical", needs="statsforecast"),
        _model(
            "dynamic_theta",
            "dynamic_theta:DynamicTheta",
            "Dynamic optimised Theta",
            "classical",
            needs="statsforecast",
        ),
        _model("auto_arima", "auto_arima:AutoARIMA", "AutoARIMA", "classical", needs="statsforecast"),
        _model("croston", "croston:Croston", "Croston", "intermittent"),
        _model("sba", "sba:SBA", "Syntetos–Boylan (SBA)", "intermittent"),
        _model("tsb", "tsb:TSB", "Teunter–Syntetos–Babai (TSB)", "intermittent"),
        _model("adida", "adida:ADIDA", "ADIDA", "intermittent"),
        _model("imapa", "imapa:IMAPA", "IMAPA", "intermittent"),
        _model(
            "linear",
            "linear_on_lags:LinearOnLags",
            "Linear regression on lags",
            "machine learning",
            uses_covariates=True,
        ),
        _model(
            "random_forest",
            "random_forest:RandomForest",
            "Random forest on lags",
            "machine learning",
            uses_covariates=True,
        ),
        _model(
            "gradient_boosting",
            "gradient_boosting:GradientBoosting",
            "Gradient boosting on lags",
            "machine learning",
            uses_covariates=True,
        ),
        _model(
            "xgboost",
            "xgboost_on_lags:XGBoostOnLags",
            "XGBoost on lags",
            "machine learning",
            uses_covariates=True,
            needs="xgboost",
        ),
        _model(
            "lightgbm",
            "global_lightgbm:GlobalLightGBM",
            "LightGBM over all series",
            "machine learning",
            uses_covariates=True,
        ),
        _model(
            "prophet",
            "prophet_model:ProphetModel",
            "Prophet",
            "classical",
            uses_covariates=True,
            needs="prophet",
            from_budget=LARGE_BUDGET,
        ),
        _model(
            "mlp",
            "global_mlp:GlobalMLP",
            "Neural network over all series",
            "machine learning",
            uses_covariates=True,
            needs="keras",
            from_budget=LARGE_BUDGET,
        ),
        _model(
            "lstm",
            "global_lstm:GlobalLSTM",
            "LSTM over all series",
            "machine learning",
            uses_covariates=True,
            needs="keras",
            from_budget=LARGE_BUDGET,
        ),
        _model(
            "chronos",
            "chronos_model:ChronosModel",
            "Chronos, without training",
            "machine learning",
            needs="chronos",
            from_budget=math.inf,
        ),
    )
}
"""Name → description, from simple to elaborate; also in pyproject.toml, and kept here so that a checkout
works before it is installed again."""
