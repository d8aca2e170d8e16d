"""A feature row says what was known at its origin, in units of the series' own level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.forecasting.features.table import SPANS, FeatureTable, learn_categories
from foresale.frequency import Frequency
from foresale.panel import Panel


def row(panel: Panel, origin: int, step: int, series: int = 0) -> dict[str, float]:
    """One feature row, by column; numbers about demand are over the level."""
    table = FeatureTable(panel, step)
    columns = table.rows(np.array([series]), np.array([origin]), np.array([step]))
    return {name: float(values[0]) for name, values in columns.items()}


def units(panel: Panel, origin: int, step: int) -> dict[str, float]:
    """One feature row, its numbers times the level: right for columns about demand."""
    found = row(panel, origin, step)
    level = np.exp(found["log_level"])
    return {name: value * level for name, value in found.items()}


def with_columns(panel: Panel, ahead: int, random: np.random.Generator) -> Panel:
    """The panel with a price known `ahead` periods, and a text column and weather of the past."""
    s, t = panel.target.shape
    return replace(
        panel,
        known_ahead={
            "price": random.uniform(1, 2, (s, t + ahead)),
            "offer": random.integers(0, 2, (s, t + ahead)).astype(np.float64),
        },
        past_only={"warmth": random.normal(size=(s, t))},
        categories={"offer": ("none", "two for one")},
    )


@settings(max_examples=15)
@given(
    freq=st.sampled_from(["D", "W", "M"]),
    origin=st.integers(1, 59),
    seed=st.integers(0, 1000),
)
def test_no_column_depends_on_demand_at_or_after_the_origin(
    make_panel, freq: str, origin: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    series = {"category": ["food", "food", "toys", "toys"]}
    target = np.where(random.random((4, 60)) < 0.2, np.nan, random.poisson(3.0, (4, 60)))
    panel = with_columns(make_panel(target, freq, series=series), 14, random)
    later, warmer = panel.target.copy(), panel.past_only["warmth"].copy()
    later[:, origin:], warmer[:, origin:] = 1e6, 1e6
    changed = replace(panel, target=later, past_only={"warmth": warmer})
    s, steps = np.repeat(np.arange(4), 14), np.tile(np.arange(1, 15), 4)
    origins = np.full(len(s), origin)
    before, after = (FeatureTable(each, 14).rows(s, origins, steps) for each in (panel, changed))
    for name in before:
        np.testing.assert_array_equal(after[name], before[name], err_msg=name)


def test_the_period_before_the_origin_does_move_the_row(make_panel) -> None:
    target = np.ones((1, 60))
    plain = row(make_panel(target), 40, 1)
    target[0, 39] = 9.0
    moved = row(make_panel(target), 40, 1)
    for name in ("last", "mean_3", "log_level", "trend"):
        assert moved[name] != plain[name], name


@pytest.mark.parametrize("freq", list(Frequency))
def test_rows_of_the_past_come_out_as_they_did_when_it_was_the_present(make_panel, freq: Frequency) -> None:
    random = np.random.default_rng(5)
    panel = with_columns(make_panel(random.poisson(5.0, (3, 80)), freq), 6, random)
    cutoff, outlook = 60, SPANS[freq].outlook
    past = FeatureTable(panel.as_of(cutoff, 6), 6)
    now = FeatureTable(panel, 6, past.categories, past.window)
    s, steps = np.repeat(np.arange(3), 6), np.tile(np.arange(1, 7), 3)
    origins = np.full(len(s), cutoff)
    then, later = (table.rows(s, origins, steps) for table in (past, now))
    assert list(then) == list(later)
    for name in then:
        inside = np.ones(len(s), dtype=bool)
        if "_after_" in name:  # a price beyond the horizon wasn't known then
            inside = steps + outlook <= 6
        np.testing.assert_array_equal(then[name][inside], later[name][inside], err_msg=name)


def test_series_of_all_sizes_look_alike(make_panel) -> None:
    demand = np.random.default_rng(2).poisson(20.0, 120).astype(np.float64)
    small, large = row(make_panel(demand), 120, 3), row(make_panel(1000 * demand), 120, 3)
    assert large.pop("log_level") - small.pop("log_level") == pytest.approx(np.log(1000), rel=1e-5)
    assert large == pytest.approx(small, rel=1e-4, nan_ok=True)


def test_recent_sales_are_those_before_the_origin(make_panel) -> None:
    found = units(make_panel(np.arange(1.0, 61.0)), 50, 4)
    assert found["last"] == pytest.approx(50)
    assert found["mean_3"] == pytest.approx(49)
    assert found["mean_7"] == pytest.approx(47)
    assert found["deviation_28"] == pytest.approx(np.arange(28).std(), rel=1e-5)


def test_counts_and_shares_of_a_slow_seller(make_panel) -> None:
    target = np.full(60, np.nan)
    target[20:50] = 0.0
    target[[30, 45]] = 4.0
    found = row(make_panel(target), 50, 1)
    assert found["since_sale"] == 5
    assert found["age"] == 30
    assert found["known_share"] == 1
    assert found["share_sold_28"] == pytest.approx(2 / 28)
    assert row(make_panel(target), 34, 1)["known_share"] == pytest.approx(14 / 28)
    assert row(make_panel(target), 10, 1)["age"] == 0


def test_same_weekdays_are_the_newest_known_at_the_origin_however_far_ahead(make_panel) -> None:
    panel = make_panel(np.arange(1.0, 71.0))  # period t sold t + 1
    for step, newest in ((1, 43), (7, 49), (8, 43), (14, 49), (15, 43)):
        found = units(panel, 50, step)
        assert found["same_season_1"] == pytest.approx(newest + 1, rel=1e-5), step
        assert found["same_season_2"] == pytest.approx(newest + 1 - 3.5, rel=1e-5), step


def test_weeks_and_months_have_plain_lags(make_panel) -> None:
    for freq in ("W", "M"):
        found = units(make_panel(np.arange(1.0, 31.0), freq), 20, 2)
        assert [found[f"lag_{lag}"] for lag in (1, 2, 3, 4)] == pytest.approx([20, 19, 18, 17], rel=1e-5)


def test_the_year_ago_is_the_same_period_of_last_year(make_panel) -> None:
    months = make_panel(np.arange(1.0, 41.0), "M")
    assert units(months, 30, 2)["year_ago"] == pytest.approx(31 - 12 + 1, rel=1e-5)
    assert units(months, 30, 14)["year_ago"] == pytest.approx(43 - 24 + 1, rel=1e-5)
    assert units(months, 30, 2)["two_years_ago_around"] == pytest.approx(31 - 24 + 1, rel=1e-5)
    assert np.isnan(units(months, 10, 1)["year_ago"])
    days = make_panel(np.arange(1.0, 401.0))
    assert units(days, 380, 5)["year_ago"] == pytest.approx(384 - 364 + 1, rel=1e-5)


def test_what_is_known_of_the_future_is_read_at_the_target_and_beside_it(make_panel) -> None:
    price = np.arange(1.0, 66.0)[None]
    panel = make_panel(np.ones(60), known_ahead={"price": price})
    at = (np.array([0]), np.array([50]), np.array([4]))  # forecasts position 53
    found = {name: values[0] for name, values in FeatureTable(panel, 7).rows(*at).items()}
    assert found["price"] == 54
    assert [found[f"price_before_{i}"] for i in (1, 2, 3)] == [53, 52, 51]
    assert [found[f"price_after_{i}"] for i in (1, 2, 3)] == [55, 56, 57]
    assert np.isnan(row(panel, 50, 4)["price_after_1"])  # the last step of its horizon, as in a forecast
    assert found["price_against_28"] == pytest.approx(54 / np.arange(23, 51).mean())


def test_beyond_what_is_known_of_the_future_it_is_unknown(make_panel) -> None:
    panel = make_panel(np.ones(60), known_ahead={"price": np.full((1, 62), 3.0)})
    ahead = [row(panel, 60, step) for step in (2, 3)]
    assert [each["price"] for each in ahead] == pytest.approx([3, np.nan], nan_ok=True)
    assert np.isnan(ahead[0]["price_after_1"])


def test_a_text_column_has_a_code_and_no_mean(make_panel) -> None:
    codes = np.array([[0.0, 1.0] * 31])
    panel = make_panel(np.ones(60), known_ahead={"offer": codes}, categories={"offer": ("no", "yes")})
    found = row(panel, 50, 2)
    assert found["offer"] == 1
    assert {name for name in found if name.startswith("offer_")} == {"offer_answer"}


def test_weather_is_read_before_the_origin_only(make_panel) -> None:
    panel = make_panel(np.ones(60), past_only={"warmth": np.arange(60.0)[None]})
    found = row(panel, 50, 4)
    assert found["warmth_last"] == 49
    assert found["warmth_mean_28"] == pytest.approx(np.arange(22, 50).mean())


def test_a_group_moves_as_its_series_do_together(make_panel) -> None:
    target = np.ones((4, 60))
    target[:2, 43:50] = 3.0
    panel = make_panel(target, series={"category": ["food", "food", "toys", "toys"]})
    food, toys = row(panel, 50, 1, series=0), row(panel, 50, 1, series=2)
    assert food["category_trend"] == pytest.approx(3 / ((21 + 7 * 3) / 28))
    assert toys["category_trend"] == pytest.approx(1)
    assert food["all_trend"] == toys["all_trend"] == pytest.approx(2 / ((21 + 7 * 2) / 28))


def test_a_weekday_on_which_the_group_sells_more_shows_ahead_of_it(make_panel) -> None:
    target = np.ones((2, 56))
    target[:, 5::7] = 8.0  # Saturdays
    panel = make_panel(target)
    assert row(panel, 56, 6)["all_season_index"] == pytest.approx(4)
    assert row(panel, 56, 7)["all_season_index"] == pytest.approx(0.5)


def test_static_columns_are_coded_by_what_was_learned_and_new_labels_are_unknown(make_panel) -> None:
    trained = make_panel(np.ones((3, 9)), series={"category": ["toys", "food", None], "kind": ["a"] * 3})
    categories = learn_categories(trained)
    assert categories == {"product": ("p0", "p1", "p2"), "category": ("food", "toys")}
    newer = make_panel(np.ones((3, 9)), series={"category": ["food", "pets", "toys"]})
    table = FeatureTable(newer, 1, {"category": categories["category"]})
    found = table.rows(np.arange(3), np.full(3, 9), np.ones(3, dtype=np.intp))
    np.testing.assert_array_equal(found["is_category"], [0, np.nan, 1])
    assert "is_product" not in found


def test_without_calendar_columns_it_makes_its_own_up_to_the_horizon(make_panel) -> None:
    panel = make_panel(np.ones(60))  # begins on a Monday
    assert [row(panel, 60, step)["weekday"] for step in (1, 2, 4)] == [4, 5, 0]


def test_calendar_columns_of_the_panel_come_first(make_panel) -> None:
    panel = make_panel(np.ones(60), calendar={"fair": np.arange(62.0)})
    found = row(panel, 60, 2)
    assert found["fair"] == 61
    assert "weekday" not in found


@pytest.mark.parametrize("freq", list(Frequency))
def test_rows_after_the_history_are_those_of_every_step(make_panel, freq: Frequency) -> None:
    random = np.random.default_rng(8)
    demand = random.poisson(5.0, (4, 90))
    shops = {"shop": ["a", "a", "b", "b"]}
    panel = with_columns(make_panel(demand, freq, series=shops), 10, random)
    fair = np.broadcast_to(random.uniform(1, 2, 100), (4, 100))  # the same for all series
    panel = replace(panel, known_ahead={**panel.known_ahead, "fair": fair})
    table, series, horizon = FeatureTable(panel, 10), np.array([3, 0, 2]), 10
    after = table.rows_after(series, horizon)
    s, steps = np.repeat(series, horizon), np.tile(np.arange(1, horizon + 1), len(series))
    origins = np.full(len(s), panel.n_periods)
    rows = table.rows(s, origins, steps)
    assert {*after.of_series, *after.of_step, *after.of_row} == set(rows)
    found = after.matrix([*rows, "unheard of"])
    for i, name in enumerate(rows):
        np.testing.assert_allclose(found[:, i], rows[name], rtol=1e-6, err_msg=name)
    assert np.isnan(found[:, -1]).all()
    np.testing.assert_array_equal(np.repeat(after.level, horizon), table.level(s, origins))


def test_what_all_steps_or_all_series_share_is_held_once(make_panel) -> None:
    random = np.random.default_rng(3)
    panel = with_columns(make_panel(random.poisson(5.0, (4, 90)), series={"shop": list("aabb")}), 7, random)
    after = FeatureTable(panel, 7).rows_after(np.arange(4), 7)
    assert {"mean_28", "warmth_last", "shop_trend", "is_shop"} <= set(after.of_series)
    assert {"step", "weekday", "all_season_index"} <= set(after.of_step)
    assert {"price", "same_season_1", "shop_season_index"} <= set(after.of_row)
