"""What is expected of a series by its like: groups it is in, its price, and nothing from later on."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.forecasting.features.groups import make_groups
from foresale.forecasting.features.similar_series import SimilarSeries, find_similar_series
from foresale.forecasting.features.windows import Windows
from foresale.panel import Panel


def likeness_of(panel: Panel, horizon: int = 7) -> SimilarSeries:
    return find_similar_series(panel, Windows(panel.target), make_groups(panel), horizon)


def chain(make_panel, *, unsold_price: float = 1.0) -> Panel:
    """Products in three shops (1, 2 and 4 times the sales), dear ones selling less; the last is unsold."""
    rng = np.random.default_rng(2)
    price = np.exp(rng.normal(0, 0.7, 30))
    size = 12 / price * np.exp(rng.normal(0, 0.1, 30))
    level = np.concatenate([size * shop for shop in (1, 2, 4)])
    target = rng.poisson(np.repeat(level[:, None], 80, axis=1)).astype(float)
    unsold = np.full((3, 80), np.nan)
    prices = np.repeat(np.tile(price, 3)[:, None], 87, axis=1)
    announced = np.full((3, 87), np.nan)
    announced[:, 80:] = unsold_price
    names = [f"p{i}" for i in range(30)]
    return make_panel(
        np.vstack([target, unsold]),
        series={
            "product": [*names * 3, *["fresh"] * 3],
            "shop": [*["a"] * 30, *["b"] * 30, *["c"] * 30, *"abc"],
        },
        known_ahead={"price": np.vstack([prices, announced])},
        keys=("product", "shop"),
    )


def test_a_new_product_is_expected_by_its_shop(make_panel) -> None:
    panel = chain(make_panel)
    small, middle, large = likeness_of(panel).at(np.arange(90, 93), np.full(3, 80))
    assert middle / small == pytest.approx(2, rel=0.2)
    assert large / middle == pytest.approx(2, rel=0.2)


def test_a_dear_new_product_is_expected_to_sell_less_than_a_cheap_one(make_panel) -> None:
    cheap, dear = (
        likeness_of(chain(make_panel, unsold_price=price)).at(np.array([90]), np.array([80]))[0]
        for price in (0.5, 2.0)
    )
    assert cheap / dear == pytest.approx(4, rel=0.35)


def test_an_old_product_in_a_new_shop_is_expected_by_both(make_panel) -> None:
    panel = chain(make_panel)
    target = panel.target.copy()
    target[[5, 17]] = np.nan
    found = likeness_of(
        make_panel(
            target,
            series={c: panel.series[c].to_list() for c in panel.series.columns},
            known_ahead=panel.known_ahead,
            keys=panel.keys,
        )
    )
    expected = found.at(np.array([5, 17]), np.full(2, 80))
    np.testing.assert_allclose(expected, np.nanmean(panel.target[[5, 17]], axis=1), rtol=0.35)
    assert (
        found.spread_at(np.array([5]), np.array([80])) < found.spread_at(np.array([90]), np.array([80]))
    ).all()


def test_levels_at_an_origin_do_not_move_with_what_follows(make_panel) -> None:
    panel = chain(make_panel)
    later = panel.target.copy()
    later[:, 50:] = 1e5
    series = {c: panel.series[c].to_list() for c in panel.series.columns}
    scrambled = make_panel(later, series=series, known_ahead=panel.known_ahead, keys=panel.keys)
    rows = np.tile(np.arange(93), 50)
    origin = np.repeat(np.arange(1, 51), 93)
    one, other = (likeness_of(each).at(rows, origin) for each in (panel, scrambled))
    np.testing.assert_array_equal(one, other)
    after = np.full(93, 60)
    one, other = (likeness_of(each).at(rows[:93], after) for each in (panel, scrambled))
    assert (one != other).all()
