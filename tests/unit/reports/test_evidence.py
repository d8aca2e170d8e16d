"""What a forecast rests on: series that came and went, and what to mind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foresale.reports.accuracy import accuracy_of
from foresale.reports.evidence import caveats_of, evidence_of


def evidence(forecast):
    return evidence_of(forecast, accuracy_of(forecast.backtest))


def said(forecast) -> str:
    return " ".join(caveats_of(forecast, accuracy_of(forecast.backtest))).replace("\u00a0", " ")


def test_series_that_began_or_ended_in_the_last_eight_weeks_are_named(made):
    names = ["old", "new", "gone", "never"]
    panel = made.make_panel(n_series=4, keys=("product",), names=names)
    target = np.ones(panel.target.shape)
    target[1, :-30] = np.nan
    target[2, -57:] = 0
    target[3] = 0
    forecast = made.make_forecast(replace(panel, target=target, closed=np.zeros_like(panel.closed)))
    found = evidence(forecast)
    assert (found.started, found.ended, found.recent) == (["new"], ["gone"], "the last 56\u00a0days")


def test_notes_that_both_the_workflow_and_the_backtest_carry_are_told_once(made):
    forecast = made.make_forecast()
    twice = replace(forecast, notes=(*forecast.notes, *forecast.backtest.notes))
    assert len(evidence(twice).notes) == len(forecast.notes) + len(forecast.backtest.notes)


def test_a_long_history_with_a_good_test_has_no_caveat(made):
    assert said(made.make_forecast(made.make_panel(n_periods=800))) == ""


def test_stock_outs_missing_values_and_few_folds_are_caveats(made):
    panel = made.make_panel(n_series=3, n_periods=800, keys=("product",))
    target = panel.target.copy()
    target[0, 300:400] = np.nan
    censored = np.zeros_like(panel.censored)
    censored[1, :80] = True
    forecast = made.make_forecast(replace(panel, target=target, censored=censored), n_folds=2)
    text = said(forecast)
    assert "In 3 % of the cells stock had run out" in text
    assert "of the values are missing" in text
    assert "Only 2 past windows could be tested" in text


def test_a_range_that_held_too_little_is_a_caveat(made):
    forecast = made.make_forecast(made.make_panel(n_periods=800))
    fold = forecast.backtest.folds[-1]
    folds = (*forecast.backtest.folds[:-1], replace(fold, actual=fold.actual * 30))
    text = said(replace(forecast, backtest=replace(forecast.backtest, folds=folds)))
    assert "The 80 % range held only 0 % of the values" in text
    assert "came out 97 % too little in all" in text
