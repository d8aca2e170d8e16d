"""Like with like: which earlier periods a forecast is set beside, and who grew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.reports.comparison import change_of, comparison, recent_growth
from foresale.reports.groups import level_of, other_columns, product_column, rankings


def with_target(panel, target):
    return replace(
        panel, target=np.asarray(target, dtype=float), closed=np.zeros(np.shape(target), dtype=bool)
    )


def test_each_day_meets_the_same_weekday_52_weeks_earlier(made):
    panel = made.make_panel(n_series=1, n_periods=400)
    panel = with_target(panel, np.arange(400.0)[None, :])
    found = comparison(panel, 28)
    assert found.is_last_year
    assert found.sold[0].tolist() == list(range(400 - 364, 400 - 364 + 28))


def test_a_horizon_of_more_than_a_year_goes_back_two(made):
    panel = with_target(made.make_panel(n_series=1, n_periods=800), np.ones((1, 800)))
    found = comparison(panel, 400)
    assert found.sold.shape == (1, 400)
    assert "2 years before" in found.phrase


def test_closed_days_sold_nothing_and_unknown_days_are_unknown(made):
    panel = with_target(made.make_panel(n_series=2, n_periods=400), np.ones((2, 400)))
    target, closed = panel.target.copy(), panel.closed.copy()
    target[:, 36], closed[:, 36] = np.nan, True
    target[1, 37] = np.nan
    found = comparison(replace(panel, target=target, closed=closed), 28)
    assert found.sold[:, 0].tolist() == [0, 0]
    assert np.isnan(found.sold[:, 1]).tolist() == [False, True]


def test_with_less_than_a_year_whole_weeks_just_before_are_taken(made):
    panel = with_target(made.make_panel(n_series=1, n_periods=60), np.arange(60.0)[None, :])
    found = comparison(panel, 10)
    assert not found.is_last_year
    assert found.sold[0].tolist() == list(range(46, 56))


def test_a_history_shorter_than_the_horizon_has_no_comparison(made):
    assert comparison(made.make_panel(n_series=1, n_periods=10), 28) is None


def test_what_has_no_earlier_sales_counts_as_new_and_not_as_growth():
    change = change_of(np.array([12.0, 5.0]), np.array([10.0, np.nan]))
    assert change.like_for_like == pytest.approx(0.2)
    assert (change.gained, change.fresh, change.before) == (2, 5, 10)


def test_growth_from_nothing_is_no_percentage():
    assert np.isnan(change_of(np.array([12.0]), np.array([0.0])).like_for_like)


def test_recent_growth_leaves_out_days_unknown_in_either_year(made):
    target = np.full((1, 400), 10.0)
    target[0, -28:] = 15
    target[0, -1] = np.nan
    assert recent_growth(
        with_target(made.make_panel(n_series=1, n_periods=400), target), 28
    ) == pytest.approx(0.5)


@pytest.fixture
def three_products(made):
    """Products that sold 10, 10 and nothing known a day, and are forecast at 15, 8 and 1."""
    names = ["up", "down", "new"]
    panel = made.make_panel(n_series=3, n_periods=400, keys=("product",), names=names)
    target = np.full((3, 400), 10.0)
    target[2, :390] = np.nan
    mean = np.repeat([[15.0], [8.0], [1.0]], 28, axis=1)
    return made.predicting(made.make_forecast(with_target(panel, target)), mean=mean)


def test_products_gain_and_lose_against_their_own_past(three_products):
    level = level_of(three_products, "product", comparison(three_products.panel, 28))
    gaining, losing = rankings(level)
    assert [(g.name, round(g.change, 3), g.gained) for g in gaining.groups] == [("up", 0.5, 140)]
    assert [(g.name, round(g.change, 3), g.gained) for g in losing.groups] == [("down", -0.2, -56)]
    assert [(group.name, np.isnan(group.before)) for group in level.groups] == [
        ("up", False), ("down", False), ("new", True),
    ]  # fmt: skip


def test_where_nothing_loses_the_slowest_are_called_gaining_least(made, three_products):
    grown = made.predicting(three_products, mean=three_products.mean + 10)
    level = level_of(grown, "product", comparison(grown.panel, 28))
    assert [ranking.title for ranking in rankings(level)] == ["Gaining most", "Gaining least"]
    assert rankings(level)[1].groups[0].name == "down"


def test_groups_add_up_to_the_forecast_and_their_shares_to_one(made):
    forecast = made.make_forecast()
    level = level_of(forecast, "store", None)
    assert sum(group.ahead for group in level.groups) == pytest.approx(forecast.mean.sum())
    assert sum(group.share for group in level.groups) == pytest.approx(1)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"store": ["a", "b", "c"], "item_id": ["1", "1", "2"]}, "item_id"),
        ({"branch": ["a", "b", "a"], "line": ["x", "y", "z"]}, "line"),
        ({"product": ["one", "one", "one"], "branch": ["a", "b", "c"]}, "branch"),
    ],
)
def test_products_are_found_by_name_then_by_number(made, columns, expected):
    panel = made.make_panel(n_series=3)
    assert product_column(replace(panel, series=pl.DataFrame(columns), keys=tuple(columns))) == expected


def test_columns_that_part_the_series_alike_are_shown_once(made):
    panel = made.make_panel(n_series=12)
    store = panel.series["store"]
    panel = replace(
        panel,
        series=panel.series.with_columns(
            city=pl.lit("city of ") + store, half=pl.Series([f"h{i % 5}" for i in range(12)])
        ),
    )
    assert other_columns(panel, "product") == ["store", "category", "half"]


def test_a_key_of_many_values_is_still_shown(made):
    panel = made.make_panel(n_series=200)
    stores = pl.Series("store", [f"s{i % 100}" for i in range(200)])
    panel = replace(panel, series=panel.series.with_columns(stores))
    assert other_columns(panel, "product")[0] == "store"


def test_a_closed_day_that_keeps_its_date_stands_beside_itself(made):
    panel = made.make_panel(n_series=2, n_periods=710)
    dates = np.datetime64("2016-12-10") + np.arange(710).astype("timedelta64[D]")
    assert str(dates[-1]) == "2018-11-19"
    closed = np.broadcast_to(
        np.isin(dates, np.array(["2016-12-25", "2017-12-25"], "datetime64[D]")), (2, 710)
    )
    sold = np.where(closed, np.nan, 1.0)
    sold[:, np.flatnonzero(dates == np.datetime64("2017-12-24"))] = 7
    panel = replace(with_target(panel, sold), closed=closed.copy(), dates=dates)
    found = comparison(panel, 42)
    ahead = panel.future_dates(42).astype(str).tolist()
    assert found.sold[:, ahead.index("2018-12-25")].tolist() == [0, 0]
    assert found.sold[:, ahead.index("2018-12-24")].tolist() == [7, 7]
    assert found.sold[:, ahead.index("2018-12-26")].tolist() == [1, 1]


def test_a_weekly_closing_day_stands_beside_itself_for_series_that_are_new_too(made):
    panel = made.make_panel(n_series=2, n_periods=420)
    dates = np.datetime64("2017-09-26") + np.arange(420).astype("timedelta64[D]")
    sundays = np.broadcast_to((dates.astype(np.int64) + 3) % 7 == 6, (2, 420)).copy()
    sold = np.where(sundays, np.nan, 1.0)
    sold[1, :200], sundays[1, :200] = np.nan, False
    found = comparison(replace(with_target(panel, sold), closed=sundays, dates=dates), 28)
    ahead = (dates[-1] + np.arange(1, 29).astype("timedelta64[D]")).astype(np.int64)
    closed = (ahead + 3) % 7 == 6
    assert found.sold[0].tolist() == np.where(closed, 0.0, 1.0).tolist()
