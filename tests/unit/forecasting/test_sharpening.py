"""Conformal and learned quantiles joined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import stats

from foresale.forecasting.calibration import PastForecast, calibrate
from foresale.forecasting.results import QUANTILES
from foresale.forecasting.sharpening import PastQuantiles, Said, sharpen
from foresale.metrics.quantile import coverage, wql

SERIES, STEPS, MEAN = 300, 14, 50.0
RANDOM = np.random.default_rng(0)
DEVIATION = np.where(RANDOM.random((SERIES, STEPS)) < 0.5, 3.0, 15.0)  # known to the learned quantiles only


def draw(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(MEAN, DEVIATION)


def learned(narrow: float) -> np.ndarray:
    scores = stats.norm.ppf(QUANTILES)
    return MEAN + narrow * DEVIATION[..., None] * scores


def said(narrow: float) -> Said:
    return Said(np.full((SERIES, STEPS), MEAN), learned(narrow))


def past(narrow: float) -> list[PastQuantiles]:
    return [PastQuantiles(said(narrow), draw(seed)) for seed in (1, 2, 3)]


def held(quantiles: np.ndarray, low: float, high: float) -> float:
    ends = quantiles[..., QUANTILES.index(low)], quantiles[..., QUANTILES.index(high)]
    return coverage(draw(9), *ends)


def test_joined_quantiles_hold_what_they_promise_though_the_learned_ones_are_far_too_narrow() -> None:
    assert held(learned(0.4), 0.1, 0.9) < 0.5
    found = sharpen(past(0.4), non_negative=True).quantiles(said(0.4), non_negative=True)
    assert abs(held(found, 0.1, 0.9) - 0.8) < 0.03
    assert abs(held(found, 0.025, 0.975) - 0.95) < 0.02


def test_joined_quantiles_are_sharper_than_conformal_ones_where_the_learned_know_more() -> None:
    mean = np.full((SERIES, STEPS), MEAN)
    conformal = calibrate([PastForecast(mean, fold.actual) for fold in past(1.0)]).quantiles(
        mean, non_negative=True
    )
    joined = sharpen(past(1.0), non_negative=True).quantiles(said(1.0), non_negative=True)
    assert wql(draw(9), joined, QUANTILES) < 0.97 * wql(draw(9), conformal, QUANTILES)


def test_joined_quantiles_neither_cross_nor_go_below_zero() -> None:
    low = np.full((SERIES, STEPS), 0.5)
    crossing = RANDOM.normal(0, 5, (SERIES, STEPS, len(QUANTILES)))
    found = sharpen(past(1.0), non_negative=True).quantiles(Said(low, crossing), non_negative=True)
    assert (found >= 0).all()
    assert (np.diff(found, axis=-1) >= 0).all()


def test_one_cutoff_is_enough_and_outcomes_that_are_not_known_shift_nothing() -> None:
    one = sharpen(past(1.0)[:1], non_negative=True)
    assert np.isfinite(one.quantiles(said(1.0), non_negative=True)).all()
    unknown = PastQuantiles(said(1.0), np.full((SERIES, STEPS), np.nan))
    recipe = sharpen([unknown], non_negative=True).recipe
    assert not recipe.shift.any()
    np.testing.assert_array_equal(recipe.weights, 0.5)


def level_of(window: int) -> np.ndarray:
    """What each series sells in a window, half of it known to one model and half to the other."""
    first, second = np.random.default_rng(window).normal(0, 20, (2, SERIES, 1))
    return np.broadcast_to(np.stack([first, second]), (2, SERIES, STEPS))


def of_two_kinds(window: int) -> PastQuantiles:
    """A champion and a companion that each see half of what moves demand, and quantiles around the first."""
    known = level_of(window)
    champion, companion = 100 + known
    demand = 100 + known.sum(axis=0) + np.random.default_rng(window + 50).normal(0, 3, (SERIES, STEPS))
    spread = 20 * stats.norm.ppf(QUANTILES)
    return PastQuantiles(Said(champion, champion[..., None] + spread, companion), demand)


def test_a_companion_that_errs_elsewhere_makes_quantiles_sharper_and_they_still_hold() -> None:
    *windows, judged = [of_two_kinds(window) for window in range(4)]
    alone = [replace(fold, said=replace(fold.said, companion=None)) for fold in windows]
    joined = sharpen(windows, non_negative=True).quantiles(judged.said, non_negative=True)
    without = sharpen(alone, non_negative=True).quantiles(
        replace(judged.said, companion=None), non_negative=True
    )
    assert wql(judged.actual, joined, QUANTILES) < 0.9 * wql(judged.actual, without, QUANTILES)
    ends = joined[..., QUANTILES.index(0.1)], joined[..., QUANTILES.index(0.9)]
    assert abs(coverage(judged.actual, *ends) - 0.8) < 0.03
