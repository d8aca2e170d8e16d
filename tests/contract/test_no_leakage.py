"""Nothing that happens after a cutoff reaches a forecast made at it: the future is scrambled to prove it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import polars as pl
import pytest

from foresale.data.calendar.calendars import CalendarOptions, calendar_columns
from foresale.data.cleaning.clean import CleaningOptions, clean
from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.errors import MissingExtraError
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.features.sampling import sample_history
from foresale.forecasting.features.table import FeatureTable
from foresale.forecasting.lifecycle.lifecycle import apply_lifecycle
from foresale.forecasting.models.base import Mean
from foresale.forecasting.models.catalog import load_model_class, model_names
from foresale.forecasting.results import Backtest
from foresale.frequency import Frequency, next_periods
from foresale.panel import Panel
from foresale.sales import ColumnRoles, Sales
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import make_backtest, prepare

# On panels this small, threads that wait for each other cost more than all the work.
os.environ.setdefault("OMP_NUM_THREADS", "1")

PERIODS, CUTOFF, HORIZON, AHEAD = 112, 84, 7, 14
SERIES = ("steady", "seasonal", "rare", "late", "unborn", "gap")
ForecastAt = Callable[[Panel, int, int], Mean]


def make_panel(freq: Frequency = Frequency.DAY) -> Panel:
    """Six series with every kind of column, one of them born after the cutoff."""
    rng, s, t = np.random.default_rng(3), len(SERIES), np.arange(PERIODS)
    target = rng.poisson(20 * (1 + 0.4 * np.sin(2 * np.pi * t / 7)), (s, PERIODS)).astype(np.float64)
    target[2] *= rng.random(PERIODS) < 0.25
    target[3, :50] = np.nan
    target[4, : CUTOFF + 4] = np.nan
    target[5, 30:40] = np.nan
    closed = np.zeros(target.shape, dtype=bool)
    closed[:, 6::7] = True
    target[closed] = np.nan
    first = np.datetime64("2023-01-02")
    dates = np.concatenate([[first], next_periods(first, freq, PERIODS + AHEAD - 1)])
    return Panel(
        series=pl.DataFrame({"product": SERIES, "category": ["food", "toys"] * (s // 2)}),
        keys=("product",),
        dates=dates[:PERIODS],
        freq=freq,
        target=target,
        closed=closed,
        censored=(rng.random(target.shape) < 0.05) & ~closed & ~np.isnan(target),
        known_ahead={
            "price": rng.uniform(1, 2, (s, PERIODS + AHEAD)),
            "deal": rng.integers(0, 2, (s, PERIODS + AHEAD)).astype(np.float64),
        },
        past_only={"weather": rng.normal(15, 5, target.shape)},
        calendar=calendar_columns(dates, freq, CalendarOptions(country="DE")),
        categories={"deal": ("no", "yes")},
    )


PARTS = ("target", "closed", "censored", "past_only", "known_ahead")


def scramble(panel: Panel, cutoff: int, horizon: int, *, parts: tuple[str, ...] = PARTS) -> Panel:
    """The panel with all replaced that isn't known at the cutoff: known-ahead columns only past the horizon.

    The calendar and static columns stay, as they're known for any date.
    """
    rng = np.random.default_rng(11)
    later = (panel.n_series, panel.n_periods - cutoff)
    noise = rng.uniform(0, 1e5, later)
    noise[rng.random(later) < 0.2] = np.nan
    noise[rng.random(later) < 0.2] = 0.0
    changed: dict[str, object] = {
        "target": np.hstack([panel.target[:, :cutoff], noise]),
        "closed": np.hstack([panel.closed[:, :cutoff], rng.random(later) < 0.5]),
        "censored": np.hstack([panel.censored[:, :cutoff], rng.random(later) < 0.5]),
        "past_only": {
            name: np.hstack([array[:, :cutoff], rng.uniform(-1e5, 1e5, later)])
            for name, array in panel.past_only.items()
        },
        "known_ahead": {
            name: np.hstack(
                [
                    array[:, : cutoff + horizon],
                    rng.uniform(0, 1e5, (panel.n_series, array.shape[1] - cutoff - horizon)),
                ]
            )
            for name, array in panel.known_ahead.items()
        },
    }
    return replace(panel, **{name: changed[name] for name in parts})


def assert_blind_to_the_future(forecast_at: ForecastAt, parts: tuple[str, ...] = PARTS) -> None:
    panel = make_panel()
    scrambled = scramble(panel, CUTOFF, HORIZON, parts=parts)
    np.testing.assert_array_equal(
        forecast_at(scrambled, CUTOFF, HORIZON), forecast_at(panel, CUTOFF, HORIZON)
    )


def at_the_cutoff(name: str) -> ForecastAt:
    """How the backtest forecasts: cut, clean, fit, forecast."""

    def forecast(panel: Panel, cutoff: int, horizon: int) -> Mean:
        history = clean(panel.as_of(cutoff, horizon), CleaningOptions(outliers="winsorise"))[0]
        model = load_model_class(name)(seed=5).fit(history, horizon)
        return apply_lifecycle(model.predict(history, horizon), history)

    return forecast


@pytest.mark.parametrize("name", model_names())
def test_a_scrambled_future_changes_no_forecast_of_any_model(name: str) -> None:
    try:
        load_model_class(name)
    except MissingExtraError as missing:
        pytest.skip(missing.problem)
    assert_blind_to_the_future(at_the_cutoff(name))


LEAKS: Mapping[str, ForecastAt] = {
    "target": lambda panel, cutoff, horizon: np.nan_to_num(panel.target[:, cutoff : cutoff + horizon]),
    "closed": lambda panel, cutoff, horizon: 1.0 - panel.closed[:, cutoff : cutoff + horizon],
    "censored": lambda panel, cutoff, horizon: 1.0 - panel.censored[:, cutoff : cutoff + horizon],
    "past_only": lambda panel, cutoff, horizon: panel.past_only["weather"][:, cutoff : cutoff + horizon],
    "known_ahead": lambda panel, cutoff, horizon: panel.known_ahead["price"][:, cutoff + horizon :],
}


@pytest.mark.parametrize("part", PARTS)
def test_a_forecast_that_peeks_at_any_column_is_caught(part: str) -> None:
    with pytest.raises(AssertionError, match="not equal"):
        assert_blind_to_the_future(LEAKS[part], (part,))


def test_a_model_that_learns_from_the_whole_panel_is_caught() -> None:
    def forecast(panel: Panel, cutoff: int, horizon: int) -> Mean:
        model = load_model_class("linear")(seed=5).fit(panel, horizon)  # one cut was forgotten
        return model.predict(panel.as_of(cutoff, horizon), horizon)

    with pytest.raises(AssertionError, match="not equal"):
        assert_blind_to_the_future(forecast)


def test_a_known_price_within_the_horizon_does_move_a_forecast_that_may_see_it() -> None:
    panel = make_panel()
    dear = panel.known_ahead["price"].copy()
    dear[:, CUTOFF : CUTOFF + HORIZON] *= 3
    other = replace(panel, known_ahead={**panel.known_ahead, "price": dear})
    forecast = at_the_cutoff("linear")
    assert (forecast(other, CUTOFF, HORIZON) != forecast(panel, CUTOFF, HORIZON)).any()


@pytest.mark.parametrize("freq", list(Frequency))
def test_feature_rows_of_past_origins_do_not_move_with_the_future(freq: Frequency) -> None:
    panel = make_panel(freq)
    scrambled = scramble(panel, CUTOFF, HORIZON + 3)  # promotions are looked at three periods around
    cells = product(range(len(SERIES)), range(1, CUTOFF + 1), range(1, HORIZON + 1))
    series, origin, step = (np.array(index) for index in zip(*cells, strict=True))
    learned = FeatureTable(panel.as_of(CUTOFF, HORIZON), HORIZON)  # what a model keeps of its own history
    rows = [
        FeatureTable(table, HORIZON, learned.categories, learned.window).rows(series, origin, step)
        for table in (panel, scrambled)
    ]
    assert len(rows[0]) > 40
    assert list(rows[0]) == list(rows[1])
    for name, column in rows[0].items():
        np.testing.assert_array_equal(column, rows[1][name], err_msg=name)
    after = FeatureTable(scrambled, HORIZON).rows(series, origin + HORIZON, step)["last"]
    assert (after != FeatureTable(panel, HORIZON).rows(series, origin + HORIZON, step)["last"]).any()


def test_no_training_row_reaches_beyond_the_history() -> None:
    history = make_panel().as_of(CUTOFF, HORIZON)
    sample = sample_history(history, HORIZON, budget=10_000, seed=0)
    assert len(sample.series) > 500
    assert (sample.target < CUTOFF).all()
    assert (sample.target >= history.first_period()[sample.series]).all()


@pytest.mark.parametrize("method", ["iqr", "seasonal"])
@pytest.mark.parametrize("imputation", ["mean", "median", "mode", "last", "seasonal"])
def test_cleaning_at_a_cutoff_uses_nothing_after_it(method: str, imputation: str) -> None:
    panel = make_panel()
    options = CleaningOptions(outliers="winsorise", outlier_method=method, imputation=imputation)
    cleaned = [
        clean(each.as_of(CUTOFF, HORIZON), options)[0] for each in (panel, scramble(panel, CUTOFF, HORIZON))
    ]
    np.testing.assert_array_equal(cleaned[0].target, cleaned[1].target)
    at_once = clean(scramble(panel, CUTOFF, HORIZON), options)[0].target[:, :CUTOFF]
    assert not np.array_equal(at_once, cleaned[0].target, equal_nan=True), (
        "cleaned once for all, it would leak"
    )


def assert_same_choice(first: Backtest, second: Backtest) -> None:
    """Champion, selection scores, means and quantiles are the same; what judges the test fold isn't."""
    assert first.champion == second.champion
    measured = [
        column
        for column in first.leaderboard.columns
        if not column.startswith("test_") and column not in {"seconds", "memory_mb"}
    ]
    assert len(measured) > 20
    assert first.leaderboard.select(measured).equals(second.leaderboard.select(measured))
    assert [fold.cutoff for fold in first.folds] == [fold.cutoff for fold in second.folds]
    for one, other in zip(first.folds, second.folds, strict=True):
        for model in one.means:
            np.testing.assert_array_equal(one.means[model], other.means[model], err_msg=model)
        assert first.champion.model in one.quantiles
        for model in one.quantiles:
            np.testing.assert_array_equal(one.quantiles[model], other.quantiles[model], err_msg=model)
    assert not np.array_equal(first.folds[-1].actual, second.folds[-1].actual, equal_nan=True)
    assert not first.leaderboard["test_mae"].equals(second.leaderboard["test_mae"])


MODELS = ("seasonal_naive", "moving_average", "tsb", "linear")


def test_the_test_window_decides_neither_champion_nor_quantiles() -> None:
    panel = make_panel()
    options = BacktestOptions(MODELS, cleaning=CleaningOptions(outliers="drop"))
    plain = run_backtest(panel, HORIZON, options)
    test = plain.folds[-1]
    assert test.is_test
    assert test.cutoff == PERIODS - HORIZON
    assert "blend" in test.means
    assert_same_choice(plain, run_backtest(scramble(panel, test.cutoff, HORIZON), HORIZON, options))


@pytest.mark.slow
def test_means_of_a_fold_do_not_move_with_any_later_fold() -> None:
    panel, options = make_panel(), BacktestOptions(MODELS)
    plain = run_backtest(panel, HORIZON, options)
    for i, fold in enumerate(plain.folds):
        later = run_backtest(scramble(panel, fold.cutoff, HORIZON), HORIZON, options)
        for model in MODELS:
            np.testing.assert_array_equal(later.folds[i].means[model], fold.means[model], err_msg=model)


def rows_of_sales(*, scrambled_after: date | None = None) -> Sales:
    """Two shops' rows over 150 days; with a date, every unit sold after it is replaced."""
    rng = np.random.default_rng(8)
    days = [date(2024, 1, 1) + timedelta(days=i) for i in range(150)]
    frame = pl.DataFrame(
        {
            "day": days * 4,
            "store": ["north", "south"] * 300,
            "product": [name for name in ("tea", "salt") for _ in range(300)],
            "units": rng.poisson(9, 600) + 1.0,
            "price": rng.uniform(1, 2, 600).round(2),
        }
    ).filter(pl.Series(rng.random(600) < 0.9))
    if scrambled_after is not None:
        noise = pl.Series(rng.integers(1, 5_000, frame.height).astype(np.float64))
        frame = frame.with_columns(
            units=pl.when(pl.col("day") > scrambled_after).then(noise).otherwise("units")
        )
    return Sales(frame, ColumnRoles("day", "units", keys=("store", "product"), price="price"))


@pytest.mark.parametrize("freq", [Frequency.DAY, Frequency.WEEK])
@pytest.mark.parametrize("missing", ["zero", "unknown"])
def test_rows_after_a_date_change_nothing_in_the_panel_before_it(freq: Frequency, missing: str) -> None:
    cut = date(2024, 4, 14)  # a Sunday, so that whole weeks end with it
    options = PanelOptions(freq=freq, missing=missing, closed_days="none", non_negative=True)
    before, _ = build_panel(rows_of_sales(), options)
    after, _ = build_panel(rows_of_sales(scrambled_after=cut), options)
    assert before.series.equals(after.series)
    known = int((before.dates <= np.datetime64(cut)).sum())
    np.testing.assert_array_equal(before.target[:, :known], after.target[:, :known])
    np.testing.assert_array_equal(before.past_only["price"][:, :known], after.past_only["price"][:, :known])
    assert not np.array_equal(before.target[:, known:], after.target[:, known:], equal_nan=True)


def test_from_rows_to_champion_the_last_window_decides_nothing() -> None:
    options = ForecastOptions(
        horizon=HORIZON,
        panel=PanelOptions(freq=Frequency.DAY, missing="zero", closed_days="none", non_negative=True),
        cleaning=CleaningOptions(outliers="winsorise"),
        models=("moving_average", "linear"),
    )
    plain, _ = make_backtest(prepare(rows_of_sales(), options), options)
    last = date(2024, 1, 1) + timedelta(days=149 - HORIZON)
    scrambled, _ = make_backtest(prepare(rows_of_sales(scrambled_after=last), options), options)
    assert_same_choice(plain, scrambled)
