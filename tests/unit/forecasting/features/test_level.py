"""The level of a series: what it sells a period, as far as that is known at an origin."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from foresale.forecasting.features.groups import make_groups
from foresale.forecasting.features.level import FLOOR, level_window, series_level
from foresale.forecasting.features.similar_series import WINDOW
from foresale.forecasting.features.windows import Windows
from foresale.panel import Panel


def levels(panel: Panel, series: list[int], origin: list[int]) -> np.ndarray:
    level = series_level(panel, Windows(panel.target), make_groups(panel))
    return level(np.array(series), np.array(origin))


def test_it_is_the_recent_mean_with_the_whole_history_counted_as_one_period_more(make_panel) -> None:
    window = WINDOW[make_panel([[1.0]]).freq]
    history = np.concatenate([np.full(window, 2.0), np.full(window, 8.0)])
    found = levels(make_panel(history), [0], [2 * window])
    assert found[0] == pytest.approx((8 * window + 5) / (window + 1))


def test_unknown_periods_do_not_count_as_zero(make_panel) -> None:
    assert levels(make_panel([[4.0, np.nan, np.nan, 4.0]]), [0], [4])[0] == pytest.approx(4)


def shop_of_two_kinds(periods: int = 60) -> np.ndarray:
    """Twelve cheap and twelve dear products that sell about 2 and 40 a day, and one of each unsold."""
    size = np.exp(np.random.default_rng(0).normal(0, 0.2, 24))
    level = np.where(np.arange(24) < 12, 2.0, 40.0) * size
    return np.vstack([np.repeat(level[:, None], periods, axis=1), np.full((2, periods), np.nan)])


KINDS = ["toys"] * 12 + ["food"] * 12 + ["toys", "food"]


def test_before_its_first_sale_a_series_stands_near_its_group(make_panel) -> None:
    panel = make_panel(shop_of_two_kinds(), series={"category": KINDS})
    found = levels(panel, [24, 25], [60, 60])
    np.testing.assert_allclose(found, [2, 40], rtol=0.3)


def test_the_first_days_of_a_series_soon_count_more_than_its_like(make_panel) -> None:
    target = shop_of_two_kinds()
    target[24, -5:] = 20.0
    panel = make_panel(target, series={"category": KINDS})
    before, one, five = levels(panel, [24] * 3, [55, 56, 60])
    assert before < 3 < one < five <= 20


def test_a_series_without_any_group_history_stands_at_the_mean_of_all(make_panel) -> None:
    target = [[np.nan, np.nan], [np.nan, np.nan], [2.0, 4.0], [20.0, 40.0]]
    panel = make_panel(target, series={"category": ["toys", "toys", "food", "food"]})
    assert levels(panel, [0], [2])[0] == pytest.approx((2 + 4 + 20 + 40) / 4)


def test_with_no_history_at_all_it_is_one(make_panel) -> None:
    assert levels(make_panel([[5.0, 5.0]]), [0], [0])[0] == 1
    assert levels(make_panel([[np.nan, np.nan]]), [0], [2])[0] == 1


def test_a_series_that_sold_nothing_has_a_floor_to_divide_by(make_panel) -> None:
    panel = make_panel([[0.0] * 100, [10.0] * 100])
    assert levels(panel, [0], [100])[0] == pytest.approx(FLOOR * 5)


@given(
    target=hnp.arrays(
        np.float64, (3, 10), elements=st.one_of(st.just(np.nan), st.floats(-100, 100), st.just(0.0))
    ),
    origin=st.integers(0, 10),
)
def test_it_is_positive_and_knows_nothing_from_the_origin_on(make_panel, target, origin: int) -> None:
    everyone, now = [0, 1, 2], [origin] * 3
    found = levels(make_panel(target), everyone, now)
    assert (found > 0).all()
    assert np.isfinite(found).all()
    later = target.copy()
    later[:, origin:] = 1e6
    np.testing.assert_array_equal(levels(make_panel(later), everyone, now), found)


def test_a_level_is_taken_from_a_year_where_that_foretold_more(make_panel) -> None:
    random = np.random.default_rng(4)
    steady = 100 * random.lognormal(0, 1.0, (40, 150))
    drifting = 100 * np.exp(np.cumsum(random.normal(0, 0.15, (40, 150)), axis=1))
    windows = [
        level_window(make_panel(demand, "W"), Windows(demand), horizon=8) for demand in (steady, drifting)
    ]
    assert windows == [52, 12]


def test_a_short_history_keeps_the_recent_window(make_panel) -> None:
    demand = np.random.default_rng(4).lognormal(0, 1.0, (10, 35))
    assert level_window(make_panel(demand, "W"), Windows(demand), horizon=8) == 12
