"""Whether learned quantiles make a trial's sharper, judged on cutoffs that taught them nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from foresale.forecasting.backtesting.judge import Judge
from foresale.forecasting.backtesting.trials import Trial
from foresale.forecasting.quantiles.sharpening import OtherSources
from foresale.forecasting.results import QUANTILES
from foresale.forecasting.scores import Scale
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


NOTHING_RECENT = np.full((SERIES, len(QUANTILES)), np.nan)


def better_learned() -> list[OtherSources]:
    """Quantiles of who knows what the first model doesn't."""
    means = trial(ONE, OTHER).means
    return [OtherSources(m[..., None] + 3 * stats.norm.ppf(QUANTILES), NOTHING_RECENT) for m in means]


@pytest.fixture
def judge() -> Judge:
    scale = Scale(np.ones(SERIES), np.ones(SERIES))
    return Judge(ACTUALS, [scale] * CUTOFFS, CUTOFFS - 1, non_negative=True, whole=np.zeros(SERIES, bool))


def test_learned_quantiles_that_know_more_are_joined(judge: Judge) -> None:
    champion = trial(ONE)
    found, recipe = judge.sharpest(champion, judge.quantiles(champion), better_learned())
    assert recipe is not None
    assert (recipe.shares[:, 1] > 0.7).all()
    for actual, one, two in zip(ACTUALS, found, judge.quantiles(champion), strict=True):
        assert wql(actual, one, QUANTILES) < 0.7 * wql(actual, two, QUANTILES)


def test_quantiles_stay_conformal_where_no_source_makes_them_sharper(judge: Judge) -> None:
    nothing = np.zeros((SERIES, STEPS, len(QUANTILES)))
    useless = [OtherSources(nothing, nothing[:, 0])] * CUTOFFS
    found, recipe = judge.sharpest(trial(ONE, OTHER), judge.quantiles(trial(ONE, OTHER)), useless)
    assert recipe is None
    for one, two in zip(found, judge.quantiles(trial(ONE, OTHER)), strict=True):
        np.testing.assert_array_equal(one, two)


def nearly_conformal(judge: Judge, champion: Trial, narrower: float) -> list[OtherSources]:
    """Learned quantiles that are the conformal ones, but for going a little way to the truth."""
    pairs = zip(judge.quantiles(champion), ACTUALS, strict=True)
    return [OtherSources(own + narrower * (actual[..., None] - own), NOTHING_RECENT) for own, actual in pairs]


def gain(judge: Judge, champion: Trial, others: list[OtherSources]) -> float:
    """By how much the selection cutoffs' losses fall; 0 where quantiles stay conformal."""
    conformal = judge.quantiles(champion)
    found, _ = judge.sharpest(champion, conformal, others)
    losses = [
        np.mean([wql(ACTUALS[i], quantiles[i], QUANTILES) for i in range(judge.n_selection)])
        for quantiles in (found, conformal)
    ]
    return float(1 - losses[0] / losses[1])


def test_a_small_gain_is_enough_but_not_where_a_single_cutoff_taught_itself(judge: Judge) -> None:
    champion = trial(ONE)
    slight = nearly_conformal(judge, champion, 0.006)
    assert 0.001 < gain(judge, champion, slight) < 0.005
    alone = replace(judge, n_selection=1)
    assert gain(alone, champion, nearly_conformal(alone, champion, 0.002)) == 0
    assert gain(alone, champion, nearly_conformal(alone, champion, 0.2)) > 0.05


def test_a_cutoff_that_sold_nothing_does_not_hide_that_the_others_lose(judge: Judge) -> None:
    empty = replace(judge, actuals=[np.zeros((SERIES, STEPS)), *ACTUALS[1:]])
    champion = trial(ONE)
    wrong = [OtherSources(np.full((SERIES, STEPS, len(QUANTILES)), 500.0), NOTHING_RECENT)] * CUTOFFS
    conformal = empty.quantiles(champion)
    assert empty.sharpest(champion, conformal, wrong) == (conformal, None)
    assert empty.sharpest(champion, conformal, better_learned())[1] is not None


def test_without_any_sales_quantiles_stay_conformal(judge: Judge) -> None:
    nothing = replace(judge, actuals=[np.zeros((SERIES, STEPS))] * CUTOFFS)
    conformal = nothing.quantiles(trial(ONE))
    assert nothing.sharpest(trial(ONE), conformal, better_learned()) == (conformal, None)


def test_the_test_cutoff_teaches_nothing_that_is_judged_but_the_future(judge: Judge) -> None:
    other = replace(judge, actuals=[*ACTUALS[:-1], ACTUALS[-1] * 9])
    champion = trial(ONE)
    found, recipe = judge.sharpest(champion, judge.quantiles(champion), better_learned())
    again, later = other.sharpest(champion, other.quantiles(champion), better_learned())
    assert recipe is not None
    assert later is not None
    assert (recipe.shift != later.shift).any()
    for one, two in zip(found, again, strict=True):
        np.testing.assert_array_equal(one, two)


def test_series_that_sell_whole_units_are_scored_by_the_whole_units_that_are_written(judge: Judge) -> None:
    whole = replace(judge, actuals=[np.rint(actual) for actual in ACTUALS], whole=np.ones(SERIES, bool))
    champion = trial(ONE, OTHER)
    usual = replace(whole, whole=np.zeros(SERIES, bool)).score(champion)
    ends = [QUANTILES.index(level) for level in (0.1, 0.9)]
    scored = zip(whole.score(champion), usual, whole.actuals, whole.quantiles(champion), strict=True)
    for written, plain, actual, quantiles in scored:
        low, high = (np.floor(quantiles[..., end] + 0.5) for end in ends)
        assert written["coverage_80"] == pytest.approx(((low <= actual) & (actual <= high)).mean())
        assert written["wql"] < plain["wql"]
        assert written["wape"] == plain["wape"]
