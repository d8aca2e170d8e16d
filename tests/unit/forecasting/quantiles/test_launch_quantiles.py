"""Quantiles of new products: wider by what their like leaves open, and by what the past taught."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from foresale.arrays import Array
from foresale.forecasting.lifecycle.new_products import NewSeries
from foresale.forecasting.quantiles.launch_quantiles import (
    CENTRED,
    NODES,
    UNSOLD_WIDTH,
    LaunchWidths,
    LaunchWindows,
    PastLaunches,
    learn_widths,
    look_back,
)
from foresale.forecasting.results import QUANTILES

LOW, MIDDLE, HIGH = (QUANTILES.index(level) for level in (0.1, 0.5, 0.9))
H = 7


def usual_quantiles(series: int, mean: float = 100.0, deviation: float = 10.0) -> Array:
    quantiles = mean + deviation * norm.ppf(QUANTILES)
    return np.broadcast_to(quantiles, (series, H, len(QUANTILES))).copy()


def new_series(series: int, *, spread: float, unsold: bool = True) -> NewSeries:
    rows = np.arange(series)
    return NewSeries(
        rows,
        np.full(series, unsold),
        np.full((series, H), 100.0),
        np.zeros(series),
        np.full(series, spread),
        9,
    )


def test_only_newcomers_get_wider_and_the_levels_stay_in_order() -> None:
    usual = usual_quantiles(3)
    new = new_series(2, spread=1.0)
    found = LaunchWidths(1.0, 0.0).widen(usual, new)
    np.testing.assert_array_equal(found[2], usual[2])
    width, before = (q[0, 0, HIGH] - q[0, 0, LOW] for q in (found, usual))
    assert width > 4 * before
    assert (np.diff(found, axis=-1) >= 0).all()
    assert (found[:2, :, LOW] > 0).all()
    np.testing.assert_array_equal(LaunchWidths(0.0, 0.0).widen(usual, new), usual)
    assert LaunchWidths().widen(usual, None) is usual


@pytest.mark.parametrize("lowest", [0.0, -40.0])
def test_wider_quantiles_are_those_of_demand_times_an_uncertain_level(lowest: float) -> None:
    rng = np.random.default_rng(4)
    usual = np.sort(np.maximum(rng.normal(5, 30, (3, H, len(QUANTILES))), lowest), axis=-1)
    found = LaunchWidths(1.0, 0.0).widen(usual, new_series(3, spread=0.7))
    factor = np.exp(0.7 * norm.ppf((np.arange(NODES) + 0.5) / NODES))
    factor /= factor.mean() ** CENTRED
    middle = (np.array(QUANTILES)[1:] + np.array(QUANTILES)[:-1]) / 2
    weight = np.repeat(np.diff([0, *middle, 1]) / NODES, NODES)
    for cell in np.ndindex(3, H):
        values = np.outer(usual[cell], factor).ravel()
        order = np.argsort(values, kind="stable")
        reached = np.cumsum(weight[order]) - weight[order] / 2
        expected = np.interp(QUANTILES, reached, values[order])
        np.testing.assert_allclose(found[cell], np.maximum.accumulate(expected), rtol=1e-9, atol=1e-9)


def test_deviations_grow_with_the_level_that_is_open() -> None:
    deviation, mean = np.full((2, H), 10.0), np.full((2, H), 100.0)
    found = LaunchWidths(1.0, 1.0).deviation(deviation, mean, new_series(1, spread=0.5))
    assert found[0, 0] == pytest.approx(np.sqrt(np.exp(0.25) * 100 + (np.exp(0.25) - 1) * 1e4))
    np.testing.assert_array_equal(found[1], deviation[1])


def launches(rng: np.random.Generator, series: int, *, off: float) -> PastLaunches:
    """Launches whose level was off the forecast's by a log-normal factor."""
    level = 100 * np.exp(off * rng.normal(size=(series, 1)))
    actual = level + 10 * rng.normal(size=(series, H))
    return PastLaunches(
        new_series(series, spread=1.0), usual_quantiles(series), np.full((series, H), np.nan), actual
    )


@pytest.mark.parametrize("off", [0.0, 1.0])
def test_past_launches_teach_how_wide_to_be_and_the_next_ones_are_held(off: float) -> None:
    rng = np.random.default_rng(1)
    widths = learn_widths([look_back(launches(rng, 200, off=off)) for _ in range(2)])
    assert widths.unsold == pytest.approx(off, abs=0.3)
    later = launches(rng, 400, off=off)
    found = widths.widen(later.quantiles, later.new_series)
    held = ((later.launched >= found[..., LOW]) & (later.launched <= found[..., HIGH])).mean()
    assert 0.72 < held < 0.88


def test_without_a_launch_in_the_past_the_usual_width_is_taken() -> None:
    empty = PastLaunches(None, usual_quantiles(2), np.ones((2, H)), np.full((2, H), np.nan))
    assert learn_widths([look_back(empty)]).unsold == UNSOLD_WIDTH


def test_the_test_cutoff_teaches_nothing_to_itself_or_to_others() -> None:
    rng = np.random.default_rng(3)
    past = [launches(rng, 30, off=0.7) for _ in range(4)]

    def widen(parts: list[PastLaunches]) -> list[Array]:
        windows = LaunchWindows(
            [p.new_series for p in parts], [p.actual for p in parts], [p.launched for p in parts], 3
        )
        return windows.widen([p.quantiles for p in parts])[0]

    other = [*past[:3], launches(rng, 30, off=3.0)]
    for one, same in zip(widen(past), widen(other), strict=True):
        np.testing.assert_array_equal(one, same)
    moved = widen([launches(rng, 30, off=0.0), *past[1:]])
    assert (moved[1] != widen(past)[1]).any()
