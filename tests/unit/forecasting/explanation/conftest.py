"""A simulated chain, forecast once by LightGBM, and forecasters put together from parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import foresale as fs
from foresale.data.profile.demand_classes import CLASSES
from foresale.forecasting.ensemble.blend import Blend
from foresale.forecasting.explanation.drivers import Drivers
from foresale.forecasting.explanation.explainable import ExplanationInputs, decompose_forecast
from foresale.forecasting.models.moving_average import MovingAverage
from foresale.library.results import ForecastResult
from foresale.simulation.chain import SimulatedChain
from foresale.workflows.files.forecast_options import ForecastOptions

HORIZON = 14


@pytest.fixture(scope="session")
def chain() -> SimulatedChain:
    """Two shops in which promotions are frequent and nothing hides demand."""
    shares = dict.fromkeys(("intermittent_share", "new_share", "dying_share", "stockout_share"), 0.0)
    return fs.simulate(
        stores=2, products=8, days=300, future_days=HORIZON, seed=4, promotion_share=0.15, **shares
    )


@pytest.fixture(scope="session")
def result(chain) -> ForecastResult:
    """The chain's forecast by LightGBM, promotions and prices ahead known."""
    rows = pl.concat([chain.sales.drop("stockout"), chain.future], how="diagonal_relaxed")
    options = ForecastOptions(folds=1, models=("lightgbm",))
    return fs.forecast(fs.read(rows), HORIZON, country="GB", options=options)


@pytest.fixture(scope="session")
def drivers(result) -> Drivers:
    """What drives that forecast."""
    return result.drivers()


@pytest.fixture(scope="session")
def scene(result) -> ExplanationInputs:
    """The same forecaster, taken apart."""
    return decompose_forecast(result.forecaster)


@pytest.fixture(scope="session")
def averaged(result, scene) -> ForecastResult:
    """The same chain as if a moving average had been the champion."""
    model = MovingAverage().fit(scene.panel, HORIZON)
    return with_model(result, replace(result.forecaster, model=model), model.predict(scene.panel, HORIZON))


@pytest.fixture(scope="session")
def blended(result, averaged, scene) -> ForecastResult:
    """The same chain as if a blend of both, one half each, had been the champion."""
    members = [result.forecaster.model, averaged.forecaster.model]
    model = Blend(members, np.full((len(CLASSES), 2), 0.5))
    return with_model(result, replace(result.forecaster, model=model), model.predict(scene.panel, HORIZON))


@pytest.fixture(scope="session")
def without_roles(result) -> Callable[..., ForecastResult]:
    """A function that gives the result of a file without the roles named."""

    def forget(*roles: str) -> ForecastResult:
        kept = {**result.forecaster.about["roles"], **dict.fromkeys(roles)}
        return replace(result, forecaster=replace(result.forecaster, about={"roles": kept}))

    return forget


def with_model(result, forecaster, mean) -> ForecastResult:
    prediction = replace(result.forecast.prediction, mean=mean)
    return ForecastResult(replace(result.forecast, prediction=prediction), forecaster)
