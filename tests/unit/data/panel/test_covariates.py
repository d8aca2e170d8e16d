"""What is known ahead, and what only afterwards."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.frequency import Frequency

START = date(2024, 1, 1)  # a Monday
NAN = float("nan")


def test_a_price_without_values_ahead_is_known_only_afterwards(daily, rules):
    sales = daily({"a": [1, 0, 3]}, price=[2.0, 2.0, 1.5])
    sales = replace(sales, roles=replace(sales.roles, price="price"))
    panel, notes = build_panel(sales)
    assert panel.past_only["price"].tolist() == [[2, 2, 1.5]]
    assert not panel.known_ahead
    assert rules(notes)["known_ahead_missing"] == 1
    trusted, _ = build_panel(sales, PanelOptions(assume_known_ahead=True))
    assert trusted.known_ahead["price"].shape == (1, 3)


def test_rows_beyond_the_last_sale_make_a_price_known_ahead(daily):
    sales = daily({"a": [1, 0, 3, None, None]}, price=[2.0, 2.0, 1.5, 1.0, 1.1])
    panel, _ = build_panel(replace(sales, roles=replace(sales.roles, price="price")))
    assert panel.n_periods == 3
    assert panel.known_ahead["price"].tolist() == [[2, 2, 1.5, 1, 1.1]]


def test_a_dropped_half_week_makes_no_price_known_ahead(daily):
    sales = daily({"a": [1.0] * 24}, price=[2.0] * 24)
    panel, _ = build_panel(
        replace(sales, roles=replace(sales.roles, price="price")), PanelOptions(freq=Frequency.WEEK)
    )
    assert "price" in panel.past_only


def test_a_second_file_gives_values_ahead_by_series_by_store_or_for_all(daily, days, rules):
    sales = daily(
        {"a": [1, 0, 3], "b": [2, 2, 0]}, price=[2.0, 2.0, 2.0, 5.0, 5.0, 5.0], store=["s"] * 3 + ["t"] * 3
    )
    roles = replace(sales.roles, price="price", static=("store",))
    ahead = days(2, START + timedelta(days=3))
    by_series = pl.DataFrame(
        {"day": ahead * 2, "product": ["a", "a", "b", "b"], "price": [1.0, 1.1, 4.0, 4.1]}
    )
    panel, _ = build_panel(replace(sales, roles=roles, future=by_series))
    assert panel.known_ahead["price"].tolist() == [[2, 2, 2, 1, 1.1], [5, 5, 5, 4, 4.1]]
    by_store = pl.DataFrame({"day": ahead, "store": ["s", "t"], "price": [1.0, 4.0]})
    panel, _ = build_panel(replace(sales, roles=roles, future=by_store))
    assert np.array_equal(panel.known_ahead["price"], [[2, 2, 2, 1, NAN], [5, 5, 5, NAN, 4]], equal_nan=True)
    for_all = pl.DataFrame({"day": [START, *ahead], "event": ["new year", None, "fair"]})
    panel, notes = build_panel(replace(sales, roles=roles, future=for_all))
    assert panel.categories["event"] == ("fair", "new year")
    assert np.array_equal(panel.known_ahead["event"], [[1, NAN, NAN, NAN, 0]] * 2, equal_nan=True)
    assert "price" in panel.past_only
    assert rules(notes)["known_ahead_missing"] == 1


def test_a_product_that_only_the_future_file_knows_joins_without_history(daily, rules):
    sales = daily({"a": [1, 0, 3]}, price=[2.0, 2.0, 2.0])
    ahead = pl.DataFrame({"day": [START + timedelta(3)] * 2, "product": ["a", "z"], "price": [1.0, 9.0]})
    panel, notes = build_panel(replace(sales, roles=replace(sales.roles, price="price"), future=ahead))
    assert panel.series["product"].to_list() == ["a", "z"]
    assert np.isnan(panel.target[1]).all()
    assert panel.known_ahead["price"][1, -1] == 9
    assert rules(notes)["new_series"] == 1
    assert rules(notes)["short_series"] == 1


def test_a_dropped_half_week_keeps_its_own_price_when_later_ones_are_known(daily):
    sales = daily({"a": [1.0] * 24}, price=[2.0] * 24)
    ahead = pl.DataFrame({"day": [START + timedelta(days=28)], "price": [1.5]})
    sales = replace(sales, roles=replace(sales.roles, price="price"), future=ahead)
    panel, _ = build_panel(sales, PanelOptions(freq=Frequency.WEEK))
    assert panel.known_ahead["price"].tolist() == [[2, 2, 2, 2, 1.5]]
