"""How series are told apart by how and how much they sell."""

from dataclasses import replace

import numpy as np
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.panel.series_life import find_ended_series
from foresale.data.profile.demand_classes import demand_classes

N = 84


@pytest.fixture
def table(daily):
    """One series of each class, and its row in the table of classes."""
    rng = np.random.default_rng(0)
    every_third = np.arange(N) % 3 == 0
    sizes = np.where(rng.random(N) < 0.15, 40.0, 1.0)
    units = {
        "smooth": 20 + rng.integers(0, 4, N),
        "erratic": sizes,
        "intermittent": np.where(every_third, 2.0, 0.0),
        "lumpy": np.where(every_third, sizes, 0.0),
        "new": np.where(np.arange(N) < N - 5, 0.0, 3.0),
        "no sales": np.zeros(N),
    }
    panel, _ = build_panel(daily({name: [float(x) for x in row] for name, row in units.items()}))
    return {row["product"]: row for row in demand_classes(panel).iter_rows(named=True)}


def test_each_series_falls_into_its_own_class(table):
    assert {name: row["class"] for name, row in table.items()} == {name: name for name in table}


def test_the_interval_and_the_variation_are_those_of_syntetos_and_boylan(table):
    assert table["intermittent"]["adi"] == pytest.approx(3.0)
    assert table["intermittent"]["cv2"] == 0
    assert table["intermittent"]["share_zero"] == pytest.approx(2 / 3)
    assert table["no sales"]["adi"] is None


def test_a_makes_the_first_80_percent_of_units_and_what_never_sold_is_c(table):
    assert table["smooth"]["abc"] == "A"
    assert table["no sales"]["abc"] == "C"
    assert table["new"]["abc"] == "C"


def test_revenue_ranks_otherwise_than_units(daily):
    sales = daily({"dear": [1.0] * 30, "cheap": [20.0] * 30}, price=[500.0] * 30 + [0.1] * 30)
    panel, _ = build_panel(replace(sales, roles=replace(sales.roles, price="price")))
    by_units, by_revenue = demand_classes(panel), demand_classes(panel, "price")
    assert dict(zip(by_units["product"], by_units["abc"], strict=True)) == {"cheap": "A", "dear": "C"}
    assert dict(zip(by_revenue["product"], by_revenue["abc"], strict=True)) == {"cheap": "C", "dear": "A"}


def test_x_is_steady_by_the_week_even_when_weekdays_differ(daily):
    weekdays = [9.0 if i % 7 == 5 else 1.0 for i in range(N)]
    bursts = [90.0 if i % 40 == 5 else 1.0 for i in range(N)]
    panel, _ = build_panel(daily({"week": weekdays, "bursts": bursts}))
    table = demand_classes(panel)
    assert dict(zip(table["product"], table["xyz"], strict=True)) == {"bursts": "Z", "week": "X"}


def test_first_and_last_dates_are_those_of_known_demand(table):
    assert str(table["new"]["first_date"]) == "2024-03-20"
    assert str(table["smooth"]["last_date"]) == "2024-03-24"


def test_an_ended_series_is_told_from_a_slow_one_by_its_own_pauses(daily):
    slow = [1.0 if i % 30 == 0 else 0.0 for i in range(200)]
    gone = [1.0] * 120 + [0.0] * 80
    panel, _ = build_panel(daily({"slow": slow, "gone": gone}))
    assert dict(zip(panel.series["product"], find_ended_series(panel), strict=True)) == {
        "gone": True,
        "slow": False,
    }


@pytest.mark.parametrize("hidden", [False, True])
def test_a_product_out_of_stock_has_not_ended_until_a_year_has_passed(daily, hidden):
    out = [1.0] * 120 + [0.0] * 380
    panel, _ = build_panel(daily({"out": out, "sells": [1.0] * 500}))
    censored = np.zeros(panel.target.shape, dtype=bool)
    censored[0, 122:] = True  # two days on the shelf without a sale, then none to sell
    panel = replace(panel, censored=censored)
    if hidden:
        panel = replace(panel, target=np.where(censored, np.nan, panel.target))
    ended = [bool(find_ended_series(panel.as_of(cutoff, 7))[0]) for cutoff in (160, 300, 480, 490)]
    assert ended == [False, False, False, True]
    seen = replace(panel, censored=np.zeros_like(censored))
    assert find_ended_series(seen.as_of(160, 7)).tolist() == [True, False]


def test_whether_a_series_ended_is_judged_anew_at_each_cutoff(daily):
    panel, _ = build_panel(daily({"gone": [1.0] * 120 + [0.0] * 80}))
    assert [bool(find_ended_series(panel.as_of(cutoff, 7))[0]) for cutoff in (120, 140, 150, 200)] == [
        False, False, True, True,
    ]  # fmt: skip
