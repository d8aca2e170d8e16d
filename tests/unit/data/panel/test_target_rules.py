"""What a hole means: not sold, not known, closed or not begun."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.frequency import Frequency
from foresale.sales import ColumnRoles, Sales

START = date(2024, 1, 1)  # a Monday
NAN = float("nan")


def test_zeros_before_the_first_sale_are_not_demand(daily, rules):
    panel, notes = build_panel(daily({"a": [0, 0, 3, 0], "b": [1, 0, 2, 2]}))
    assert np.array_equal(panel.target[0], [NAN, NAN, 3, 0], equal_nan=True)
    assert rules(notes)["zeros_before_first_sale"] == 2


def test_a_series_that_never_sold_keeps_its_zeros_and_is_named(daily, rules):
    panel, notes = build_panel(daily({"a": [0, 0, 0], "b": [1, 0, 2]}))
    assert panel.target[0].tolist() == [0, 0, 0]
    assert rules(notes)["all_zero_series"] == 1


def test_a_hole_in_a_file_that_writes_zeros_down_is_unknown(daily, rules):
    sales = daily({"a": [1, 0, 3, 4], "b": [1, 0, 2, 2]})
    panel, notes = build_panel(replace(sales, frame=sales.frame.filter(pl.int_range(pl.len()) != 2)))
    assert np.isnan(panel.target[0, 2])
    assert rules(notes)["missing_is_unknown"] == 1


def test_a_hole_in_a_sparse_file_without_zeros_is_a_zero_from_the_first_sale_on(rules):
    rows = {"day": [START, START, START + timedelta(4), START + timedelta(2), START + timedelta(4)],
            "product": ["a", "b", "a", "c", "c"], "units": [1.0, 2.0, 3.0, 4.0, 5.0]}  # fmt: skip
    sales = Sales(pl.DataFrame(rows), ColumnRoles(date="day", target="units", keys=("product",)))
    panel, notes = build_panel(sales, PanelOptions(freq=Frequency.DAY))
    assert np.array_equal(
        panel.target, [[1, 0, 0, 0, 3], [2, 0, 0, 0, 0], [NAN, NAN, 4, 0, 5]], equal_nan=True
    )
    assert rules(notes)["missing_is_zero"] == 8
    unknown, _ = build_panel(sales, PanelOptions(freq=Frequency.DAY, missing="unknown"))
    assert np.nansum(unknown.target == 0) == 0


def test_an_empty_target_inside_the_history_is_unknown_and_not_zero(daily):
    panel, _ = build_panel(daily({"a": [1, None, 3, 4, 0]}), PanelOptions(missing="zero"))
    assert np.isnan(panel.target[0, 1])


def test_closed_sundays_and_holidays_are_closed_and_not_zero(daily, days, rules):
    open_day = [0.0 if day.weekday() == 6 or day == date(2024, 2, 14) else 3.0 for day in days(70)]
    panel, notes = build_panel(daily({f"p{i:02}": open_day for i in range(12)}))
    closed = [str(d) for d in panel.dates[panel.closed.all(axis=0)].astype("datetime64[D]")]
    assert "2024-02-14" in closed
    assert len(closed) == 11
    assert np.isnan(panel.target[:, panel.closed[0]]).all()
    text = next(note.text for note in notes if note.rule == "closed_days")
    assert "10 Sundays" in text
    assert "2024-02-14" in text
    assert rules(notes)["closed_days"] == 11


def test_closed_days_can_be_left_as_zeros(daily):
    zero_day = [0.0 if i == 30 else 3.0 for i in range(60)]
    sales = daily({f"p{i:02}": zero_day for i in range(12)})
    assert build_panel(sales)[0].closed.sum() == 12
    assert build_panel(sales, PanelOptions(closed_days="none"))[0].closed.sum() == 0


def test_one_store_that_sells_nothing_for_a_day_was_closed_while_others_were_not(days, rules):
    n = 40
    frame = pl.DataFrame(
        [
            {"day": day, "store": store, "item": f"i{k}", "units": 0.0 if (store, j) == ("s1", 20) else 2.0}
            for store in ("s1", "s2")
            for k in range(9)
            for j, day in enumerate(days(n))
        ]
    )
    panel, notes = build_panel(Sales(frame, ColumnRoles(date="day", target="units", keys=("store", "item"))))
    shut = panel.series["store"].to_numpy() == "s1"
    assert panel.closed[shut, 20].all()
    assert not panel.closed[~shut].any()
    assert rules(notes)["closed_stores"] == 1


def test_a_slow_shop_without_a_sale_was_not_closed(daily):
    rng = np.random.default_rng(0)
    panel, _ = build_panel(daily({"a": [float(x) for x in rng.poisson(0.5, 200)]}))
    assert not panel.closed.any()


def test_few_negative_totals_are_clipped_and_many_are_taken_as_signed(daily, rules):
    few = [1.0] * 99 + [-1.0]
    panel, notes = build_panel(daily({"a": few}))
    assert panel.target[0, -1] == 0
    assert panel.non_negative
    assert rules(notes)["negative_totals"] == 1
    panel, notes = build_panel(daily({"profit": [1.0, -2.0, 3.0, -4.0]}))
    assert panel.target[0].tolist() == [1, -2, 3, -4]
    assert not panel.non_negative
    assert rules(notes)["signed_target"] == 2


def test_logarithms_are_left_as_they_are(daily, rules):
    sales = daily({"a": [9.1, 8.7, 9.3, 8.9]})
    sales = Sales(
        sales.frame.rename({"units": "logmove"}), replace(sales.roles, target="logmove", log_target=True)
    )
    panel, notes = build_panel(replace(sales, frame=sales.frame.filter(pl.int_range(pl.len()) != 1)))
    assert np.array_equal(panel.target, [[9.1, NAN, 9.3, 8.9]], equal_nan=True)
    assert not panel.non_negative
    assert "log_values" in rules(notes)


def test_stock_outs_are_marked_from_either_flag(daily, rules):
    sales = daily({"a": [1, 0, 3]}, out=[0.0, 5.0, 0.0], there=["yes", "yes", "no"])
    panel, notes = build_panel(replace(sales, roles=replace(sales.roles, stockout="out", in_stock="there")))
    assert panel.censored.tolist() == [[False, True, True]]
    assert panel.target.tolist() == [[1, 0, 3]]
    assert rules(notes)["stock_outs"] == 2


def test_a_series_that_stopped_long_ago_is_named_as_ended(daily, rules):
    steady, gone = [1.0, 2.0] * 50, [1.0, 2.0] * 25 + [0.0] * 50
    _, notes = build_panel(daily({"steady": steady, "gone": gone}))
    assert rules(notes)["ended_series"] == 1
