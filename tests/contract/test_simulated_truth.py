"""A chain whose true demand is known: what the engine finds of it, within stated errors.

`python -m bench.simulated_truth` prints the same measures of larger chains and whole forecasts.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from bench.simulated_truth import HORIZON, Size, forecast_chain, judge_effects, judge_forecast, make_chain

from foresale.data.cleaning.clean import CleaningOptions
from foresale.forecasting.explanation.explainable import as_the_model_sees
from foresale.forecasting.models.global_lightgbm import GlobalLightGBM
from foresale.library.results import ForecastResult
from foresale.simulation.chain import SimulatedChain
from foresale.workflows.files.forecast_options import ForecastOptions

SIZE = Size(stores=3, products=24, stockout_share=0.15)


class Quick(GlobalLightGBM):
    """LightGBM on fewer rows than it would learn from."""

    row_budget = 100_000


def learned(chain: SimulatedChain, stockouts: str) -> ForecastResult:
    """The chain forecast by LightGBM; its backtest, which takes longer, is that of a moving average."""
    options = ForecastOptions(
        models=("moving_average",), folds=1, cleaning=CleaningOptions(stockouts=stockouts)
    )
    result = forecast_chain(chain, options)
    model = Quick().fit(as_the_model_sees(result.forecaster), HORIZON)
    forecaster = replace(result.forecaster, model=model)
    return ForecastResult(replace(result.forecast, prediction=forecaster.predict()), forecaster)


@pytest.fixture(scope="module")
def chain() -> SimulatedChain:
    """Nearly three years of sales in which every seventh day ran out of stock, up to early December."""
    return make_chain(1, SIZE)


@pytest.fixture(scope="module")
def found(chain: SimulatedChain) -> dict[str, dict[str, float]]:
    """Every measure by how stock-outs are treated: told over true, less one."""
    results = {way: learned(chain, way) for way in ("mask", "estimate")}
    return {
        way: {**judge_effects(chain, result), **judge_forecast(chain, result)}
        for way, result in results.items()
    }


def test_the_uplift_of_a_promotion_is_found(found):
    """At its usual cut; deep cuts, which are rare, come out up to two fifths too low."""
    assert -0.25 < found["mask"]["uplift"] < 0.45
    assert -0.25 < found["estimate"]["uplift"] < 0.25
    assert all(-0.4 < measures["deep"] < 0.2 for measures in found.values())


def test_the_peak_before_christmas_is_found_and_higher_with_lost_sales_estimated(found):
    """Days that sold out were the best ones: left out, the peak comes out a sixth to a third too low."""
    assert -0.4 < found["mask"]["peak"] < 0.05
    assert -0.33 < found["estimate"]["peak"] < 0.1
    assert found["mask"]["peak"] < found["estimate"]["peak"]
    assert found["mask"]["week"] < found["estimate"]["week"]


def test_demand_is_found_where_shelves_were_empty_every_seventh_day(found, chain):
    assert 0.1 < chain.sales["stockout"].mean() < 0.2
    assert -0.17 < found["mask"]["bias"] < 0.05
    assert -0.14 < found["estimate"]["bias"] < 0.05
    assert abs(found["estimate"]["bias"]) < abs(found["mask"]["bias"])
