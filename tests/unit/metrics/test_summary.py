"""All metrics at once."""

import numpy as np
import pytest

from foresale.metrics.point import wape
from foresale.metrics.scaled import naive_scale
from foresale.metrics.summary import METRICS, score

LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)


def perfect() -> np.ndarray:
    return np.array([[1.0, 2, 3], [10, 20, 40]])


def test_every_metric_is_answered_in_order():
    actual = perfect()
    answer = score(actual, actual, np.repeat(actual[..., None], 5, axis=2), LEVELS, *naive_scale(actual))
    assert tuple(answer) == METRICS
    assert all(np.isfinite(value) for value in answer.values())


def test_a_perfect_forecast_has_no_error_and_covers_everything():
    actual = perfect()
    answer = score(actual, actual, np.repeat(actual[..., None], 5, axis=2), LEVELS, *naive_scale(actual))
    ones = {"r2", "coverage_80", "coverage_95", "within_10", "within_25", "within_50"}
    assert answer == pytest.approx({name: float(name in ones) for name in METRICS})


def test_without_quantiles_only_their_metrics_are_nan():
    actual = perfect()
    answer = score(actual, actual + 1, None, LEVELS, *naive_scale(actual))
    missing = {name for name, value in answer.items() if np.isnan(value)}
    assert missing == {"wql", "coverage_80", "coverage_95", "width_80", "width_95"}
    assert answer["wape"] == wape(actual, actual + 1)


def test_an_interval_whose_ends_are_not_forecast_is_nan():
    actual = perfect()
    answer = score(actual, actual, np.repeat(actual[..., None], 2, axis=2), (0.1, 0.9), *naive_scale(actual))
    assert answer["coverage_80"] == 1
    assert np.isnan(answer["coverage_95"])


def test_intervals_use_their_own_levels():
    actual = np.full((1, 1), 10.0)
    quantiles = np.array([[[2.0, 11, 12, 14, 18]]])
    answer = score(actual, actual, quantiles, LEVELS, [1.0], [1.0])
    assert (answer["coverage_80"], answer["coverage_95"]) == (0, 1)
    assert answer["width_80"] == pytest.approx(0.3)
    assert answer["width_95"] == pytest.approx(1.6)
