"""Whether learned quantiles make a trial's sharper, judged on cutoffs that taught them nothing."""

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


def test_learned_quantiles_that_know_more_are_joined(judge: Judge) -> None:
    champion = trial(ONE)
    best = [mean[..., None] + 3 * stats.norm.ppf(QUANTILES) for mean in trial(ONE, OTHER).means]
    found, recipe = judge.sharpest(champion, judge.quantiles(champion), best)
    assert recipe is not None
    assert (recipe.share > 0.8).all()
    for actual, one, two in zip(ACTUALS, found, judge.quantiles(champion), strict=True):
        assert wql(actual, one, QUANTILES) < 0.7 * wql(actual, two, QUANTILES)


def test_quantiles_stay_conformal_where_no_source_makes_them_sharper(judge: Judge) -> None:
    useless = [np.zeros((SERIES, STEPS, len(QUANTILES))) for _ in range(CUTOFFS)]
    found, recipe = judge.sharpest(trial(ONE, OTHER), judge.quantiles(trial(ONE, OTHER)), useless)
    assert recipe is None
    for one, two in zip(found, judge.quantiles(trial(ONE, OTHER)), strict=True):
        np.testing.assert_array_equal(one, two)


def test_the_test_cutoff_decides_and_teaches_nothing(judge: Judge) -> None:
    """Its outcome may be anything: what was joined at every cutoff stays as it was."""
    other = Judge(judge.panel, [*ACTUALS[:-1], ACTUALS[-1] * 9], judge.scales, judge.n_selection)
    for one, two in zip(
        judge.sharpest(trial(ONE), judge.quantiles(trial(ONE)), learned(20.0))[0],
        other.sharpest(trial(ONE), other.quantiles(trial(ONE)), learned(20.0))[0],
        strict=True,
    ):
        np.testing.assert_array_equal(one, two)
