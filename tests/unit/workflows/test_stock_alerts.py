"""Which products are short, worked out by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from foresale.workflows.stock_alerts import DailyDemand, demand_matrix, find_alerts


def products(**columns):
    table = {"item": [1], "stock": [10.0], "lead_time_days": [2], "pack_size": [6]}
    return pl.DataFrame(table | columns)


def demand(mean, spread=0.0, ids=(1,)):
    mean = np.atleast_2d(np.asarray(mean, dtype=float))
    return DailyDemand(np.array(ids), mean, np.full(mean.shape, spread), np.full(mean.shape, spread**2))


def test_a_product_that_runs_out_before_the_order_comes_is_short_by_the_high_demand():
    found = find_alerts(products(), demand([6, 6, 6, 6], spread=3), 2).to_dicts()[0]
    # Two days: 12 expected; above it 3·2 in step, 3·√2 independent, the middle of both.
    assert found["demand_high"] == pytest.approx(12 + (6 + 3 * 2**0.5) / 2)
    assert found["units_short"] == pytest.approx(found["demand_high"] - 10)
    assert found["days_of_cover"] == pytest.approx(1 + 4 / 6)
    # Four days: 24 + (12 + 6) / 2 = 33, less 10 there are: 23, in packs of six 24.
    assert found["suggested_order"] == 24


def test_a_product_that_lasts_is_no_alert():
    assert find_alerts(products(stock=[13.0]), demand([6, 6]), 7).is_empty()
    assert find_alerts(products(stock=[12.0]), demand([6, 6]), 7).is_empty()
    assert find_alerts(products(stock=[11.9]), demand([6, 6]), 7).height == 1


def test_beyond_the_last_day_every_day_is_like_the_average():
    found = find_alerts(products(lead_time_days=[10], stock=[39.0]), demand([2, 4, 6, 4]), 0).to_dicts()[0]
    assert found["demand_mean"] == pytest.approx(40)
    assert found["days_of_cover"] == pytest.approx(4 + 23 / 4)
    assert found["suggested_order"] == 6


def test_nothing_in_stock_is_the_most_urgent_and_no_demand_no_alert():
    table = pl.DataFrame(
        {
            "item": [1, 2, 3],
            "stock": [5.0, -1.0, 0.0],
            "lead_time_days": [3, 3, 0],
            "pack_size": [1, 5, 1],
        }
    )
    found = find_alerts(table, demand([[2, 2, 2], [2, 2, 2], [0, 0, 0]], ids=(1, 2, 3)), 0)
    assert found["item"].to_list() == [2, 1]
    assert found["days_of_cover"].to_list() == [0.0, 2.5]
    assert found["suggested_order"].to_list() == [10, 1]


def test_days_without_a_row_have_no_demand():
    rows = pl.DataFrame(
        {
            "item": [7, 7, 3],
            "day": [3, 1, 2],
            "mean": [1.0, 2.0, 5.0],
            "spread": [0.0] * 3,
            "squares": [0.0] * 3,
        }
    )
    laid = demand_matrix(rows, 4)
    assert laid.items.tolist() == [3, 7]
    assert laid.mean.tolist() == [[0, 5, 0, 0], [2, 0, 1, 0]]
