"""Weights of a blend."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foresale.forecasting.ensemble.blend_weights import PastErrors, blend_means, learn_weights, prior_weights

EVEN = np.array([0.5, 0.5])


def past_errors(errors: np.ndarray, classes: np.ndarray | None = None) -> PastErrors:
    series = errors.shape[1]
    return PastErrors(
        errors, np.ones(series), np.zeros(series, dtype=np.intp) if classes is None else classes
    )


def draws(*deviations: float, series: int = 200, steps: int = 28) -> np.ndarray:
    random = np.random.default_rng(0)
    return np.stack([random.normal(0, deviation, (series, steps)) for deviation in deviations])


@given(arrays(np.float64, (3, 4, 5), elements=st.floats(-1e3, 1e3, width=32)))
def test_weights_are_never_negative_and_sum_to_one(errors: np.ndarray) -> None:
    weights = learn_weights([past_errors(errors)], np.full(3, 1 / 3), 2)
    assert weights.shape == (2, 3)
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1)


def test_the_model_that_errs_less_counts_more() -> None:
    weights = learn_weights([past_errors(draws(1.0, 2.0))], EVEN, 1)[0]
    assert weights[0] > 0.6
    assert weights[1] > 0


def test_models_that_err_alike_keep_their_prior_weights() -> None:
    same = np.repeat(draws(1.0), 2, axis=0)
    np.testing.assert_allclose(learn_weights([past_errors(same)], np.array([0.7, 0.3]), 1)[0], [0.7, 0.3])


def test_a_large_class_has_weights_of_its_own_and_a_small_one_those_of_all() -> None:
    errors = draws(1.0, 2.0, series=4000)
    errors[:, 2000:] = errors[::-1, 2000:]  # in the second class the other model errs less
    classes = np.repeat(np.array([0, 1], dtype=np.intp), 2000)
    classes[:2] = 2
    weights = learn_weights([past_errors(errors, classes)], EVEN, 3)
    assert weights[0, 0] > 0.55
    assert weights[1, 0] < 0.45
    assert abs(weights[2, 0] - 0.5) < 0.02


def test_what_was_not_scored_decides_nothing() -> None:
    errors = draws(1.0, 2.0)
    partly = errors.copy()
    partly[:, 100:] = np.nan
    np.testing.assert_allclose(
        learn_weights([past_errors(partly)], EVEN, 1), learn_weights([past_errors(errors[:, :100])], EVEN, 1)
    )
    nothing = np.full_like(errors, np.nan)
    np.testing.assert_allclose(learn_weights([past_errors(nothing)], EVEN, 1)[0], EVEN)


def test_a_model_far_behind_counts_for_nothing_beforehand() -> None:
    prior = prior_weights([1.0, 1.03, 1.5])
    assert prior[0] > prior[1] > 0.2
    assert prior[2] < 1e-4


def test_each_series_is_blended_with_the_weights_of_its_class() -> None:
    means = np.stack([np.zeros((2, 3)), np.ones((2, 3))])
    weights = np.array([[1.0, 0.0], [0.25, 0.75]])
    np.testing.assert_allclose(blend_means(means, weights, np.array([0, 1])), [[0] * 3, [0.75] * 3])
