"""The scrambled future again, for what the engine makes of a history besides means of single models."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.cleaning.clean import CleaningOptions, clean
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.backtesting.trials import learn_quantiles
from foresale.forecasting.explanation.explainable import ExplanationInputs, decompose_forecast
from foresale.forecasting.explanation.reasons import find_reasons
from foresale.forecasting.features.table import FeatureTable
from foresale.forecasting.models.quantile_lightgbm import QuantileLightGBM
from foresale.forecasting.results import QUANTILES, QuantileRecipe
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.forecasting.trained.train_champion import TrainingOptions, train_champion
from foresale.panel import Panel

CLEANING = CleaningOptions(outliers="winsorise")
JOINED = QuantileRecipe(np.tile([0.3, 0.4, 0.3], (len(QUANTILES), 1)), np.linspace(-0.1, 0.1, len(QUANTILES)))


@pytest.fixture(scope="module")
def future() -> ModuleType:
    """The panel with every kind of column, and what scrambles all that isn't known at a cutoff."""
    place = Path(__file__).with_name("test_no_leakage.py")
    spec = importlib.util.spec_from_file_location("scrambled_future", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def panels(future: ModuleType) -> tuple[Panel, Panel]:
    """The panel, and the same with another future after the cutoff."""
    panel = future.make_panel()
    return panel, future.scramble(panel, future.CUTOFF, future.HORIZON)


def every_row(future: ModuleType, origins: range) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions, origins and steps of all rows whose periods are known by the cutoff."""
    s, o, h = np.meshgrid(
        np.arange(len(future.SERIES)), np.array(origins), np.arange(1, future.HORIZON + 1), indexing="ij"
    )
    return s.ravel(), o.ravel(), h.ravel()


def test_every_feature_of_a_cleaned_history_is_the_same_whatever_follows(future, panels):
    rows = []
    for panel in panels:
        history = clean(panel.as_of(future.CUTOFF, future.HORIZON), CLEANING)[0]
        table = FeatureTable(history, future.HORIZON)
        rows.append(table.rows(*every_row(future, range(1, future.CUTOFF + 1))))
    assert len(rows[0]) > 40
    assert list(rows[0]) == list(rows[1])
    moves = 0
    for name, column in rows[0].items():
        np.testing.assert_array_equal(column, rows[1][name], err_msg=name)
        moves += len(np.unique(column[~np.isnan(column)])) > 1
    assert moves > 40, "columns that never change prove nothing"


def test_a_training_row_knows_nothing_between_its_origin_and_the_end_of_the_history(future, panels):
    """What a row of an early origin says is the same in a history that ends at that origin."""
    panel = clean(panels[0].as_of(future.CUTOFF, future.HORIZON), CleaningOptions())[0]
    for origin in (30, 45, 64, 70):
        plans = future.CUTOFF + future.HORIZON - origin  # what is planned ahead is known alike
        early = clean(panels[0].as_of(origin, plans), CleaningOptions())[0]
        here = every_row(future, range(origin, origin + 1))
        later, then = (FeatureTable(each, future.HORIZON).rows(*here) for each in (panel, early))
        # How far groups are believed is learned from a whole history, and moves levels by a trifle.
        for name, column in then.items():
            np.testing.assert_allclose(column, later[name], rtol=2e-3, err_msg=f"{name} at {origin}")


Quantiles = Callable[[Panel, int, int], np.ndarray]


def learned_at(panel: Panel, cutoff: int, horizon: int) -> np.ndarray:
    """How the backtest learns quantiles: cut, clean, fit, forecast."""
    history = clean(panel.as_of(cutoff, horizon), CLEANING)[0]
    return QuantileLightGBM(seed=5).fit(history, horizon).quantiles(history, horizon)


def learned_by_the_backtest(panel: Panel, cutoff: int, horizon: int) -> np.ndarray:
    """The same by the function that the backtest calls, with another cutoff beside it."""
    histories = [clean(panel.as_of(cut, horizon), CLEANING)[0] for cut in (cutoff - horizon, cutoff)]
    return np.stack(learn_quantiles(histories, horizon, 5, lambda: None))


def learned_too_late(panel: Panel, cutoff: int, horizon: int) -> np.ndarray:
    """As if one cut had been forgotten."""
    return QuantileLightGBM(seed=5).fit(panel, horizon).quantiles(panel.as_of(cutoff, horizon), horizon)


@pytest.mark.parametrize("quantiles_at", [learned_at, learned_by_the_backtest])
def test_a_scrambled_future_changes_no_learned_quantile(
    future: ModuleType, panels: tuple[Panel, Panel], quantiles_at: Quantiles
) -> None:
    plain, scrambled = (quantiles_at(panel, future.CUTOFF, future.HORIZON) for panel in panels)
    assert (plain > 0).mean() > 0.5
    np.testing.assert_array_equal(scrambled, plain)


def test_learned_quantiles_that_saw_the_future_are_caught(future, panels):
    plain, scrambled = (learned_too_late(panel, future.CUTOFF, future.HORIZON) for panel in panels)
    assert not np.array_equal(plain, scrambled)


@pytest.fixture(scope="module")
def forecasters(future: ModuleType, panels: tuple[Panel, Panel]) -> list[Forecaster]:
    """The whole way at the cutoff, twice: backtest with learned quantiles, choice, training."""
    trained = []
    for panel in panels:
        history = panel.as_of(future.CUTOFF, future.HORIZON)
        models = ("seasonal_naive", "lightgbm")
        options = BacktestOptions(models, 1, CLEANING, seed=5, learn_quantiles=True)
        backtest = run_backtest(history, future.HORIZON, options)
        # Learned quantiles that didn't help here would otherwise go untested.
        backtest = replace(backtest, quantile_recipe=JOINED)
        trained.append(
            train_champion(backtest, TrainingOptions(CLEANING, CalendarOptions(country="DE"), 5, {}))
        )
    return trained


def test_a_scrambled_future_changes_nothing_that_a_forecaster_says(future, forecasters):
    plain, scrambled = (each.predict() for each in forecasters)
    np.testing.assert_array_equal(plain.mean, scrambled.mean)
    np.testing.assert_array_equal(plain.quantiles, scrambled.quantiles)
    assert plain.totals.equals(scrambled.totals)
    assert plain.totals["grain"].n_unique() > 2
    assert forecasters[0].rho == forecasters[1].rho
    assert all(each.learned is not None for each in forecasters)


def test_a_later_history_given_to_a_trained_forecaster_is_read_up_to_its_end(future, panels, forecasters):
    """A saved model that forecasts from a newer history sees the same, whatever comes after that."""
    later = future.CUTOFF + 14
    other = future.scramble(panels[0], later, future.HORIZON)
    plain, scrambled = (
        forecasters[0].predict(panel.as_of(later, future.HORIZON)) for panel in (panels[0], other)
    )
    np.testing.assert_array_equal(plain.mean, scrambled.mean)
    np.testing.assert_array_equal(plain.quantiles, scrambled.quantiles)
    assert plain.totals.equals(scrambled.totals)
    assert not np.array_equal(plain.mean, forecasters[0].predict().mean)


def test_a_scrambled_future_changes_no_reason_and_no_contribution(future, forecasters):
    scenes: list[ExplanationInputs] = [decompose_forecast(each) for each in forecasters]
    assert all(scene.parts for scene in scenes), "the champion has to be one that can be explained"
    rows = every_row(future, range(future.CUTOFF, future.CUTOFF + 1))
    for one, other in zip(scenes[0].parts, scenes[1].parts, strict=True):
        assert one.model.columns == other.model.columns
        np.testing.assert_array_equal(one.contributions(*rows), other.contributions(*rows))
        np.testing.assert_array_equal(one.model.gain(), other.model.gain())
    means = [each.predict().mean for each in forecasters]
    told = [find_reasons(scene, mean, 0, 3) for scene, mean in zip(scenes, means, strict=True)]
    assert told[0].sentence == told[1].sentence
    assert told[0].table.equals(told[1].table)
    assert told[0].table.height > 2
