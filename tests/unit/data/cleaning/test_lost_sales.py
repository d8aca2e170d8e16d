"""Demand where stock ran out, estimated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import foresale as fs
from foresale.data.cleaning.clean import CleaningOptions, clean, clean_for_evaluation
from foresale.data.cleaning.lost_sales import estimate_demand
from foresale.data.panel.build import build_panel

ESTIMATE = CleaningOptions(outliers="none", stockouts="estimate")


@pytest.mark.parametrize("share", [0.05, 0.15, 0.3])
def test_what_a_chain_with_empty_shelves_lost_is_found_and_not_overstated(share):
    chain = fs.simulate(stores=3, products=20, days=500, future_days=0, seed=3, stockout_share=share)
    panel, _ = build_panel(fs.read(chain.sales))
    demand = np.nansum(clean(panel, ESTIMATE)[0].target)
    truth, sold = chain.truth["demand"].sum(), chain.sales["units"].sum()
    assert 0.65 < (demand - sold) / (truth - sold) < 1.02


def test_an_estimate_is_never_below_what_was_sold_and_other_days_stay(daily):
    rng = np.random.default_rng(1)
    panel, _ = build_panel(daily({"a": rng.poisson(5, 200).astype(float).tolist(), "b": [2.0] * 200}))
    hidden = rng.random(panel.target.shape) < 0.2
    demand = estimate_demand(panel, hidden)
    assert (demand[hidden] >= panel.target[hidden]).all()
    np.testing.assert_array_equal(demand[~hidden], panel.target[~hidden])
    sold_much = hidden & (panel.target >= 9)
    assert demand[sold_much].mean() > panel.target[sold_much].mean() + 0.5


def test_where_nothing_is_known_sales_stand_for_the_usual(daily):
    panel, _ = build_panel(daily({"always out": [3.0] * 40, "never out": [3.0] * 40}))
    hidden = np.array([[True], [False]]) & np.ones(panel.target.shape, dtype=bool)
    demand = estimate_demand(panel, hidden)
    assert np.isfinite(demand).all()
    assert (demand[0] >= 3).all()
    assert demand[0].max() < 9


def test_estimates_say_how_much_was_lost_and_count_as_known(daily, rules):
    panel, _ = build_panel(daily({"a": [4.0] * 30}))
    censored = np.arange(30)[None, :] == 20
    cleaned, notes = clean(replace(panel, censored=censored), ESTIMATE)
    assert rules(notes) == {"lost_sales_estimated": 1}
    assert "more than was sold" in notes[0].text
    assert not cleaned.censored.any()
    assert not np.isnan(cleaned.target).any()


def test_demand_that_may_be_negative_is_left_as_it_is(daily):
    panel, _ = build_panel(daily({"a": [4.0] * 30}))
    panel = replace(panel, censored=np.arange(30)[None, :] == 20, non_negative=False)
    np.testing.assert_array_equal(clean(panel, ESTIMATE)[0].target, panel.target)


def test_a_forecast_is_judged_by_estimates_only_where_they_were_asked_for(daily):
    panel, _ = build_panel(daily({"a": [4.0] * 30}))
    panel = replace(panel, censored=np.arange(30)[None, :] == 20)
    assert clean_for_evaluation(panel, CleaningOptions()) is panel
    judged = clean_for_evaluation(panel, replace(ESTIMATE, outliers="winsorise"))
    assert judged.target[0, 20] > 4
    assert not judged.censored.any()


def test_estimates_at_a_cutoff_use_nothing_after_it():
    chain = fs.simulate(stores=2, products=6, days=120, future_days=0, seed=3, stockout_share=0.2)
    panel, _ = build_panel(fs.read(chain.sales))
    noise = np.random.default_rng(0).uniform(0, 1e4, panel.target[:, 90:].shape)
    other = replace(panel, target=np.hstack([panel.target[:, :90], noise]))
    one, two = (clean(each.as_of(90, 7), ESTIMATE)[0].target for each in (panel, other))
    np.testing.assert_array_equal(one, two)
