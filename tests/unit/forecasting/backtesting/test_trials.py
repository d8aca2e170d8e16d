"""Models tried at cutoffs: what each forecasts, and their blend with honest weights."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.arrays import Array
from foresale.data.profile.demand_classes import CLASSES
from foresale.errors import OptionError
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.backtesting.trials import Past, Trial, blend_trials, learn_quantiles, try_model
from foresale.forecasting.model_choice import ModelChoice
from foresale.forecasting.models.moving_average import MovingAverage
from foresale.forecasting.models.seasonal_naive import SeasonalNaive
from foresale.forecasting.results import QUANTILES
from foresale.panel import Panel

ERRORS = (1.0, 1.2)  # of two members that err apart, so that both are worth their weight


@pytest.fixture
def panel(make_panel) -> Panel:
    return make_panel(np.random.default_rng(0).poisson(9.0, (4, 60)))


def made(model: str, means: list[Array], seconds: float = 1.0, megabytes: float = 5.0) -> Trial:
    return Trial(model, model.capitalize(), "baseline", means, seconds, megabytes)


def members(actuals: list[Array], seed: int = 0) -> list[Trial]:
    """Two models that forecast the actuals with errors of their own."""
    random = np.random.default_rng(seed)
    return [
        made(name, [actual + random.normal(0, size, actual.shape) for actual in actuals])
        for name, size in zip(("one", "two"), ERRORS, strict=True)
    ]


def past_of(actuals: list[Array]) -> Past:
    return Past(actuals, [np.ones(len(actual)) for actual in actuals])


def test_a_trial_holds_a_mean_for_each_cutoff_in_their_order(panel: Panel) -> None:
    histories = [panel.as_of(cutoff, 7) for cutoff in (30, 37, 44, 51)]
    calls: list[None] = []
    trial = try_model("seasonal_naive", histories, 7, 0, lambda: calls.append(None))
    assert (trial.model, trial.label, trial.family) == ("seasonal_naive", SeasonalNaive.label, "baseline")
    for cutoff, mean in zip((30, 37, 44, 51), trial.means, strict=True):
        np.testing.assert_array_equal(mean, panel.target[:, cutoff - 7 : cutoff])
    assert len(calls) == 4
    assert trial.seconds > 0


def test_a_product_that_is_gone_is_tried_as_zero(make_panel) -> None:
    target = np.full((2, 80), 3.0)
    target[0, 30:] = 0.0
    histories = [make_panel(target[:, :40]), make_panel(target)]
    means = try_model("croston", histories, 7, 0, int).means  # which takes the next sale for granted
    np.testing.assert_allclose(means[0][0], means[0][1])  # ten days may be a pause
    np.testing.assert_array_equal(means[1][0], 0)
    assert (means[1][1] > 0).all()


def test_an_unknown_model_is_refused_by_name(panel: Panel) -> None:
    with pytest.raises(OptionError, match="no_such_model"):
        try_model("no_such_model", [panel], 7, 0, int)


def test_quantiles_are_learned_at_each_cutoff_from_that_history_alone(panel: Panel) -> None:
    histories = [panel.as_of(40, 3), panel]
    calls: list[None] = []
    found = learn_quantiles(histories, 3, 0, lambda: calls.append(None))
    assert [each.shape for each in found] == [(4, 3, len(QUANTILES))] * 2
    assert len(calls) == 2
    np.testing.assert_array_equal(learn_quantiles([histories[0]], 3, 0, int)[0], found[0])
    assert not np.array_equal(found[0], found[1])


def test_a_blends_mean_lies_between_its_members_and_costs_them_all(panel: Panel) -> None:
    actuals = [panel.target[:, 50 - 5 * k : 55 - 5 * k] for k in range(3)]
    trial, recipe = blend_trials(members(actuals), [0.8, 0.82], [panel] * 3, past_of(actuals))
    assert recipe.members == ("one", "two")
    assert recipe.weights.shape == (len(CLASSES), 2)
    np.testing.assert_allclose(recipe.weights.sum(axis=1), 1)
    for mean, one, two in zip(trial.means, *(each.means for each in members(actuals)), strict=True):
        assert (np.minimum(one, two) <= mean + 1e-9).all()
        assert (mean <= np.maximum(one, two) + 1e-9).all()
    assert (trial.seconds, trial.megabytes) == (2.0, 5.0)
    assert trial.label == "Blend of One and Two"


def test_the_weights_at_a_selection_cutoff_do_not_know_what_it_showed(panel: Panel) -> None:
    actuals = [panel.target[:, 50 - 5 * k : 55 - 5 * k] for k in range(3)]
    trials = members(actuals)
    plain, _ = blend_trials(trials, [0.8, 0.82], [panel] * 3, past_of(actuals))
    flattering = [trials[1].means[0], *actuals[1:]]  # the second model is now right at the first cutoff
    moved, _ = blend_trials(trials, [0.8, 0.82], [panel] * 3, past_of(flattering))
    np.testing.assert_array_equal(moved.means[0], plain.means[0])
    assert not np.array_equal(moved.means[1], plain.means[1])


def test_later_cutoffs_use_the_weights_for_the_future(panel: Panel) -> None:
    actuals = [panel.target[:, 50 - 5 * k : 55 - 5 * k] for k in range(3)]
    trials = members([*actuals, actuals[0]])
    trial, recipe = blend_trials(trials, [0.8, 0.82], [panel] * 4, past_of(actuals))
    weights = recipe.weights[CLASSES.index("smooth")]
    expected = weights[0] * trials[0].means[3] + weights[1] * trials[1].means[3]
    np.testing.assert_allclose(trial.means[3], expected)


def test_with_a_single_selection_cutoff_weights_follow_the_scores_alone(panel: Panel) -> None:
    actuals = [panel.target[:, 50:55]]
    trial, recipe = blend_trials(members(actuals), [0.8, 0.8], [panel], past_of(actuals))
    np.testing.assert_allclose(recipe.weights, 0.5)
    one, two = (member.means[0] for member in members(actuals))
    np.testing.assert_allclose(trial.means[0], (one + two) / 2)


def test_a_member_that_hardly_counts_is_dropped(panel: Panel) -> None:
    actuals = [panel.target[:, 50 - 5 * k : 55 - 5 * k] for k in range(3)]
    useless = made("three", [actual + 40.0 for actual in actuals], seconds=99.0)
    trial, recipe = blend_trials(
        [*members(actuals), useless], [0.8, 0.82, 1.6], [panel] * 3, past_of(actuals)
    )
    assert recipe.members == ("one", "two")
    assert trial.seconds == 2.0


def test_when_only_one_member_counts_there_is_no_blend(panel: Panel) -> None:
    actuals = [panel.target[:, 50 - 5 * k : 55 - 5 * k] for k in range(3)]
    useless = made("three", [actual + 40.0 for actual in actuals])
    assert blend_trials([members(actuals)[0], useless], [0.8, 1.6], [panel] * 3, past_of(actuals)) is None


class FailsOnTwo(MovingAverage):
    """A local model that reports what the engine's failures would make it report."""

    def estimate(self, panel, horizon):
        self.fallbacks, self.fallback_reason = 2, "AutoARIMA: no suitable model"
        return super().estimate(panel, horizon)


def test_series_on_which_a_method_failed_are_told_of(make_panel) -> None:
    failing = ModelChoice(FailsOnTwo.name, FailsOnTwo, FailsOnTwo.label)
    panel = make_panel(np.random.default_rng(0).poisson(5, (3, 120)).astype(float))
    notes = run_backtest(panel, 7, BacktestOptions((failing,))).notes
    told = [note for note in notes if note.rule == "model_fell_back"]
    assert [note.count for note in told] == [2 * 4]
    assert "no suitable model" in told[0].text
