"""Errors are said with one-off orders too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresale.data.cleaning.clean import CleaningOptions
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.metrics.point import wape
from foresale.notes import percent
from foresale.panel import Panel

OPTIONS = BacktestOptions(("seasonal_naive", "moving_average"))


@pytest.fixture
def steady(make_panel) -> Panel:
    return make_panel(np.random.default_rng(8).poisson(6, (6, 200)).astype(float))


def said(panel: Panel, options: BacktestOptions = OPTIONS) -> list[str]:
    return [note.text for note in run_backtest(panel, 7, options).notes if note.rule == "one_offs_unjudged"]


def test_an_order_in_a_tested_window_is_said_with_the_error_on_all_that_was_sold(steady: Panel) -> None:
    target = steady.target.copy()
    target[2, -3] = 400.0
    panel = replace(steady, target=target)
    backtest = run_backtest(panel, 7, OPTIONS)
    model = backtest.champion.model
    errors = [wape(target[:, fold.cutoff : fold.cutoff + 7], fold.means[model]) for fold in backtest.folds]
    (text,) = said(panel)
    assert text.startswith("1 one-off order of 400 in all fell into the tested windows")
    assert f"the error is {percent(float(np.mean(errors)), digits=1)} of sales instead of " in text


def test_orders_before_the_tested_windows_or_kept_are_not_spoken_of(steady: Panel) -> None:
    target = steady.target.copy()
    target[2, 40] = 400.0
    assert not said(steady)
    assert not said(replace(steady, target=target))
    target[2, -3] = 400.0
    assert not said(
        replace(steady, target=target), replace(OPTIONS, cleaning=CleaningOptions(one_offs="keep"))
    )
