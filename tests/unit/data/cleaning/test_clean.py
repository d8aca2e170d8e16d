"""Demand as models should see it, from nothing but the past."""

from dataclasses import replace

import numpy as np
import pytest

from foresale.data.cleaning.clean import CleaningOptions, clean
from foresale.data.panel.build import build_panel

UNITS = [3.0, 4, 5, 4, 3, 5, 4, 60, 4, 5, 3, 4, 5, 0, 4, 3]


@pytest.fixture
def panel(daily):
    """One series with one peak (day 7) and a zero under stock-out (day 13)."""
    built, _ = build_panel(daily({"a": UNITS}))
    censored = np.zeros((1, 16), dtype=bool)
    censored[0, 13] = True
    return replace(built, censored=censored)


def test_by_default_stock_outs_are_hidden_and_peaks_are_only_counted(panel, rules):
    cleaned, notes = clean(panel)
    assert np.isnan(cleaned.target[0, 13])
    assert cleaned.target[0, 7] == 60
    assert rules(notes) == {"stock_outs_masked": 1, "outliers": 1}


def test_cleaning_leaves_its_input_alone(panel):
    before = panel.target.copy()
    clean(panel, CleaningOptions(outliers="winsorise", imputation="median"))
    assert np.array_equal(panel.target, before)


def test_a_winsorised_peak_is_set_to_the_fence_and_a_dropped_one_is_unknown(panel):
    keep = CleaningOptions(outliers="winsorise", stockouts="keep")
    sold = np.array(UNITS)[np.array(UNITS) > 0]
    q1, q3 = np.quantile(sold, (0.25, 0.75))
    assert clean(panel, keep)[0].target[0, 7] == q3 + 1.5 * (q3 - q1)
    assert np.isnan(clean(panel, replace(keep, outliers="drop"))[0].target[0, 7])


def test_a_dropped_peak_can_be_filled_in(panel, rules):
    cleaned, notes = clean(panel, CleaningOptions(outliers="drop", imputation="median"))
    assert cleaned.target[0, 7] == 4
    assert cleaned.target[0, 13] == 4
    assert rules(notes)["imputed"] == 2


def test_with_everything_off_nothing_changes(panel):
    off = CleaningOptions(outliers="none", stockouts="keep")
    cleaned, notes = clean(panel, off)
    assert np.array_equal(cleaned.target, panel.target)
    assert notes == ()


def test_sales_that_are_kept_are_taken_for_demand_by_every_model(panel):
    assert clean(panel)[0].censored.any()
    assert not clean(panel, CleaningOptions(stockouts="keep"))[0].censored.any()


def test_what_was_sold_of_a_hidden_demand_is_remembered_however_the_panel_is_cut(panel):
    target = panel.target.copy()
    target[0, 13] = 2.0
    cleaned = clean(replace(panel, target=target))[0]
    assert cleaned.sold_short[0, 13] == 2
    assert np.isnan(cleaned.sold_short).sum() == 15
    assert cleaned.as_of(14, 2).select(np.array([0])).sold_short[0].tolist()[13:] == [2]
    assert clean(replace(panel, censored=np.zeros_like(panel.censored)))[0].sold_short is None


def test_a_series_always_out_of_stock_keeps_what_was_sold(panel):
    always = replace(panel, censored=np.ones_like(panel.censored))
    cleaned, notes = clean(always)
    assert np.array_equal(cleaned.target, panel.target)
    assert "1 series that have little else" in notes[0].text


@pytest.mark.parametrize("method", ["iqr", "seasonal"])
@pytest.mark.parametrize("imputation", ["mean", "mode", "last", "seasonal"])
def test_what_comes_after_a_cutoff_changes_nothing_before_it(daily, method, imputation):
    rng = np.random.default_rng(4)
    units = {f"p{i}": [float(x) for x in rng.poisson(4, 60)] for i in range(5)}
    panel, _ = build_panel(daily(units))
    scrambled = panel.target.copy()
    scrambled[:, 40:] = rng.permutation(scrambled[:, 40:].ravel()).reshape(5, 20) * 100
    options = CleaningOptions(outliers="winsorise", outlier_method=method, imputation=imputation)
    before, _ = clean(panel.as_of(40, 7), options)
    after, _ = clean(replace(panel, target=scrambled).as_of(40, 7), options)
    assert np.array_equal(before.target, after.target, equal_nan=True)
