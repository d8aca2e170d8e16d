"""Which sources make a trial's quantiles sharper, judged on cutoffs that taught them nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from foresale.forecasting.judge import Judge
from foresale.forecasting.results import QUANTILES
from foresale.forecasting.scores import Scale
from foresale.forecasting.trials import Trial
from foresale.metrics.quantile import wql

CUTOFFS, SERIES, STEPS = 4, 200, 7
SHAPE = (CUTOFFS, SERIES, 1)
RANDOM = np.random.default_rng(8)
ONE, OTHER = RANDOM.normal(0, 20, SHAPE), RANDOM.normal(0, 20, SHAPE)
NOISE = RANDOM.normal(0, 3, (CUTOFFS, SERIES, STEPS))
ACTUALS = list(100 + ONE + OTHER + NOISE)


def trial(*parts: np.ndarray) -> Trial:
    means = np.broadcast_to(100 + sum(parts), NOISE.shape)
    return Trial("model", "Model", "classical", list(means))


def learned(spread: float) -> list[np.ndarray]:
    """Quantiles around what the first model knows."""
    return [mean[..., None] + spread * stats.norm.ppf(QUANTILES) for mean in trial(ONE).means]


@pytest.fixture
def judge(make_panel) -> Judge:
    scale = Scale(np.ones(SERIES), np.ones(SERIES))
    return Judge(make_panel(np.ones((SERIES, 50))), ACTUALS, [scale] * CUTOFFS, CUTOFFS - 1)


def test_a_companion_that_knows_what_the_champion_does_not_is_joined(judge: Judge) -> None:
    alone, _ = judge.sharpest(trial(ONE), learned(20.0), None)
    joined, recipe = judge.sharpest(trial(ONE), learned(20.0), trial(OTHER))
    assert recipe is not None
    assert len(recipe.weights) == 3
    assert (recipe.weights[2] > 0.2).all()
    for actual, one, two in zip(ACTUALS, joined, alone, strict=True):
        assert wql(actual, one, QUANTILES) < 0.9 * wql(actual, two, QUANTILES)


def test_a_companion_that_knows_nothing_more_is_left_out(judge: Judge) -> None:
    """Learned quantiles that know everything need no third source."""
    best = [mean[..., None] + 3 * stats.norm.ppf(QUANTILES) for mean in trial(ONE, OTHER).means]
    _, recipe = judge.sharpest(trial(ONE), best, trial(ONE * 0.0))
    assert recipe is not None
    assert len(recipe.weights) == 2


def test_quantiles_stay_conformal_where_no_source_makes_them_sharper(judge: Judge) -> None:
    useless = [np.zeros((SERIES, STEPS, len(QUANTILES))) for _ in range(CUTOFFS)]
    found, recipe = judge.sharpest(trial(ONE, OTHER), useless, trial(ONE * 0.0))
    assert recipe is None
    for one, two in zip(found, judge.quantiles(trial(ONE, OTHER)), strict=True):
        np.testing.assert_array_equal(one, two)


def test_the_test_cutoff_decides_and_teaches_nothing(judge: Judge) -> None:
    """Its outcome may be anything: what was joined at every cutoff stays as it was."""
    other = Judge(judge.panel, [*ACTUALS[:-1], ACTUALS[-1] * 9], judge.scales, judge.n_selection)
    for one, two in zip(
        judge.sharpest(trial(ONE), learned(20.0), trial(OTHER))[0],
        other.sharpest(trial(ONE), learned(20.0), trial(OTHER))[0],
        strict=True,
    ):
        np.testing.assert_array_equal(one, two)
