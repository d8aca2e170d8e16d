"""Every model of the catalog keeps the same promises."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from foresale.arrays import Floats
from foresale.errors import ForesaleError, MissingExtraError
from foresale.forecasting.models.base import Mean, Model
from foresale.forecasting.models.catalog import load_model_class, model_names
from foresale.frequency import Frequency, next_periods
from foresale.panel import Panel

# On panels this small, threads of learners that wait for each other cost more than all the work.
os.environ.setdefault("OMP_NUM_THREADS", "1")

HORIZON = 8
PERIODS = {
    Frequency.DAY: 90, Frequency.WEEK: 108, Frequency.MONTH: 40,
    Frequency.FORTNIGHT: 104, Frequency.FOUR_WEEKS: 44, Frequency.QUARTER: 60,
}  # fmt: skip
SERIES = (
    "usual", "growing", "intermittent", "constant", "zeros", "one", "none", "gap", "ended", "closed", "late",
    "short of stock",
)  # fmt: skip
EVERY_MODEL = pytest.mark.parametrize("name", model_names())
SLOW = {"mlp", "lstm", "prophet", "auto_arima"}
SOME = (Frequency.DAY, Frequency.MONTH)
PAIRS = [(name, freq) for name in model_names() for freq in Frequency if name not in SLOW or freq in SOME]
EVERY_MODEL_AND_FREQUENCY = pytest.mark.parametrize(("name", "freq"), PAIRS)


NEEDS_WEIGHTS = {"chronos"}  # tried with weights of its own in tests/unit/forecasting/models


def model_class(name: str) -> type[Model]:
    if name in NEEDS_WEIGHTS:
        pytest.skip(f"{name} takes weights that it can't be given here.")
    try:
        return load_model_class(name)
    except MissingExtraError as missing:
        pytest.skip(missing.problem)


def demand_of_all_kinds(freq: Frequency, periods: int, rng: np.random.Generator) -> Floats:
    """One row for each of `SERIES`."""
    t = np.arange(periods)
    season = 1 + 0.4 * np.sin(2 * np.pi * t / freq.season_length)
    demand = rng.poisson(30 * season, (len(SERIES), periods)).astype(np.float64)
    rows = {name: demand[i] for i, name in enumerate(SERIES)}
    rows["growing"][:] = rng.poisson(10 + 0.3 * t)
    rows["intermittent"][:] = rng.poisson(3, periods) * (rng.random(periods) < 0.2)
    rows["constant"][:] = 12.0
    rows["zeros"][:] = 0.0
    rows["one"][:] = np.nan
    rows["one"][-3] = 7.0
    rows["none"][:] = np.nan
    rows["gap"][periods // 2 : periods // 2 + 9] = np.nan
    rows["ended"][-10:] = np.nan
    rows["late"][:-15] = np.nan
    return demand


@cache
def panel_of_all_kinds(freq: Frequency) -> Panel:
    """Series of every kind, with prices, promotions, weather and a static column; 40 periods ahead known."""
    rng = np.random.default_rng(7)
    periods = PERIODS[freq]
    first = np.datetime64("2021-02-01")
    target = demand_of_all_kinds(freq, periods, rng)
    s = len(SERIES)
    closed = np.zeros(target.shape, dtype=bool)
    closed[SERIES.index("closed"), 6::7] = True
    target[closed] = np.nan
    censored = np.zeros(target.shape, dtype=bool)
    censored[SERIES.index("short of stock"), 10::9] = True
    target[censored] = 1.0
    return Panel(
        series=pl.DataFrame({"product": SERIES, "category": ["food", "drink"] * (s // 2)}),
        keys=("product",),
        dates=np.concatenate([[first], next_periods(first, freq, periods - 1)]),
        freq=freq,
        target=target,
        closed=closed,
        censored=censored,
        known_ahead={
            "price": rng.uniform(1, 2, (s, periods + 40)),
            "event": rng.integers(0, 2, (s, periods + 40)).astype(np.float64),
        },
        past_only={"weather": rng.normal(15, 5, target.shape)},
        categories={"event": ("none", "fair")},
    )


def constant_panel(freq: Frequency) -> Panel:
    levels = np.array([[3.0], [12.0], [40.0], [250.0]])
    panel = panel_of_all_kinds(freq).select(np.arange(len(levels)))
    return replace(
        panel,
        target=np.repeat(levels, panel.n_periods, axis=1),
        closed=np.zeros((len(levels), panel.n_periods), dtype=bool),
        censored=np.zeros((len(levels), panel.n_periods), dtype=bool),
    )


def few_series(name: str, freq: Frequency) -> Panel:
    """All kinds of series, or four of them for a model that takes long for each."""
    panel = panel_of_all_kinds(freq)
    chosen = [SERIES.index(series) for series in ("usual", "intermittent", "gap", "late")]
    return panel.select(np.array(chosen)) if name in SLOW else panel


@cache
def fitted(name: str, freq: Frequency) -> Model:
    return model_class(name)(seed=3).fit(panel_of_all_kinds(freq), HORIZON)


@cache
def forecast(name: str, freq: Frequency) -> Mean:
    return fitted(name, freq).predict(panel_of_all_kinds(freq), HORIZON)


def of(mean: Mean, series: str) -> Mean:
    return mean[SERIES.index(series)]


@EVERY_MODEL
def test_a_model_is_called_what_the_catalog_calls_it(name: str) -> None:
    kind = model_class(name)
    assert kind.name == name
    assert kind.family in {"baseline", "classical", "intermittent", "machine learning"}
    assert kind.label


@EVERY_MODEL_AND_FREQUENCY
def test_every_kind_of_series_gets_a_finite_forecast_that_is_not_negative(name: str, freq: Frequency) -> None:
    mean = forecast(name, freq)
    assert mean.shape == (len(SERIES), HORIZON)
    assert np.isfinite(mean).all()
    assert (mean >= 0).all()


@EVERY_MODEL_AND_FREQUENCY
def test_constant_series_stay_nearly_constant(name: str, freq: Frequency) -> None:
    panel = constant_panel(freq)
    mean = model_class(name)(seed=3).fit(panel, HORIZON).predict(panel, HORIZON)
    np.testing.assert_allclose(mean, np.repeat(panel.target[:, -1:], HORIZON, axis=1), rtol=0.06)


@EVERY_MODEL_AND_FREQUENCY
def test_a_series_that_never_sold_is_forecast_at_zero(name: str, freq: Frequency) -> None:
    pooled = model_class(name).family == "machine learning"  # its neighbours sell 30 a period
    np.testing.assert_allclose(of(forecast(name, freq), "zeros"), 0.0, atol=0.25 if pooled else 0.0)


@EVERY_MODEL_AND_FREQUENCY
def test_gaps_closed_days_and_missing_ends_leave_a_forecast_of_the_right_size(
    name: str, freq: Frequency
) -> None:
    mean = forecast(name, freq)
    for series in ("usual", "gap", "ended", "closed", "late", "short of stock"):
        assert 10 < of(mean, series).mean() < 75, series


@EVERY_MODEL_AND_FREQUENCY
def test_one_observation_gives_a_forecast_of_its_size_at_most(name: str, freq: Frequency) -> None:
    mean = of(forecast(name, freq), "one")
    assert (mean <= 30).all()


@EVERY_MODEL
def test_the_input_is_left_alone(name: str) -> None:
    forecast(name, Frequency.DAY)
    used, fresh = panel_of_all_kinds(Frequency.DAY), panel_of_all_kinds.__wrapped__(Frequency.DAY)
    assert used.series.equals(fresh.series)
    for key in ("dates", "target", "closed", "censored"):
        np.testing.assert_array_equal(getattr(used, key), getattr(fresh, key), err_msg=key)
    for key, array in (*fresh.known_ahead.items(), *fresh.past_only.items()):
        np.testing.assert_array_equal({**used.known_ahead, **used.past_only}[key], array, err_msg=key)


@EVERY_MODEL
def test_the_same_seed_gives_the_same_forecast(name: str) -> None:
    panel = few_series(name, Frequency.MONTH)
    first, again = (model_class(name)(seed=3).fit(panel, HORIZON).predict(panel, HORIZON) for _ in range(2))
    np.testing.assert_array_equal(again, first)


@EVERY_MODEL
def test_the_order_of_the_series_does_not_matter(name: str) -> None:
    order = np.random.default_rng(1).permutation(len(SERIES))
    mean = fitted(name, Frequency.DAY).predict(panel_of_all_kinds(Frequency.DAY).select(order), HORIZON)
    np.testing.assert_allclose(mean, forecast(name, Frequency.DAY)[order], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("horizon", [1, 40])
@EVERY_MODEL
def test_one_period_and_forty_can_be_asked_for(name: str, horizon: int) -> None:
    all_kinds = panel_of_all_kinds(Frequency.MONTH)
    panel = all_kinds if horizon <= HORIZON else few_series(name, Frequency.MONTH)
    model = fitted(name, panel.freq) if horizon <= HORIZON else model_class(name)(seed=3).fit(panel, horizon)
    mean = model.predict(panel, horizon)
    assert mean.shape == (panel.n_series, horizon)
    assert np.isfinite(mean).all()
    assert (mean >= 0).all()
    assert mean.max() < 400


@pytest.mark.parametrize("horizon", [0, -3])
@EVERY_MODEL
def test_a_horizon_below_one_is_refused(name: str, horizon: int) -> None:
    with pytest.raises(ForesaleError, match="horizon"):
        fitted(name, Frequency.DAY).predict(panel_of_all_kinds(Frequency.DAY), horizon)


@EVERY_MODEL
def test_a_history_without_one_known_value_still_gets_an_answer(name: str) -> None:
    empty = panel_of_all_kinds(Frequency.DAY).select(np.array([SERIES.index("none")]))
    mean = model_class(name)(seed=3).fit(empty, 3).predict(empty, 3)
    np.testing.assert_array_equal(mean, np.zeros((1, 3)))


@EVERY_MODEL
def test_saved_and_loaded_it_forecasts_the_same_without_pickle(name: str, tmp_path: Path) -> None:
    fitted(name, Frequency.DAY).save(tmp_path)
    loaded = model_class(name).load(tmp_path)
    np.testing.assert_array_equal(
        loaded.predict(panel_of_all_kinds(Frequency.DAY), HORIZON), forecast(name, Frequency.DAY)
    )
    for file in tmp_path.rglob("*"):
        if file.suffix == ".npz":
            np.load(file, allow_pickle=False)
        elif file.is_file():
            assert file.read_bytes()[:1] != b"\x80", f"{file.name} looks like a pickle"


SECOND_PROCESS = """
import importlib.util, json, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("contract", sys.argv[1])
contract = importlib.util.module_from_spec(spec)
sys.modules["contract"] = contract
spec.loader.exec_module(contract)
panel = contract.panel_of_all_kinds(contract.Frequency.DAY)
for folder in sorted(Path(sys.argv[2]).iterdir()):
    model = contract.load_model_class(folder.name).load(folder)
    print(json.dumps([folder.name, model.predict(panel, contract.HORIZON).tolist()]))
"""


@pytest.mark.slow
def test_another_process_loads_every_saved_model_to_the_same_forecast(tmp_path: Path) -> None:
    names = []
    for name in sorted(set(model_names()) - NEEDS_WEIGHTS):
        try:
            load_model_class(name)
        except MissingExtraError:
            continue
        fitted(name, Frequency.DAY).save(tmp_path / name)
        names.append(name)
    ran = subprocess.run(
        [sys.executable, "-c", SECOND_PROCESS, __file__, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert ran.returncode == 0, ran.stderr
    answers = dict(json.loads(line) for line in ran.stdout.splitlines())
    assert sorted(answers) == sorted(names)
    for name in names:
        np.testing.assert_array_equal(np.array(answers[name]), forecast(name, Frequency.DAY), err_msg=name)
