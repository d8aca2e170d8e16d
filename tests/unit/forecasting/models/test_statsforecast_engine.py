"""The classical models run statsforecast on each series, and answer even where it can't."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from foresale.forecasting.models import statsforecast_engine, worker_processes
from foresale.forecasting.models.auto_arima import AutoARIMA
from foresale.forecasting.models.auto_ets import AutoETS
from foresale.forecasting.models.dynamic_theta import DynamicTheta
from foresale.forecasting.models.local_model import LocalModel
from foresale.forecasting.models.statsforecast_engine import EngineJob, forecast_batch
from foresale.frequency import Frequency

CLASSICAL = [AutoETS(), DynamicTheta(), AutoARIMA()]


def weekly_pattern(days: int, seed: int = 4) -> np.ndarray:
    pattern = np.resize([20, 22, 24, 26, 40, 70, 60], days)
    return np.random.default_rng(seed).poisson(pattern).astype(np.float64)


@pytest.mark.parametrize("model", CLASSICAL, ids=lambda model: model.name)
def test_it_finds_the_week(make_panel, model: LocalModel) -> None:
    mean = model.predict(make_panel(weekly_pattern(210)), 7)
    np.testing.assert_allclose(mean[0], [20, 22, 24, 26, 40, 70, 60], rtol=0.25)
    assert model.fallbacks == 0


def test_it_answers_what_statsforecast_answers(make_panel) -> None:
    import statsforecast.models

    history = weekly_pattern(150)
    expected = statsforecast.models.AutoETS(season_length=7, model="AZA").forecast(history, 14)["mean"]
    np.testing.assert_allclose(AutoETS().predict(make_panel(history), 14)[0], expected)


@pytest.mark.parametrize("model", CLASSICAL, ids=lambda model: model.name)
def test_weeks_follow_the_year_before_although_the_method_knows_no_season_of_52(
    make_panel, model: LocalModel
) -> None:
    t = np.arange(200)
    demand = 100 + 50 * np.sin(2 * np.pi * t / 52.18) + np.random.default_rng(5).normal(0, 5, 200)
    mean = model.predict(make_panel(demand[:180], "W"), 20)[0]
    assert np.abs(mean - (100 + 50 * np.sin(2 * np.pi * t[180:] / 52.18))).mean() < 12


@pytest.mark.parametrize("model", CLASSICAL, ids=lambda model: model.name)
def test_series_that_no_method_can_fit_get_their_recent_mean(make_panel, model: LocalModel) -> None:
    missing = np.full(40, np.nan)
    short, constant, few = missing.copy(), np.full(40, 5.0), missing.copy()
    short[-2:] = [3, 5]
    few[[10, 20, 30]] = [6, 9, 12]
    mean = model.predict(make_panel([missing, short, constant, few]), 2)
    np.testing.assert_array_equal(mean, [[0, 0], [4, 4], [5, 5], [9, 9]])
    assert model.fallbacks == 0


def test_a_method_that_fails_is_counted_with_its_reason() -> None:
    job = EngineJob("AutoETS", {"season_length": 1, "model": "AZA"}, 100, 3, Frequency.MONTH)
    answer = forecast_batch([weekly_pattern(60), weekly_pattern(70)], job)
    assert np.isnan(answer.mean).all()
    assert len(answer.failures) == 2
    assert "AutoETS" in answer.failures[0]


def test_a_failing_series_falls_back_and_the_model_says_so(make_panel, monkeypatch) -> None:
    monkeypatch.setattr(statsforecast_engine, "LARGEST_GROWTH", 0.0)
    model = DynamicTheta()
    mean = model.predict(make_panel(weekly_pattern(56)), 3)
    np.testing.assert_allclose(mean, weekly_pattern(56)[-28:].mean())
    assert model.fallbacks == 1
    assert "ran away" in model.fallback_reason


def test_two_processes_answer_what_one_does(make_panel, monkeypatch) -> None:
    panel = make_panel([weekly_pattern(60, seed) for seed in range(9)])
    alone = DynamicTheta().predict(panel, 5)
    monkeypatch.setattr(worker_processes, "WORTH_WORKERS", 0.0)
    np.testing.assert_array_equal(DynamicTheta().predict(panel, 5), alone)


def test_importing_the_models_does_not_import_statsforecast() -> None:
    code = (
        "import sys, foresale.forecasting.models.auto_ets, foresale.forecasting.models.catalog as c; "
        "c.model_names(); print({'statsforecast', 'lightgbm', 'pandas', 'joblib'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


@pytest.mark.skipif(find_spec("dask") is None, reason="Dask isn't installed")
def test_a_method_does_not_load_data_frames_of_dask_and_leaves_them_to_others() -> None:
    code = (
        "import sys; from foresale.forecasting.models.statsforecast_engine import EngineJob, forecast_batch; "
        "from foresale.frequency import Frequency; import numpy; "
        "job = EngineJob('SeasonalNaive', {'season_length': 1}, 9, 2, Frequency.MONTH); "
        "print(forecast_batch([numpy.arange(9.0)], job).mean.tolist(), 'dask' in sys.modules); "
        "import dask; print(dask.delayed(3).compute())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[:2] == ["[[8.0, 8.0]] False", "3"]
