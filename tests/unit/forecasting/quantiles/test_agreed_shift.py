"""Shifts of quantiles, as far as past windows agree on them."""

from __future__ import annotations

import numpy as np

from foresale.forecasting.quantiles.agreed_shift import TRUST, find_agreed_shift
from foresale.forecasting.results import QUANTILES

N, Q, MEDIAN = 5_000, len(QUANTILES), QUANTILES.index(0.5)


def window(move: float, seed: int, n: int = N) -> np.ndarray:
    """Misses of quantiles that are all at 0, where outcomes lie around `move`."""
    return np.repeat(np.random.default_rng(seed).normal(move, 1.0, (n, 1)), Q, axis=1)


def test_windows_that_agree_are_believed() -> None:
    found = find_agreed_shift([window(5.0, seed) for seed in range(3)])
    expected = np.quantile(np.random.default_rng(9).normal(5.0, 1.0, 99_999), QUANTILES)
    np.testing.assert_allclose(found, expected, rtol=0.05)


def test_windows_that_contradict_each_other_say_little() -> None:
    apart = find_agreed_shift([window(5.0 + move, seed) for seed, move in enumerate((-4.0, 0.0, 4.0))])
    opposite = find_agreed_shift([window(move, seed) for seed, move in enumerate((5.0, -4.9))])
    assert 0.7 * 5 < apart[MEDIAN] < 0.92 * 5  # 16 / 3 of variance against 25
    assert abs(opposite[MEDIAN]) < 0.01


def test_one_window_is_all_there_is_and_few_outcomes_count_less() -> None:
    assert find_agreed_shift([window(5.0, 1, n=int(TRUST))])[MEDIAN] == 0.5 * np.median(
        window(5.0, 1, n=int(TRUST))
    )
    np.testing.assert_array_equal(
        find_agreed_shift([np.empty((0, Q)), window(5.0, 1)]), find_agreed_shift([window(5.0, 1)])
    )


def test_without_outcomes_nothing_is_shifted() -> None:
    assert not find_agreed_shift([np.empty((0, Q))]).any()
    assert not find_agreed_shift([np.zeros((9, Q))] * 3).any()
