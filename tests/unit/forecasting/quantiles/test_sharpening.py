"""Conformal quantiles joined with those of other sources."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import stats

from foresale.forecasting.quantiles.calibration import SERIES_AT_ONCE, PastForecast, calibrate
from foresale.forecasting.quantiles.sharpening import OtherSources, PastQuantiles, Sharpening, sharpen
from foresale.forecasting.results import QUANTILES, QuantileRecipe
from foresale.metrics.quantile import coverage, wql

SERIES, STEPS, MEAN = 300, 14, 50.0
RANDOM = np.random.default_rng(0)
DEVIATION = np.where(RANDOM.random((SERIES, STEPS)) < 0.5, 3.0, 15.0)  # known to the learned quantiles only


def draw(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(MEAN, DEVIATION)


def learned(narrow: float) -> np.ndarray:
    scores = stats.norm.ppf(QUANTILES)
    return MEAN + narrow * DEVIATION[..., None] * scores


def others(narrow: float) -> OtherSources:
    """Learned quantiles, and series that sold too little to tell their own spread."""
    return OtherSources(learned(narrow), np.full((SERIES, len(QUANTILES)), np.nan))


def past(narrow: float) -> list[PastQuantiles]:
    mean = np.full((SERIES, STEPS), MEAN)
    return [PastQuantiles(PastForecast(mean, draw(seed)), others(narrow)) for seed in (1, 2, 3)]


def held(quantiles: np.ndarray, low: float, high: float) -> float:
    ends = quantiles[..., QUANTILES.index(low)], quantiles[..., QUANTILES.index(high)]
    return coverage(draw(9), *ends)


def test_joined_quantiles_hold_what_they_promise_though_the_learned_ones_are_far_too_narrow() -> None:
    mean = np.full((SERIES, STEPS), MEAN)
    assert held(learned(0.4), 0.1, 0.9) < 0.5
    found = sharpen(past(0.4), non_negative=True).quantiles(mean, others(0.4), non_negative=True)
    assert abs(held(found, 0.1, 0.9) - 0.8) < 0.03
    assert abs(held(found, 0.025, 0.975) - 0.95) < 0.02


def test_joined_quantiles_are_sharper_than_conformal_ones_where_the_learned_know_more() -> None:
    mean = np.full((SERIES, STEPS), MEAN)
    conformal = calibrate([fold.forecast for fold in past(1.0)]).quantiles(mean, non_negative=True)
    joined = sharpen(past(1.0), non_negative=True).quantiles(mean, others(1.0), non_negative=True)
    assert wql(draw(9), joined, QUANTILES) < 0.97 * wql(draw(9), conformal, QUANTILES)


def test_joined_quantiles_neither_cross_nor_go_below_zero() -> None:
    low = np.full((SERIES, STEPS), 0.5)
    crossing = RANDOM.normal(0, 5, (SERIES, STEPS, len(QUANTILES)))
    said = replace(others(1.0), learned=crossing)
    found = sharpen(past(1.0), non_negative=True).quantiles(low, said, non_negative=True)
    assert (found >= 0).all()
    assert (np.diff(found, axis=-1) >= 0).all()


def test_one_cutoff_is_enough_and_outcomes_that_are_not_known_shift_nothing() -> None:
    mean = np.full((SERIES, STEPS), MEAN)
    one = sharpen(past(1.0)[:1], non_negative=True)
    assert np.isfinite(one.quantiles(mean, others(1.0), non_negative=True)).all()
    unknown = PastQuantiles(PastForecast(mean, np.full_like(mean, np.nan)), others(1.0))
    assert not sharpen([unknown], non_negative=True).recipe.shift.any()


def test_recent_spread_is_taken_around_the_mean_and_conformal_quantiles_where_it_is_unknown() -> None:
    """Of many series, more than are worked on at once, and of those forecast below nothing."""
    series, steps, q = 2 * SERIES_AT_ONCE + 3, 2, len(QUANTILES)
    mean = np.random.default_rng(5).uniform(5, 50, (series, steps))
    mean[7] = -4.0
    spread = np.tile(np.linspace(0.5, 1.5, q), (series, 1))
    spread[-2] = np.nan
    calibration = calibrate([PastForecast(mean, mean + 3.0)])
    only_recent = QuantileRecipe(np.tile([0.0, 0.0, 1.0], (q, 1)), np.zeros(q))
    others = OtherSources(np.zeros((series, steps, q)), spread)
    found = Sharpening(calibration, only_recent).quantiles(mean, others, non_negative=False)
    own = np.delete(np.arange(series), [7, series - 2])
    np.testing.assert_allclose(found[own], mean[own][..., None] * spread[own][:, None])
    conformal = calibration.quantiles(mean, non_negative=False)
    np.testing.assert_array_equal(found[[7, -2]], conformal[[7, -2]])
