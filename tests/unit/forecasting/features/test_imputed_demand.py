"""What features take for demand where stock ran out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresale.data.cleaning.clean import CleaningOptions, clean
from foresale.forecasting.features.imputed_demand import impute_demand
from foresale.forecasting.features.table import FeatureTable

LENGTH = 84


@pytest.fixture
def weeks(make_panel):
    """Two series that sell 10 a day and 30 on Saturdays; the first ran out of stock on three days."""
    target = np.where(np.arange(LENGTH) % 7 == 5, 30.0, 10.0) * np.ones((2, 1))
    censored = np.zeros(target.shape, dtype=bool)
    for day, sold in ((61, 4.0), (64, 16.0), (LENGTH - 1, 0.0)):
        censored[0, day], target[0, day] = True, sold
    return make_panel(target, censored=censored)


def test_a_stock_out_is_believed_to_have_been_usual_or_as_good_as_its_sales(weeks):
    believed = impute_demand(clean(weeks)[0])[0]
    assert believed[61] == pytest.approx(30, rel=0.1)  # a Saturday that sold 4
    assert believed[64] == 16
    assert believed[LENGTH - 1] == pytest.approx(10, rel=0.1)
    others = ~weeks.censored[0]
    np.testing.assert_array_equal(believed[others], weeks.target[0, others])


def test_other_holes_stay_holes_and_a_history_without_stock_outs_is_as_it_is(weeks):
    target = weeks.target.copy()
    target[1, 40:44] = np.nan
    believed = impute_demand(clean(replace(weeks, target=target))[0])
    assert np.isnan(believed[1]).sum() == 4
    full = replace(weeks, censored=np.zeros_like(weeks.censored))
    assert impute_demand(clean(full)[0]) is full.target


def test_a_stock_out_before_the_first_known_day_is_believed_to_be_its_sales(make_panel):
    censored = np.arange(20)[None, :] < 2
    cleaned = clean(make_panel(np.full((1, 20), 5.0), censored=censored))[0]
    assert impute_demand(cleaned)[0].tolist() == [5.0] * 20


def test_features_take_a_stock_out_for_what_was_usual_but_do_not_call_it_known(weeks):
    table = FeatureTable(clean(weeks)[0], 7)
    at = (np.array([0, 1]), np.array([LENGTH] * 2), np.array([1, 1]))
    rows = table.rows(*at)
    assert rows["last"][0] == pytest.approx(rows["last"][1], rel=0.1)
    assert rows["mean_7"][0] == pytest.approx(rows["mean_7"][1], rel=0.1)
    assert rows["known_share"].tolist() == pytest.approx([25 / 28, 1])
    assert rows["share_sold_28"].tolist() == [1, 1]


def test_taken_for_demand_an_empty_shelf_drags_every_feature_down(weeks):
    table = FeatureTable(clean(weeks, CleaningOptions(stockouts="keep"))[0], 7)
    rows = table.rows(np.array([0]), np.array([LENGTH]), np.array([1]))
    assert rows["last"][0] == 0
    assert rows["mean_7"][0] < 0.95
