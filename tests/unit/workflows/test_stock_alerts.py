"""Which products are short, worked out by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from foresale.workflows import stock_alerts
from foresale.workflows.stock_alerts import (
    Arrivals,
    DailyDemand,
    demand_matrix,
    find_alerts,
    judge_in_parts,
    judge_stock,
)


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


def arrivals(ahead, *rows):
    """Rows of item, day and units."""
    table = pl.DataFrame(rows, schema={"item": pl.Int64, "day": pl.Int64, "units": pl.Float64}, orient="row")
    return Arrivals.of(table, ahead)


@pytest.mark.parametrize(
    ("day", "is_short"),
    [(1, False), (2, False), (3, False), (4, True), (5, True), (6, True)],
)
def test_what_arrives_before_the_stock_is_used_up_is_counted_and_what_comes_later_is_not(day, is_short):
    ahead = demand([6] * 8)
    table = products(stock=[15.0], lead_time_days=[5])
    found = judge_stock(table, ahead, 2, arrivals(ahead, (1, day, 30.0))).to_dicts()[0]
    # 15 units last for two days and a half; by the sixth day an order placed now is there.
    assert (found["units_short"] > 0) == is_short
    assert found["days_of_cover"] == pytest.approx(2.5)
    assert found["lasts_days"] == pytest.approx(2.5 if is_short else 7.5)
    assert found["arriving"] == (30 if day <= 5 else 0)
    assert find_alerts(table, ahead, 2, arrivals(ahead, (1, day, 30.0))).height == is_short
    if day == 5:
        assert found["units_short"] == pytest.approx(4 * 6 - 15)  # on the day before
    assert found["suggested_order"] == 0  # 42 until the order after it, and 45 come


def test_units_that_leave_for_another_store_are_not_there():
    ahead = demand([6, 6, 6])
    assert find_alerts(products(stock=[13.0]), ahead, 0, arrivals(ahead)).is_empty()
    found = find_alerts(products(stock=[13.0]), ahead, 0, arrivals(ahead, (1, 0, 5.0))).to_dicts()[0]
    assert (found["stock"], found["units_short"], found["arriving"]) == (13, 4, -5)
    assert found["lasts_days"] == pytest.approx(8 / 6)
    assert found["suggested_order"] == 6


def test_what_arrives_after_the_last_day_of_the_forecast_counts_where_orders_take_longer():
    table = products(stock=[19.0], lead_time_days=[10])
    ahead = demand([2, 4, 6, 4]).extend(10)
    assert ahead.mean.tolist() == [[2, 4, 6, 4, *[4] * 6]]
    assert find_alerts(table, ahead, 0).to_dicts()[0]["units_short"] == 21
    assert find_alerts(table, ahead, 0, arrivals(ahead, (1, 5, 21.0))).is_empty()
    assert find_alerts(table, ahead, 0, arrivals(ahead, (1, 7, 21.0))).height == 1


def test_a_product_that_takes_a_year_to_come_does_not_make_the_days_of_others_so_many(monkeypatch):
    ids = (1, 2, 3, 5)
    ahead = demand([[2, 4, 6], [1, 0, 1], [3, 3, 3], [2, 2, 2]], spread=1, ids=ids)
    table = pl.DataFrame(
        {
            "item": [1, 2, 3, 4, 5],
            "stock": [10.0, 2.0, 600.0, 1.0, 5.0],
            "lead_time_days": [2, 365, 1, 3, 3],
            "pack_size": [6] * 5,
        }
    )
    rows = pl.DataFrame(
        [(1, 2, 4.0), (2, 300, 50.0), (5, 0, 2.0)], schema=["item", "day", "units"], orient="row"
    )
    wide = ahead.extend(366)
    whole = judge_stock(table, wide, 1, Arrivals.of(rows, wide))
    monkeypatch.setattr(stock_alerts, "PART", 2)
    sizes, extend = [], DailyDemand.extend

    def note(self, days):
        found = extend(self, days)
        sizes.append(found.mean.shape)
        return found

    monkeypatch.setattr(DailyDemand, "extend", note)
    assert judge_in_parts(table, ahead, 1, rows).to_dicts() == [
        pytest.approx(one) for one in whole.to_dicts()
    ]
    assert sorted(sizes) == [(1, 4), (1, 366), (2, 3)]
