"""Series and what they add up to."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.forecasting.sums import hierarchy as hierarchies
from foresale.forecasting.sums.hierarchy import hierarchy_of, smooth_sums, sum_history
from foresale.panel import Panel


@pytest.fixture
def shops(make_panel) -> Panel:
    """Three products in two shops, of two kinds that are the products' under another name."""
    target = np.arange(1.0, 61.0).reshape(6, 10)
    products = ["milk", "bread", "eggs"] * 2
    return make_panel(
        target,
        series={"product": products, "shop": ["Leeds"] * 3 + ["York"] * 3, "sku": [p[0] for p in products]},
        keys=("product", "shop"),
    )


def test_each_way_to_part_the_series_counts_once(shops: Panel) -> None:
    found = hierarchy_of(shops)
    assert found is not None
    assert [(level.name, len(level.members)) for level in found.levels] == [
        ("total", 1),
        ("shop", 2),
        ("product", 3),
    ]
    assert found.nodes == (
        "total|total",
        "shop|Leeds",
        "shop|York",
        "product|bread",
        "product|eggs",
        "product|milk",
    )
    by_hand = [shops.target.sum(axis=0), shops.target[:3].sum(axis=0), shops.target[3:].sum(axis=0)]
    np.testing.assert_array_equal(found.sums(shops.target)[:3], by_hand)


def test_one_series_adds_up_to_nothing_else(make_panel) -> None:
    assert hierarchy_of(make_panel(np.ones((1, 20)))) is None


def test_levels_of_too_many_sums_are_left_out(shops: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hierarchies, "MOST_NODES", 4)
    found = hierarchy_of(shops)
    assert found is not None
    assert [level.name for level in found.levels] == ["total", "shop"]


def total_of(panel: Panel) -> np.ndarray:
    found = hierarchy_of(panel)
    assert found is not None
    return sum_history(panel, found).target[0]


def test_a_shop_that_is_closed_adds_nothing_and_a_day_without_any_trade_is_unknown(make_panel) -> None:
    closed = np.zeros((2, 20), dtype=bool)
    closed[0, 4] = closed[:, 9] = True
    target = np.where(closed, np.nan, np.array([[3.0], [5.0]]))
    found = total_of(make_panel(target, closed=closed))
    assert found[3:6].tolist() == [8.0, 5.0, 8.0]
    assert np.isnan(found[9])


def test_a_product_not_yet_begun_adds_nothing(make_panel) -> None:
    target = np.array([[3.0], [5.0]]).repeat(20, axis=1)
    target[1, :7] = np.nan
    assert total_of(make_panel(target))[5:9].tolist() == pytest.approx([3, 3, 8, 8])


def test_known_parts_stand_for_the_unknown_ones_unless_most_is_unknown(make_panel) -> None:
    target = np.array([[6.0], [3.0], [3.0]]).repeat(20, axis=1)
    target[1, 4] = target[0, 8] = target[0, 9] = target[2, 9] = np.nan
    found = total_of(make_panel(target))
    assert found[4] == pytest.approx(12)  # of nine that are known, as three quarters
    assert found[8] == pytest.approx(12)  # half is enough
    assert np.isnan(found[9])


def test_sums_are_forecast_from_their_own_histories(make_panel) -> None:
    week = np.array([1.0, 1, 1, 1, 2, 3, 0.5])
    random = np.random.default_rng(2)
    panel = make_panel(random.poisson(np.tile(week, (40, 12))))
    found = hierarchy_of(panel)
    assert found is not None
    ahead = smooth_sums(sum_history(panel, found), 7)
    assert ahead.shape == (1, 7)
    np.testing.assert_allclose(ahead[0], 40 * week, rtol=0.15)
