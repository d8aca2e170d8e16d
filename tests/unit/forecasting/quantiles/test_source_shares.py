"""How much each source of quantiles counts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from foresale.forecasting.quantiles.source_shares import (
    MOST_OUTCOMES,
    SOURCES,
    TRUST,
    USUAL,
    Outcomes,
    shares_tried,
    source_shares,
    which_outcomes,
)
from foresale.forecasting.results import QUANTILES

N, Q = 4_000, len(QUANTILES)
RIGHT = np.broadcast_to(100 + 10 * stats.norm.ppf(QUANTILES), (N, Q))


def window(*said: np.ndarray, seed: int = 0) -> Outcomes:
    return Outcomes(np.random.default_rng(seed).normal(100, 10, N), said)


@pytest.mark.parametrize("best", range(len(SOURCES)))
def test_the_source_that_is_right_counts_as_far_as_a_few_windows_are_believed(best: int) -> None:
    said = [RIGHT if source == best else RIGHT + 60 for source in range(len(SOURCES))]
    shares = source_shares([window(*said, seed=seed) for seed in range(3)])
    expected = TRUST * np.eye(len(SOURCES))[best] + (1 - TRUST) * np.array(USUAL)
    np.testing.assert_allclose(shares, np.tile(expected, (Q, 1)))


def test_what_two_sources_are_wrong_by_on_either_side_is_taken_from_both() -> None:
    shares = source_shares([window(RIGHT + 60, RIGHT - 30, RIGHT + 30, seed=seed) for seed in range(3)])
    best = (shares - (1 - TRUST) * np.array(USUAL)) / TRUST
    assert np.abs(best @ [60, -30, 30]).max() < 13  # no finer than the shares tried


def test_levels_are_weighed_one_by_one() -> None:
    high = np.array(QUANTILES) > 0.5
    wrong = RIGHT + 60
    shares = source_shares([window(np.where(high, wrong, RIGHT), np.where(high, RIGHT, wrong), wrong)])
    assert (shares[high, 1] > shares[high, 0]).all()
    assert (shares[~high, 0] > shares[~high, 1]).all()


def test_shares_add_up_to_one_and_the_usual_ones_are_tried() -> None:
    np.testing.assert_allclose(shares_tried().sum(axis=1), 1)
    assert any(np.allclose(tried, USUAL) for tried in shares_tried())
    np.testing.assert_allclose(source_shares([window(RIGHT, RIGHT + 1, RIGHT - 9)]).sum(axis=1), 1)


def test_a_large_window_counts_no_more_than_a_small_one() -> None:
    """One a thousand times as large says a little for conformal quantiles, two small ones much against."""
    large = window(RIGHT, RIGHT + 2, RIGHT + 60)
    large = Outcomes(1000 * large.actual, tuple(1000 * said for said in large.said))
    small = [window(RIGHT + 30, RIGHT, RIGHT + 60, seed=seed) for seed in (1, 2)]
    shares = source_shares([large, *small])
    assert (shares[:, 1] > USUAL[1]).all()
    assert (shares[:, 0] < USUAL[0]).all()


def test_without_outcomes_or_losses_the_usual_shares_are_near() -> None:
    none = np.empty((0, Q))
    np.testing.assert_array_equal(source_shares([Outcomes(np.empty(0), (none,) * 3)]), np.tile(USUAL, (Q, 1)))
    certain = Outcomes(np.zeros(5), (np.zeros((5, Q)),) * 3)
    assert np.isfinite(source_shares([certain])).all()


def test_outcomes_are_known_ones_and_a_sample_where_there_are_many() -> None:
    actual = np.arange(3.0 * MOST_OUTCOMES).reshape(-1, 3)
    actual[0] = np.nan
    found = which_outcomes(actual)
    assert found.shape == (MOST_OUTCOMES,)
    assert found.min() >= 3
    assert (np.diff(found) > 0).all()
    np.testing.assert_array_equal(which_outcomes(actual[:4]), np.arange(3, 12))
