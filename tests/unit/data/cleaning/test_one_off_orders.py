"""Single orders out of all proportion: found, named, hidden from models, and never a season's peak."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.data.cleaning.clean import CleaningOptions, clean, clean_for_evaluation
from foresale.data.cleaning.one_off_orders import one_off_orders
from foresale.frequency import Frequency, next_periods
from foresale.panel import Panel, PooledValues


def panel_of(target: np.ndarray, freq: Frequency = Frequency.DAY) -> Panel:
    n_series, n_periods = target.shape
    first = np.datetime64("2021-01-01", "D")
    return Panel(
        series=pl.DataFrame({"product": [f"p{i}" for i in range(n_series)]}),
        keys=("product",),
        dates=np.concatenate([[first], next_periods(first, freq, n_periods - 1)]),
        freq=freq,
        target=target,
        closed=np.zeros(target.shape, dtype=bool),
        censored=np.zeros(target.shape, dtype=bool),
        known_ahead={},
        past_only={},
        categories={},
        target_name="units",
        non_negative=True,
    )


def ordinary(n_series: int = 2, n_periods: int = 500, level: float = 12, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(level, (n_series, n_periods)).astype(float)


@given(level=st.sampled_from([3.0, 12.0, 200.0]), at=st.integers(0, 499), seed=st.integers(0, 100))
def test_one_order_of_a_hundred_times_the_usual_is_found_wherever_it_stands(
    level: float, at: int, seed: int
) -> None:
    target = ordinary(level=level, seed=seed)
    target[1, at] = 100 * level
    assert np.argwhere(one_off_orders(panel_of(target))).tolist() == [[1, at]]


@given(level=st.sampled_from([0.3, 2.0, 12.0, 200.0]), seed=st.integers(0, 300))
def test_ordinary_demand_holds_no_one_off(level: float, seed: int) -> None:
    assert not one_off_orders(panel_of(ordinary(4, 400, level, seed))).any()


@given(seed=st.integers(0, 200))
def test_demand_that_comes_in_lots_of_very_different_size_holds_no_one_off(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lots = np.where(rng.random((3, 300)) < 0.3, np.round(np.exp(rng.normal(2, 1.2, (3, 300)))), 0.0)
    assert not one_off_orders(panel_of(lots)).any()


def test_a_peak_that_comes_again_each_year_is_a_season() -> None:
    days = ordinary(1, 1000)
    days[0, [357, 722]] = 900.0
    assert not one_off_orders(panel_of(days)).any()
    months = ordinary(1, 48, 100)
    months[0, 11::12] = 1500.0
    assert not one_off_orders(panel_of(months, Frequency.MONTH)).any()


def test_a_month_that_no_other_year_can_be_held_against_is_left_alone() -> None:
    months = ordinary(1, 20, 100)
    months[0, 10] = 3000.0
    assert not one_off_orders(panel_of(months[:, :16], Frequency.MONTH)).any()
    longer = np.concatenate([months, ordinary(1, 20, 100, seed=2)], axis=1)
    assert one_off_orders(panel_of(longer, Frequency.MONTH))[0, 10]


def test_a_day_on_which_many_series_peak_is_an_event_of_the_shop() -> None:
    target = ordinary(10)
    target[:, 200] = 1200.0
    assert not one_off_orders(panel_of(target)).any()


def in_stores(target: np.ndarray, n_stores: int, **columns: np.ndarray) -> Panel:
    """Series of products in stores, store by store."""
    n_products = len(target) // n_stores
    names = [(f"p{i}", f"s{j}") for j in range(n_stores) for i in range(n_products)]
    series = pl.DataFrame(names, schema=["product", "store"], orient="row")
    return replace(panel_of(target), series=series, keys=("product", "store"), known_ahead=columns)


@pytest.mark.parametrize("same", ["product", "store"])
def test_a_peak_that_most_stores_or_products_share_is_a_promotion(same: str) -> None:
    target = ordinary(40)  # ten products in four stores
    target[0, 200] = 1200.0
    rows = [10, 20, 30] if same == "product" else range(1, 10)
    for row in rows:
        target[row, 200] = 40.0  # much, yet no peak by itself
    alone = target.copy()
    alone[list(rows), 200] = 12.0
    assert not one_off_orders(in_stores(target, 4)).any()
    assert np.argwhere(one_off_orders(in_stores(alone, 4))).tolist() == [[0, 200]]


def test_of_two_stores_one_says_nothing_of_the_other() -> None:
    target = ordinary(2)
    target[0, 200], target[1, 200] = 1200.0, 40.0
    assert one_off_orders(in_stores(target, 2))[0, 200]


def test_a_shared_peak_is_known_as_such_where_a_series_is_forecast_alone() -> None:
    target = ordinary(40)
    target[0, 200] = 1200.0
    target[[10, 20, 30], 200] = 40.0
    panel = replace(in_stores(target, 4), pool=PooledValues())
    assert not one_off_orders(panel).any()
    assert panel.pool is not None
    first = replace(in_stores(target[:1], 1), pool=panel.pool.of(np.array([0])))
    assert not one_off_orders(first).any()


@pytest.mark.parametrize(("usual", "then", "announced"), [(0, 1, True), (0, 0, False), (1, 0, True)])
def test_a_peak_that_a_column_known_ahead_tells_apart_is_announced(
    usual: int, then: int, announced: bool
) -> None:
    target = ordinary(3)
    target[0, 200] = 1200.0
    promotion = np.full((3, 520), float(usual))
    promotion[0, 200] = then
    promotion[0, [50, 90]] = 1 - usual
    assert bool(one_off_orders(in_stores(target, 3, promotion=promotion)).any()) is not announced


@pytest.mark.parametrize(("price", "announced"), [(2.0, True), (10.0, False), (np.nan, False)])
def test_a_price_that_always_moves_announces_by_being_low(price: float, announced: bool) -> None:
    target = ordinary(3)
    target[0, 200] = 1200.0
    prices = np.random.default_rng(0).normal(10, 1, (3, 520))
    prices[0, 200] = price
    assert bool(one_off_orders(in_stores(target, 3, price=prices)).any()) is not announced


def test_the_order_is_named_with_date_and_amount_and_hidden_unless_kept() -> None:
    target = ordinary()
    target[0, 450] = 4000.0
    panel = panel_of(target)
    cleaned, notes = clean(panel, CleaningOptions(outliers="none"))
    assert np.isnan(cleaned.target[0, 450])
    assert panel.target[0, 450] == 4000
    assert notes[0].rule == "one_off_orders"
    assert "p0 sold 4,000 on 2022-03-27" in notes[0].text
    kept, notes = clean(panel, CleaningOptions(outliers="none", one_offs="keep"))
    assert kept.target[0, 450] == 4000
    assert not notes


def test_no_forecast_is_judged_by_an_order_that_nothing_announced() -> None:
    target = ordinary()
    target[0, 450] = 4000.0
    panel = panel_of(target)
    assert np.isnan(clean_for_evaluation(panel).target[0, 450])
    assert clean_for_evaluation(panel, CleaningOptions(one_offs="keep")) is panel


@pytest.mark.parametrize("cutoff", [300, 449, 451])
def test_what_comes_later_changes_nothing_of_what_is_found_before(cutoff: int) -> None:
    target = ordinary()
    target[0, [100, 450]] = 4000.0
    panel = panel_of(target)
    later = panel_of(np.where(np.arange(500) < cutoff, target, 7.0))
    one, other = (one_off_orders(p.as_of(cutoff, 28)) for p in (panel, later))
    assert np.array_equal(one, other)
    assert one[0, 100]


def test_days_that_sell_much_every_week_are_no_shared_promotion() -> None:
    level = np.where(np.arange(400) % 7 == 5, 20, 10)
    for seed in range(10):
        target = np.random.default_rng(seed).poisson(np.tile(level, (12, 1))).astype(float)
        target[0, 5 + 7 * 45] = 700.0
        assert np.argwhere(one_off_orders(in_stores(target, 4))).tolist() == [[0, 320]]


def test_a_value_that_often_holds_and_sells_no_more_announces_nothing() -> None:
    target = ordinary(4, 400)
    target[0, 348] = 600.0
    raised = np.where(np.arange(400) < 250, 2.0, 2.1)
    weekend = (np.arange(400) % 7 >= 5).astype(float)
    for column in (raised, weekend):
        columns = {"known": np.tile(column, (4, 1))}
        assert np.argwhere(one_off_orders(in_stores(target, 1, **columns))).tolist() == [[0, 348]]
        promoted = target.copy()
        promoted[:, column == column[348]] *= 1.5
        promoted[0, 348] = 900.0
        assert not one_off_orders(in_stores(promoted, 1, **columns)).any()


def test_a_rare_label_announces_a_peak_wherever_it_stands_among_the_labels() -> None:
    target = ordinary(2, 400)
    target[0, 348] = 600.0
    for place in range(3):
        labels = np.array([label for label in range(4) if label != place])[np.arange(400) % 3].astype(float)
        labels[348] = place
        panel = replace(
            in_stores(target, 1, theme=np.tile(labels, (2, 1))), categories={"theme": tuple("abcd")}
        )
        assert not one_off_orders(panel).any()


def test_thousands_of_products_in_one_store_are_judged_by_some_of_them() -> None:
    target = np.tile(ordinary(40, 200), (40, 1))
    target[7, 100] = 1200.0
    assert np.argwhere(one_off_orders(in_stores(target, 1))).tolist() == [[7, 100]]
    target[:, 100] = 100.0
    target[7, 100] = 1200.0
    assert not one_off_orders(in_stores(target, 1)).any()
