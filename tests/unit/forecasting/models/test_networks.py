"""Neural networks learn what trees learn, and are saved so that nothing in a file can run."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings

os.environ.setdefault("KERAS_BACKEND", "jax")

import numpy as np
import pytest

from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.cleaning.clean import CleaningOptions
from foresale.errors import MissingExtraError, OptionError, UnreadableFileError
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.models import keras_backend
from foresale.forecasting.models.compiled_network import LearningRows, TrainedNetwork, load_network
from foresale.forecasting.models.global_lstm import GlobalLSTM
from foresale.forecasting.models.global_mlp import GlobalMLP
from foresale.forecasting.models.network_rows import RowScaler
from foresale.forecasting.trained.train_champion import TrainingOptions, train_champion
from foresale.panel import Panel
from optional_library import needs

pytestmark = needs("keras")
HORIZON = 7
WEEK = np.array([0.6, 0.8, 1.0, 1.0, 1.2, 1.6, 0.8])


@pytest.fixture(scope="module")
def promoted(make_panel) -> Panel:
    """Twelve shops with a week, sold twice as much of on promotion; the promotions ahead are known."""
    random = np.random.default_rng(2)
    n, days = 12, 210
    promotion = (random.random((n, days + HORIZON)) < 0.2).astype(np.float64)
    level = np.geomspace(5, 80, n)[:, None]
    mean = level * np.tile(WEEK, days // 7) * (1 + promotion[:, :days])
    return make_panel(random.poisson(mean), known_ahead={"promotion": promotion})


@pytest.mark.parametrize(
    ("kind", "loss"), [(GlobalMLP, "mean"), (GlobalLSTM, "mean"), (GlobalMLP, "quantile")]
)
def test_a_network_finds_the_week_and_what_a_promotion_does(kind, loss, promoted):
    mean = kind(seed=1, loss=loss).fit(promoted, HORIZON).predict(promoted, HORIZON)
    truth = np.geomspace(5, 80, 12)[:, None] * WEEK * (1 + promoted.known_ahead["promotion"][:, -HORIZON:])
    assert np.abs(mean - truth).sum() / truth.sum() < 0.2
    assert mean.sum() == pytest.approx(truth.sum(), rel=0.1)


def test_demand_below_zero_is_learned_by_squares(make_panel):
    panel = make_panel(np.tile([-6.0, 4.0, 5.0, 4.0, 5.0, 4.0, 5.0], (4, 20)), non_negative=False)
    mean = GlobalMLP(seed=1).fit(panel, HORIZON).predict(panel, HORIZON)
    assert (mean[:, 0] < 0).all()
    assert (mean[:, 1:] > 0).all()


def test_by_the_quantile_loss_a_network_answers_quantiles_that_a_saved_one_answers_too(promoted, tmp_path):
    model = GlobalMLP(seed=1, loss="quantile", rounds=3, units=(8,)).fit(promoted, HORIZON)
    assert model._network is not None
    rows = np.zeros((40, model._network.model.input_shape[-1]), dtype=np.float32)
    quantiles = model._network.answers(model._weights, rows)
    assert quantiles.shape == (40, 10)
    assert quantiles[:, -1].mean() > 1.3 * quantiles[:, 0].mean()
    model.save(tmp_path)
    assert (GlobalMLP.load(tmp_path).predict(promoted, HORIZON) == model.predict(promoted, HORIZON)).all()
    with pytest.raises(OptionError, match="Give one of: mean, quantile"):
        GlobalMLP(loss="median")


def test_no_row_that_is_learned_from_forecasts_a_period_of_those_that_end_the_learning(monkeypatch, promoted):
    """A row whose demand is its own period shows which periods are on which side."""
    sides = {}

    def fit(self, start, lot, held_out, training, seed):
        sides["older"], sides["newest"] = lot.ratio, held_out.ratio
        return start

    monkeypatch.setattr(TrainedNetwork, "fit", fit)
    model = GlobalMLP(seed=1)
    model.columns = ("step",)
    target = np.random.default_rng(0).permutation(1000)
    model._learn_split(LearningRows(np.zeros((1000, 1), np.float32), target + 1.0, np.ones(1000)), target)
    assert sides["older"].max() < sides["newest"].min()
    assert len(sides["newest"]) == pytest.approx(150, abs=2)


def test_a_file_that_could_run_code_is_not_loaded(tmp_path):
    import keras

    model = keras.Sequential([keras.Input((3,)), keras.layers.Lambda(lambda x: x), keras.layers.Dense(1)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras warns that a function is saved
        model.save(tmp_path / "network.keras")
    with pytest.raises(UnreadableFileError, match="can be loaded safely"):
        load_network(tmp_path / "network.keras")


def test_what_is_no_network_is_a_clean_error(tmp_path):
    (tmp_path / "network.keras").write_bytes(b"no zip file")
    with pytest.raises(UnreadableFileError, match=r"network\.keras"):
        load_network(tmp_path / "network.keras")


def test_what_keras_computes_with_is_named_where_it_is_missing(monkeypatch):
    monkeypatch.delenv("KERAS_BACKEND")
    monkeypatch.setattr(keras_backend, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"JAX.*\n.*foresale\[deep\]"):
        keras_backend.import_keras()


def test_rows_are_standardised_and_holes_are_flagged():
    rows = np.array([[1, 5, 0], [3, np.nan, 1], [np.nan, 5, 2], [2, 5, 1]], dtype=np.float32)
    scaler = RowScaler.learn(rows, plain=(0, 1), coded=(2,))
    scaled = scaler.scale(rows)
    assert scaled.shape == (4, 64)
    np.testing.assert_allclose(scaled[:, 0], np.array([-1, 1, 0, 0]) * 1.2247449, rtol=0.01)
    assert not scaled[:, 1].any()  # constant
    np.testing.assert_array_equal(scaled[:, 2:4], [[1, 1], [1, 0], [0, 1], [1, 1]])
    np.testing.assert_array_equal(scaled[:, 4:7], [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]])
    np.testing.assert_array_equal(RowScaler.from_json(scaler.to_json()).scale(rows), scaled)


HEAVY = "{'keras', 'jax', 'tensorflow', 'torch', 'chronos', 'prophet', 'cmdstanpy'}"
SERVED = f"""
import sys
import polars as pl
import foresale as fs
from foresale.forecasting.models.catalog import describe_models
import foresale.service.api.app
describe_models()
fs.forecast(pl.DataFrame({{"date": pl.date_range(pl.date(2024, 1, 1), pl.date(2024, 3, 1), eager=True),
                          "units": [3, 4] * 30 + [5]}}), 3)
print("BEFORE", sorted({HEAVY} & set(sys.modules)))
forecaster = fs.load(sys.argv[1])
print("AFTER", sorted({HEAVY} & set(sys.modules)), forecaster.predict().to_frame()["mean"].sum() > 0)
"""


def test_a_process_loads_keras_for_a_champion_that_is_a_network_and_not_before(promoted, tmp_path):
    backtest = run_backtest(promoted, HORIZON, BacktestOptions(("mlp",), 1))
    train_champion(backtest, TrainingOptions(CleaningOptions(), CalendarOptions(), 0, {})).save(
        tmp_path / "m"
    )
    ran = subprocess.run(
        [sys.executable, "-c", SERVED, str(tmp_path / "m")], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    before, after = ran.stdout.splitlines()[-2:]
    assert before == "BEFORE []"
    assert after == "AFTER ['jax', 'keras'] True"
