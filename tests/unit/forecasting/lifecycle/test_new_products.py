"""Young and unsold series: when they begin, what their like says of them, and who leans on it."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.forecasting.lifecycle.lifecycle import (
    select_launched_demand,
    select_observed_demand,
    without_trade,
)
from foresale.forecasting.lifecycle.new_products import (
    before_launch,
    find_new_series,
    find_planned_start,
    note_new_series,
    pool_with_similar,
)
from foresale.panel import Panel

PERIODS, HORIZON = 210, 14
OLD, LAUNCHED = 20, 12


def chain(make_panel, *, announced_from: int = 0, rising: bool = False) -> Panel:
    """Old products, twelve launches on the way, a young one (ten days) and an unsold one; levels near 20.

    `rising` launches begin at a quarter and reach their level after four weeks.
    """
    rng = np.random.default_rng(4)
    level = 20 * np.exp(rng.normal(0, 0.1, OLD + LAUNCHED + 2))
    begun = np.concatenate([np.zeros(OLD), np.linspace(20, 150, LAUNCHED), [PERIODS - 10, PERIODS]]).astype(
        int
    )
    age = np.arange(PERIODS) - begun[:, None]
    rise = np.where(rising & (begun[:, None] > 0), np.clip((age // 7 + 1) / 4, 0.25, 1), 1.0)
    target = np.where(age >= 0, rng.poisson(level[:, None] * rise), np.nan)
    price = np.full((len(level), PERIODS + HORIZON), 2.0)
    price[::2] = 3.0
    price[:, :PERIODS][np.isnan(target)] = np.nan
    price[-1, PERIODS : PERIODS + announced_from] = np.nan
    holiday = np.broadcast_to(np.arange(PERIODS + HORIZON) % 30 == 0, price.shape).astype(float)
    return make_panel(
        target,
        series={"category": ["a", "b"] * (len(level) // 2)},
        known_ahead={"price": price, "holiday": holiday},
    )


def test_young_series_are_those_that_began_lately_and_not_those_the_file_begins_with(make_panel) -> None:
    found = find_new_series(chain(make_panel), HORIZON)
    assert found is not None
    assert found.rows.tolist() == [OLD + LAUNCHED, OLD + LAUNCHED + 1]
    assert found.unsold.tolist() == [False, True]
    assert found.launches == LAUNCHED + 1
    short = make_panel(np.full((5, 20), 3.0))
    assert find_new_series(short, HORIZON) is None


def test_an_unsold_series_is_expected_to_sell_what_its_like_does(make_panel) -> None:
    found = find_new_series(chain(make_panel), HORIZON)
    assert found is not None
    assert found.mean[1].mean() == pytest.approx(20, rel=0.2)
    assert found.own[1] == 0
    assert found.spread[1] > found.spread[0] > 0


def test_launches_that_rose_over_weeks_teach_that_the_next_one_will(make_panel) -> None:
    found = find_new_series(chain(make_panel, rising=True), HORIZON)
    assert found is not None
    first, second = found.mean[1, :7].mean(), found.mean[1, 7:].mean()
    assert first < 12
    assert second / first == pytest.approx(2, rel=0.4)


def test_a_single_series_model_leans_fully_where_nothing_sold_and_hardly_after_ten_days(make_panel) -> None:
    panel = chain(make_panel)
    found = find_new_series(panel, HORIZON)
    assert found is not None
    mean = np.full((panel.n_series, HORIZON), 50.0)
    mean[-1] = 0.0
    leaned = pool_with_similar(mean, found, "classical")
    np.testing.assert_array_equal(leaned[:-2], mean[:-2])
    np.testing.assert_allclose(leaned[-1], found.mean[1])
    assert 30 < leaned[-2].mean() < 50
    learned = pool_with_similar(mean, found, "machine learning")
    np.testing.assert_array_equal(learned[-2], mean[-2])
    assert (learned[-1] > 0).all()
    assert pool_with_similar(mean, found, "blend") is mean
    assert pool_with_similar(mean, None, "classical") is mean


def test_a_series_begins_on_the_first_day_of_its_plan_whatever_the_holidays_say(make_panel) -> None:
    panel = chain(make_panel, announced_from=5)
    assert find_planned_start(panel, HORIZON).tolist() == [0] * (OLD + LAUNCHED + 1) + [5]
    expected = np.zeros((panel.n_series, HORIZON), dtype=bool)
    expected[-1, :5] = True
    np.testing.assert_array_equal(before_launch(panel, HORIZON), expected)
    assert without_trade(panel, HORIZON)[-1].tolist() == [True] * 5 + [False] * 9
    assert not before_launch(chain(make_panel), HORIZON).any()


def test_what_began_after_the_cutoff_is_judged_apart_from_its_first_day_on(make_panel) -> None:
    target = np.full((2, 20), 3.0)
    target[1, :14] = np.nan
    panel = make_panel(target)
    known, launched = (judge(panel, 12, 6) for judge in (select_observed_demand, select_launched_demand))
    np.testing.assert_array_equal(known, [[3.0] * 6, [np.nan] * 6])
    np.testing.assert_array_equal(launched, [[np.nan] * 6, [np.nan, np.nan, 3, 3, 3, 3]])


def test_a_note_tells_how_many_were_forecast_from_their_like(make_panel) -> None:
    (note,) = note_new_series(chain(make_panel), HORIZON)
    assert note.count == 1
    assert (
        "1 series without a sale yet is forecast from their like (category, price), as 13 earlier"
        in note.text
    )
    (alone,) = note_new_series(make_panel(np.full((2, 20), np.nan)), HORIZON)
    assert "without any like" in alone.text
    assert not note_new_series(make_panel(np.ones((2, 20))), HORIZON)


def test_a_product_of_each_december_has_not_ended_in_any_month_after_its_second_one(make_panel) -> None:
    days = np.datetime64("2020-06-01") + np.arange(1400).astype("timedelta64[D]")
    december = days.astype("datetime64[M]").astype(int) % 12 == 11
    target = np.stack([np.where(december, 30.0, 0.0), np.full(1400, 5.0)])
    target[1, 700:] = 0.0
    panel = make_panel(target, first="2020-06-01")
    second = np.flatnonzero(days == np.datetime64("2021-12-20"))[0]
    for cutoff in range(second, 1400, 45):
        ended = without_trade(panel.as_of(int(cutoff), 7), 7).all(axis=1)
        assert not ended[0], days[cutoff]
    assert ended[1]
