"""Products without a sale are forecast by every model from their like, widely, and from nothing later."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.cleaning.clean import CleaningOptions
from foresale.errors import MissingExtraError
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.ensemble.blend import Blend
from foresale.forecasting.lifecycle.new_products import find_new_series, pool_with_similar
from foresale.forecasting.models.catalog import load_model_class, model_names
from foresale.forecasting.results import QUANTILES, Backtest
from foresale.forecasting.trained.forecaster import Forecaster, load_forecaster
from foresale.forecasting.trained.train_champion import TrainingOptions, train_champion
from foresale.frequency import Frequency, next_periods
from foresale.panel import Panel

os.environ.setdefault("OMP_NUM_THREADS", "1")

PERIODS = {Frequency.DAY: 180, Frequency.WEEK: 80, Frequency.MONTH: 44}
HORIZON = {Frequency.DAY: 14, Frequency.WEEK: 4, Frequency.MONTH: 3}
OLD, LAUNCHED, UNSOLD = 16, 10, 2
LEVEL = 20.0
LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)


def make_chain(freq: Frequency = Frequency.DAY) -> Panel:
    """Products of two categories, ten of them launched on the way, two announced: all near 20 a period."""
    rng = np.random.default_rng(6)
    n, horizon, s = PERIODS[freq], HORIZON[freq], OLD + LAUNCHED + UNSOLD
    begun = np.concatenate([np.zeros(OLD), np.linspace(n // 4, n - 2, LAUNCHED), [n] * UNSOLD]).astype(int)
    level = LEVEL * np.exp(rng.normal(0, 0.3, s))
    sold = np.arange(n) >= begun[:, None]
    target = np.where(sold, rng.poisson(level[:, None], (s, n)), np.nan)
    price = np.where(np.hstack([sold, np.ones((s, horizon), dtype=bool)]), rng.uniform(1, 2, (s, 1)), np.nan)
    first = np.datetime64("2022-01-03")
    nowhere = np.zeros(target.shape, dtype=bool)
    return Panel(
        series=pl.DataFrame({"product": [f"p{i}" for i in range(s)], "category": ["a", "b"] * (s // 2)}),
        keys=("product",),
        dates=np.concatenate([[first], next_periods(first, freq, n - 1)]),
        freq=freq,
        target=target,
        closed=nowhere,
        censored=nowhere,
        known_ahead={"price": price},
    )


# Those of one engine treat an unsold series alike; dynamic_theta and mlp stand for the slow ones.
@pytest.mark.parametrize("name", sorted({*model_names()} - {"auto_ets", "auto_arima", "lstm", "prophet"}))
@pytest.mark.parametrize("freq", [Frequency.MONTH])
def test_every_model_forecasts_an_unsold_product_from_its_like(name: str, freq: Frequency) -> None:
    try:
        kind = load_model_class(name)
    except MissingExtraError as missing:
        pytest.skip(missing.problem)
    panel, horizon = make_chain(freq), HORIZON[freq]
    mean = kind(seed=1).fit(panel, horizon).predict(panel, horizon)
    leaned = pool_with_similar(mean, find_new_series(panel, horizon), kind.family)
    assert np.isfinite(leaned).all()
    assert leaned[-UNSOLD:].mean() == pytest.approx(LEVEL, rel=0.4)
    assert leaned[OLD : OLD + LAUNCHED].mean() == pytest.approx(LEVEL, rel=0.4)


@pytest.fixture(scope="module")
def backtest() -> Backtest:
    options = BacktestOptions(("seasonal_naive", "moving_average", "linear"))
    return run_backtest(make_chain(), HORIZON[Frequency.DAY], options)


def train(backtest: Backtest) -> Forecaster:
    options = TrainingOptions(CleaningOptions(), CalendarOptions(), 0, {})
    return train_champion(backtest, options)


def test_launches_are_a_class_of_their_own_on_the_backtest(backtest: Backtest) -> None:
    launch = backtest.by_class.filter(pl.col("class") == "launch")
    assert sorted(launch["model"]) == sorted(dict.fromkeys([backtest.champion.model, "seasonal_naive"]))
    judged = [np.isfinite(fold.launched).any(axis=1) for fold in backtest.folds if fold.launched is not None]
    assert set(launch["n_series"]) == {int(np.logical_or.reduce(judged).sum())}
    assert (launch["wape"] < 0.9).all()
    for fold in backtest.folds:
        assert fold.launched is not None
        assert not (np.isfinite(fold.launched) & np.isfinite(fold.actual)).any()


def test_the_forecast_of_an_unsold_product_is_wider_and_counts_in_the_total(backtest: Backtest) -> None:
    found = train(backtest).predict()
    width = (found.quantiles[..., HIGH] - found.quantiles[..., LOW]) / found.mean
    assert np.median(width[-UNSOLD:]) > 1.3 * np.median(width[:OLD])
    total = found.totals.filter((pl.col("level") == "total") & (pl.col("grain") == "horizon"))
    assert total["mean"][0] == pytest.approx(found.mean.sum())
    assert (found.mean[-UNSOLD:] > 5).all()


def test_a_saved_forecaster_forecasts_new_products_the_same(backtest: Backtest, tmp_path: Path) -> None:
    forecaster = train(backtest)
    forecaster.save(tmp_path)
    loaded = load_forecaster(tmp_path)
    assert loaded.widths == forecaster.widths
    np.testing.assert_array_equal(loaded.predict().quantiles, forecaster.predict().quantiles)


def test_a_blend_leans_member_by_member() -> None:
    panel, horizon = make_chain(), HORIZON[Frequency.DAY]
    members = [load_model_class(name)(seed=0) for name in ("moving_average", "linear")]
    blend = Blend(members, np.tile([0.5, 0.5], (6, 1))).fit(panel, horizon)
    new_series = find_new_series(panel, horizon)
    leaned = [pool_with_similar(m.predict(panel, horizon), new_series, m.family) for m in blend.members]
    np.testing.assert_allclose(blend.predict(panel, horizon), 0.5 * leaned[0] + 0.5 * leaned[1])


def test_what_a_launch_goes_on_to_sell_changes_no_forecast_made_before_it() -> None:
    panel, horizon = make_chain(), HORIZON[Frequency.DAY]
    cutoff = panel.n_periods - 2 * horizon
    rng = np.random.default_rng(9)
    noise = rng.uniform(0, 1e5, (panel.n_series, 2 * horizon))
    noise[rng.random(noise.shape) < 0.3] = np.nan
    other = replace(panel, target=np.hstack([panel.target[:, :cutoff], noise]))
    one, same = (find_new_series(each.as_of(cutoff, horizon), horizon) for each in (panel, other))
    assert one is not None
    assert same is not None
    assert one.unsold.any()
    for name in ("rows", "unsold", "mean", "own", "spread"):
        np.testing.assert_array_equal(getattr(one, name), getattr(same, name), err_msg=name)
    assert one.launches == same.launches
    later = find_new_series(other.as_of(cutoff + horizon, horizon), horizon)
    assert later is not None
    assert later.rows.tolist() != one.rows.tolist() or (later.mean != one.mean).any()
