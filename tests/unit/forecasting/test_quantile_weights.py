"""How much each source of quantiles counts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from foresale.forecasting.quantile_weights import PRIOR, TRUST, Outcomes, weigh_sources
from foresale.forecasting.results import QUANTILES

N = 4_000
RIGHT = np.broadcast_to(100 + 10 * stats.norm.ppf(QUANTILES), (N, len(QUANTILES)))


def window(*said: np.ndarray, seed: int = 0) -> Outcomes:
    return Outcomes(np.random.default_rng(seed).normal(100, 10, N), np.stack(said))


@pytest.mark.parametrize("right", [0, 1, 2])
def test_the_source_that_is_right_counts_most_and_the_others_as_far_as_windows_are_few(right: int) -> None:
    said = [RIGHT if source == right else RIGHT + 60 for source in range(3)]
    weights = weigh_sources([window(*said, seed=seed) for seed in range(3)], 3)
    np.testing.assert_allclose(weights.sum(axis=0), 1)
    np.testing.assert_allclose(weights[right], TRUST + (1 - TRUST) * PRIOR[3][right])


def test_levels_are_weighed_one_by_one() -> None:
    high = np.array(QUANTILES) > 0.5
    first, second = np.where(high, RIGHT + 40, RIGHT), np.where(high, RIGHT, RIGHT - 40)
    weights = weigh_sources([window(first, second)], 2)
    assert (weights[0][~high] > 0.5).all()
    assert (weights[1][high] > 0.5).all()


def test_a_large_window_counts_no_more_than_a_small_one() -> None:
    """One window a thousand times as large says the first, two small ones say the second more clearly."""
    large = window(RIGHT, RIGHT + 2)
    large = Outcomes(large.actual * 1000, large.said * 1000)
    small = [window(RIGHT + 30, RIGHT, seed=seed) for seed in (1, 2)]
    weights = weigh_sources([large, *small], 2)
    assert (weights[1] > 0.5).all()


def test_without_outcomes_or_losses_the_usual_weights_stay() -> None:
    nothing = Outcomes(np.empty(0), np.empty((2, 0, len(QUANTILES))))
    np.testing.assert_array_equal(weigh_sources([nothing], 2), 0.5)
    certain = Outcomes(np.zeros(5), np.zeros((3, 5, len(QUANTILES))))
    weights = weigh_sources([certain], 3)
    assert np.isfinite(weights).all()
    np.testing.assert_allclose(weights.sum(axis=0), 1)
