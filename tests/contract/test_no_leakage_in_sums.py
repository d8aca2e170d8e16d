"""Nothing that happens after a cutoff reaches the forecasts of sums made at it, nor the way they are used."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.results import Backtest
from foresale.forecasting.sums.hierarchy import hierarchy_of, smooth_sums, sum_history
from foresale.frequency import Frequency
from foresale.panel import Panel

PERIODS, HORIZON = 112, 7
OPTIONS = BacktestOptions(("seasonal_naive", "moving_average"))


def shared_week() -> Panel:
    """Slow sellers with a week in common, whose sums know what a moving average of each doesn't."""
    week = np.array([0.6, 0.7, 0.8, 0.9, 1.3, 1.7, 1.0])
    target = np.random.default_rng(4).poisson(1.5 * np.tile(week, (40, PERIODS // 7))).astype(np.float64)
    nowhere = np.zeros(target.shape, dtype=bool)
    return Panel(
        series=pl.DataFrame(
            {"product": [f"p{i % 20}" for i in range(40)], "shop": ["north"] * 20 + ["south"] * 20}
        ),
        keys=("product", "shop"),
        dates=np.datetime64("2023-01-02") + np.arange(PERIODS).astype("timedelta64[D]"),
        freq=Frequency.DAY,
        target=target,
        closed=nowhere,
        censored=nowhere,
    )


def scramble(panel: Panel, cutoff: int) -> Panel:
    """Everything after the cutoff replaced: sales, closed days and stock-outs."""
    random = np.random.default_rng(9)
    later = (panel.n_series, panel.n_periods - cutoff)
    closed = random.random(later) < 0.2
    sold = np.where(closed, np.nan, random.uniform(0, 1e4, later))
    return replace(
        panel,
        target=np.hstack([panel.target[:, :cutoff], sold]),
        closed=np.hstack([panel.closed[:, :cutoff], closed]),
        censored=np.hstack([panel.censored[:, :cutoff], random.random(later) < 0.2]),
    )


@pytest.fixture(scope="module")
def plain() -> Backtest:
    return run_backtest(shared_week(), HORIZON, OPTIONS)


def test_sums_are_forecast_from_what_was_known_then() -> None:
    panel = shared_week()
    hierarchy = hierarchy_of(panel)
    assert hierarchy is not None
    found = [
        smooth_sums(sum_history(each, hierarchy), HORIZON)
        for each in (panel.as_of(84, HORIZON), scramble(panel, 84).as_of(84, HORIZON))
    ]
    assert found[0].any()
    np.testing.assert_array_equal(found[0], found[1])


def test_the_test_window_decides_no_way_of_making_series_and_sums_agree(plain: Backtest) -> None:
    assert plain.reconciliation is not None
    scrambled = run_backtest(scramble(shared_week(), PERIODS - HORIZON), HORIZON, OPTIONS)
    assert scrambled.reconciliation is not None
    assert scrambled.reconciliation.method == plain.reconciliation.method
    assert scrambled.reconciliation.level == plain.reconciliation.level
    known = [column for column in plain.by_level.columns if not column.startswith("test_")]
    assert plain.by_level.select(known).equals(scrambled.by_level.select(known))
    assert not plain.by_level["test_wape"].equals(scrambled.by_level["test_wape"])
    for one, other in zip(plain.folds, scrambled.folds, strict=True):
        for model in one.means:
            np.testing.assert_array_equal(one.means[model], other.means[model], err_msg=model)
            np.testing.assert_array_equal(one.quantiles[model], other.quantiles[model], err_msg=model)


def test_ranges_of_sums_at_a_cutoff_are_not_made_of_its_own_errors(plain: Backtest) -> None:
    """With the first window's outcome moved out of reach, its ranges hold nothing: they don't follow it."""
    panel = shared_week()
    first = plain.folds[0].cutoff
    moved = panel.target.copy()
    moved[:, first : first + HORIZON] *= 30
    last = replace(panel, target=moved)
    found = run_backtest(last, HORIZON, OPTIONS).by_level.filter(
        pl.col("chosen") & (pl.col("level") == "total") & (pl.col("grain") == "day")
    )
    assert found["coverage_95"].item() <= 2 / 3
