"""How much learned quantiles count beside conformal ones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from foresale.forecasting.quantiles.learned_share import (
    MOST_OUTCOMES,
    TRUST,
    USUAL,
    Outcomes,
    learned_share,
    some_outcomes,
)
from foresale.forecasting.results import QUANTILES

N, Q = 4_000, len(QUANTILES)
RIGHT = np.broadcast_to(100 + 10 * stats.norm.ppf(QUANTILES), (N, Q))


def window(conformal: np.ndarray, learned: np.ndarray, seed: int = 0) -> Outcomes:
    return Outcomes(np.random.default_rng(seed).normal(100, 10, N), conformal, learned)


@pytest.mark.parametrize("best", [0.0, 1.0])
def test_the_source_that_is_right_counts_as_far_as_a_few_windows_are_believed(best: float) -> None:
    both = [RIGHT, RIGHT + 60] if best == 0 else [RIGHT + 60, RIGHT]
    share = learned_share([window(*both, seed=seed) for seed in range(3)])
    np.testing.assert_allclose(share, TRUST * best + (1 - TRUST) * USUAL)


def test_levels_are_weighed_one_by_one() -> None:
    high = np.array(QUANTILES) > 0.5
    share = learned_share([window(np.where(high, RIGHT + 40, RIGHT), np.where(high, RIGHT, RIGHT - 40))])
    assert (share[high] > USUAL).all()
    assert (share[~high] < USUAL).all()


def test_a_large_window_counts_no_more_than_a_small_one() -> None:
    """One a thousand times as large says a little for conformal quantiles, two small ones much against."""
    large = window(RIGHT, RIGHT + 2)
    large = Outcomes(*(1000 * part for part in (large.actual, large.conformal, large.learned)))
    small = [window(RIGHT + 30, RIGHT, seed=seed) for seed in (1, 2)]
    assert (learned_share([large, *small]) > USUAL).all()


def test_without_outcomes_or_losses_the_usual_share_is_near() -> None:
    nothing = Outcomes(np.empty(0), np.empty((0, Q)), np.empty((0, Q)))
    np.testing.assert_array_equal(learned_share([nothing]), USUAL)
    certain = Outcomes(np.zeros(5), np.zeros((5, Q)), np.zeros((5, Q)))
    assert np.isfinite(learned_share([certain])).all()


def test_outcomes_are_known_ones_and_a_sample_where_there_are_many() -> None:
    actual = np.arange(3.0 * MOST_OUTCOMES).reshape(-1, 3)
    actual[0] = np.nan
    said = np.broadcast_to(actual[..., None], (*actual.shape, Q))
    found = some_outcomes(actual, said, said + 1)
    assert found.actual.shape == (MOST_OUTCOMES,)
    assert not np.isnan(found.actual).any()
    np.testing.assert_array_equal(found.conformal[:, 0], found.actual)
    np.testing.assert_array_equal(found.learned[:, -1], found.actual + 1)
    few = some_outcomes(actual[:4], said[:4], said[:4])
    np.testing.assert_array_equal(few.actual, np.arange(3.0, 12.0))
