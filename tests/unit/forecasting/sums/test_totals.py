"""Sums that agree with their parts, and ranges as wide as the parts go together."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from foresale.forecasting.results import QUANTILES, quantile_column
from foresale.forecasting.sums.totals import (
    GRAINS,
    grain_periods,
    levels,
    sum_forecast,
)
from foresale.frequency import Frequency
from foresale.panel import Panel

Z90 = 1.2815515655446004  # of the normal distribution
COLUMNS = [quantile_column(level) for level in QUANTILES]


@pytest.fixture
def shops(make_panel) -> Panel:
    """Two products in two shops; the history ends on Wednesday, 31 January 2018."""
    return make_panel(
        np.ones((4, 31)),
        series={"product": ["milk", "bread"] * 2, "shop": ["Leeds", "Leeds", "York", "York"]},
        keys=("product", "shop"),
    )


def test_there_is_a_total_and_a_level_for_each_column_that_groups_series(make_panel, shops: Panel) -> None:
    found = {level.name: (level.members, level.of_series.tolist()) for level in levels(shops)}
    assert found == {
        "total": (("total",), [0, 0, 0, 0]),
        "product": (("bread", "milk"), [1, 0, 1, 0]),
        "shop": (("Leeds", "York"), [0, 0, 1, 1]),
    }
    assert [level.name for level in levels(make_panel(np.ones((3, 5))))] == [
        "total"
    ]  # series name themselves


def test_means_are_added_by_level_and_week(shops: Panel, all_rho, ahead, of) -> None:
    mean = np.arange(1.0, 29.0).reshape(4, 7)  # Thursday to Wednesday: four days and three
    table = sum_forecast(shops, ahead(shops, mean, mean), all_rho(shops, 0.2))
    leeds = of(table, "shop", "week", "Leeds")
    assert leeds["mean"].to_list() == [mean[:2, :4].sum(), mean[:2, 4:].sum()]
    assert leeds["periods"].to_list() == [4, 3]
    assert leeds["date"].cast(pl.String).to_list() == ["2018-01-29", "2018-02-05"]
    assert of(table, "product", "horizon", "milk")["mean"].to_list() == [mean[[0, 2]].sum()]
    assert of(table, "total", "day")["mean"].to_list() == mean.sum(axis=0).tolist()


def test_a_level_that_the_backtest_did_not_see_has_the_widest_range_that_is_known(
    shops: Panel, all_rho, ahead, of
) -> None:
    mean = np.full((4, 7), 25.0)
    seen = {**all_rho(shops, 0.2), "product|day": 0.7}
    unseen = {key: value for key, value in seen.items() if not key.startswith("shop|")}
    table = sum_forecast(shops, ahead(shops, mean, mean), unseen)
    others = {f"shop|{grain}": 0.2 for grain in ("week", "month", "horizon")}
    wide = sum_forecast(shops, ahead(shops, mean, mean), {**unseen, "shop|day": 0.7, **others})
    assert_frame_equal(table, wide)
    assert of(table, "shop", "day", "Leeds")["mean"].to_list() == [50.0] * 7


@settings(max_examples=15)
@given(data=st.data(), freq=st.sampled_from(list(Frequency)))
def test_the_sums_of_every_level_and_grain_add_up_to_the_parts(
    make_panel, data, freq: Frequency, all_rho, ahead
) -> None:
    steps = data.draw(st.integers(1, 40))
    random = np.random.default_rng(data.draw(st.integers(0, 99)))
    panel = make_panel(
        np.ones((5, 3)), freq, series={"kind": ["a", "b", "b", "a", "c"], "size": list("xxyyz")}
    )
    mean = random.uniform(0, 100, (5, steps))
    table = sum_forecast(panel, ahead(panel, mean, 0.3 * mean), all_rho(panel, 0.3))
    sums = table.group_by("level", "grain").agg(pl.col("mean").sum())
    assert sums.height == len(levels(panel)) * len(GRAINS[freq])
    np.testing.assert_allclose(sums["mean"].to_numpy(), mean.sum())
    quantiles = table.select(COLUMNS).to_numpy()
    assert np.isfinite(quantiles).all()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert (quantiles >= 0).all()


@pytest.mark.parametrize(("rho", "deviation"), [(0.0, 5.0), (1.0, 7.0), (0.5, np.sqrt(25 + 0.5 * 24))])
def test_rho_leads_from_independent_parts_to_parts_in_step(
    make_panel, rho: float, deviation: float, all_rho, ahead, of
) -> None:
    panel = make_panel(np.ones((2, 3)), "M", non_negative=False)
    forecast = ahead(panel, np.array([[10.0], [20.0]]), np.array([[3.0], [4.0]]))
    total = of(sum_forecast(panel, forecast, all_rho(panel, rho)), "total", "month")
    assert total["q0.9"].item() - 30 == pytest.approx(Z90 * deviation)
    assert total["q0.5"].item() == pytest.approx(30)


def test_where_demand_cannot_be_negative_quantiles_are_a_gamma_distributions(
    make_panel, all_rho, ahead, of
) -> None:
    from scipy import stats

    panel = make_panel(np.ones((1, 3)), "M")
    forecast = ahead(panel, np.array([[10.0]]), np.array([[8.0]]))
    total = of(sum_forecast(panel, forecast, all_rho(panel, 0.0)), "total", "month")
    expected = stats.gamma.ppf(QUANTILES, (10 / 8) ** 2, scale=8**2 / 10)
    np.testing.assert_allclose(total.select(COLUMNS).to_numpy()[0], expected)


def test_a_sum_of_certain_parts_is_certain(make_panel, all_rho, ahead, of) -> None:
    panel = make_panel(np.ones((2, 3)), "M")
    forecast = ahead(panel, np.array([[0.0, 5.0], [0.0, 2.0]]), np.array([[0.0, 0.0], [3.0, 0.0]]))
    months = of(sum_forecast(panel, forecast, all_rho(panel, 0.5)), "total", "month")
    np.testing.assert_array_equal(months.select(COLUMNS).to_numpy(), np.repeat([[0.0], [7.0]], 15, axis=1))


def test_days_fall_in_monday_weeks_and_months_and_weeks_in_the_month_they_begin_in() -> None:
    days = np.arange("2024-12-28", "2025-01-02", dtype="datetime64[D]")  # Saturday to Wednesday
    starts, place = grain_periods(days, "week")
    assert starts.astype(str).tolist() == ["2024-12-23", "2024-12-30"]
    assert place.tolist() == [0, 0, 1, 1, 1]
    starts, place = grain_periods(days, "month")
    assert starts.astype(str).tolist() == ["2024-12-01", "2025-01-01"]
    assert place.tolist() == [0, 0, 0, 0, 1]
    assert grain_periods(days, "day")[1].tolist() == [0, 1, 2, 3, 4]
    starts, place = grain_periods(days, "horizon")
    assert (starts.astype(str).tolist(), place.tolist()) == (["2024-12-28"], [0] * 5)


def test_weekly_periods_keep_the_day_they_begin_on() -> None:
    weeks = np.datetime64("2024-12-25") + 7 * np.arange(3).astype("timedelta64[D]")  # Wednesdays
    np.testing.assert_array_equal(grain_periods(weeks, "week")[0], weeks)
