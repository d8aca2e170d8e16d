"""Models are judged on pasts that know nothing of what follows, and the test window judges alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.arrays import Array
from foresale.errors import HistoryError, OptionError
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.champion import NAIVE
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.quantiles.calibration import PastForecast, calibrate
from foresale.forecasting.quantiles.whole_units import to_whole
from foresale.forecasting.results import QUANTILES, Backtest
from foresale.metrics.point import wape
from foresale.metrics.quantile import wql
from foresale.panel import Panel

BASELINES = BacktestOptions((NAIVE, "moving_average"))
HORIZON = 7


def row(backtest: Backtest, model: str) -> dict[str, float]:
    return backtest.leaderboard.row(by_predicate=pl.col("model") == model, named=True)


def calibrated(backtest: Backtest, model: str, others: list[int], fold: int) -> Array:
    """The model's conformal quantiles at a fold, calibrated on others."""
    past = [PastForecast(backtest.folds[k].means[model], backtest.folds[k].actual) for k in others]
    found = calibrate(past).quantiles(backtest.folds[fold].means[model], non_negative=True)
    return to_whole(found, np.ones(backtest.panel.n_series, dtype=bool))


class Watcher:
    """Progress that remembers what it heard."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int]] = []
        self.done: list[int] = []

    def start(self, stage: str, total: int) -> None:
        self.stages.append((stage, total))
        self.done.append(0)

    def advance(self, steps: int = 1) -> None:
        self.done[-1] += steps


@pytest.fixture(scope="module")
def noisy(make_panel) -> Panel:
    """Ten series of noise, which a mean forecasts better than last week does."""
    return make_panel(np.random.default_rng(1).poisson(20.0, (10, 90)))


@pytest.fixture(scope="module")
def backtest(noisy: Panel) -> Backtest:
    return run_backtest(noisy, HORIZON, BASELINES)


def test_a_fold_holds_what_was_forecast_and_what_then_happened(backtest: Backtest, noisy: Panel) -> None:
    assert [(fold.cutoff, fold.is_test) for fold in backtest.folds] == [
        (62, False), (69, False), (76, False), (83, True),
    ]  # fmt: skip
    for fold in backtest.folds:
        after = slice(fold.cutoff, fold.cutoff + HORIZON)
        np.testing.assert_array_equal(fold.actual, noisy.target[:, after])
        np.testing.assert_array_equal(fold.dates, noisy.dates[after])
        np.testing.assert_array_equal(fold.means[NAIVE], noisy.target[:, fold.cutoff - HORIZON : fold.cutoff])


def test_the_best_model_is_champion_and_seasonal_naive_scores_one(backtest: Backtest) -> None:
    assert backtest.leaderboard["model"].to_list() == ["moving_average", NAIVE]
    assert backtest.champion.model == "moving_average"
    assert row(backtest, NAIVE)["score"] == pytest.approx(1)
    assert row(backtest, "moving_average")["score"] < 0.8


def test_metrics_are_means_over_selection_folds_and_those_of_the_test_fold_stand_apart(
    backtest: Backtest,
) -> None:
    errors = [wape(fold.actual, fold.means[NAIVE]) for fold in backtest.folds]
    assert row(backtest, NAIVE)["wape"] == pytest.approx(np.mean(errors[:3]))
    assert row(backtest, NAIVE)["test_wape"] == pytest.approx(errors[3])


def test_each_folds_quantiles_come_from_the_other_selection_folds(backtest: Backtest) -> None:
    for model in ("moving_average", NAIVE):
        for i, others in enumerate(([1, 2], [0, 2], [0, 1], [0, 1, 2])):
            np.testing.assert_array_equal(
                backtest.folds[i].quantiles[model], calibrated(backtest, model, others, i)
            )


def test_the_test_fold_neither_chooses_nor_calibrates(noisy: Panel, backtest: Backtest) -> None:
    target = noisy.target.copy()
    target[:, -HORIZON:] = target[:, -2 * HORIZON : -HORIZON]  # seasonal naive is now without any error there
    other = run_backtest(replace(noisy, target=target), HORIZON, BASELINES)
    assert row(other, NAIVE)["test_wape"] == 0 < row(other, "moving_average")["test_wape"]
    assert other.champion == backtest.champion
    chosen_by = ["model", "score", "wape", "rmsse", "wql"]
    assert other.leaderboard.select(chosen_by).equals(backtest.leaderboard.select(chosen_by))
    for one, two in zip(other.folds, backtest.folds, strict=True):
        for model in one.quantiles:
            np.testing.assert_array_equal(one.quantiles[model], two.quantiles[model])


def test_whether_units_are_whole_is_not_told_by_sales_after_the_first_cutoff(
    noisy: Panel, backtest: Backtest
) -> None:
    target = noisy.target.copy()
    target[:, backtest.folds[0].cutoff + 1 :: HORIZON] += 0.25
    other = run_backtest(replace(noisy, target=target), HORIZON, BASELINES)
    found = other.folds[-1].quantiles["moving_average"]
    assert (abs(found - found.round()) <= 0.05 + 1e-9).all()  # as the units sold until then


def test_with_a_single_selection_fold_there_is_still_an_answer(make_panel) -> None:
    short = make_panel(np.random.default_rng(1).poisson(20.0, (10, 21)))
    found = run_backtest(short, HORIZON, BASELINES)
    assert [(fold.cutoff, fold.is_test) for fold in found.folds] == [(14, False)]
    assert found.champion.model == "moving_average"
    assert found.champion.reason.endswith("1 past window.")
    np.testing.assert_array_equal(
        found.folds[0].quantiles[NAIVE], calibrated(found, NAIVE, [0], 0)
    )  # judged on itself, for there is no other
    assert np.isnan(row(found, NAIVE)["test_wape"])
    assert "optimistic" in found.notes[0].text


def test_a_single_selection_fold_besides_the_test_fold_calibrates_it(noisy: Panel) -> None:
    found = run_backtest(noisy, HORIZON, replace(BASELINES, folds=1))
    assert [fold.is_test for fold in found.folds] == [False, True]
    np.testing.assert_array_equal(
        found.folds[1].quantiles["moving_average"], calibrated(found, "moving_average", [0], 1)
    )
    assert "1 cutoff, 7 days each; the last 7 days were kept" in found.notes[0].text


def test_stock_outs_and_series_that_had_not_begun_are_not_scored(make_panel) -> None:
    target = np.random.default_rng(1).poisson(20.0, (3, 90)).astype(np.float64)
    target[1, :80] = np.nan
    censored = np.zeros(target.shape, dtype=bool)
    censored[0, 64] = True
    found = run_backtest(make_panel(target, censored=censored), HORIZON, BASELINES)
    first, test = found.folds[0], found.folds[-1]
    assert np.flatnonzero(np.isnan(first.actual[0])).tolist() == [64 - first.cutoff]
    assert np.isnan(first.actual[1]).all()
    assert not np.isnan(test.actual[1]).any()


def test_a_history_is_cleaned_again_at_each_cutoff(make_panel) -> None:
    """A peak just before a cutoff is hidden from its forecast when outliers are dropped."""
    target = np.random.default_rng(1).poisson(20.0, (2, 90)).astype(np.float64)
    target[0, 75] = 5000.0
    options = replace(BASELINES, cleaning=replace(BASELINES.cleaning, one_offs="keep"))
    dropped = replace(options, cleaning=replace(options.cleaning, outliers="drop"))
    plain, cleaned = (run_backtest(make_panel(target), HORIZON, each) for each in (options, dropped))
    assert plain.folds[2].means["moving_average"][0, 0] > 100
    assert cleaned.folds[2].means["moving_average"][0, 0] < 30
    assert cleaned.folds[1].actual[0].max() == 5000  # what happened stays what happened


def test_a_one_off_order_lifts_no_forecast_and_judges_none(make_panel) -> None:
    target = np.random.default_rng(1).poisson(20.0, (2, 90)).astype(np.float64)
    target[0, 75] = 5000.0
    found = run_backtest(make_panel(target), HORIZON, BASELINES)
    assert found.folds[2].means["moving_average"][0, 0] < 30
    assert np.nanmax(found.folds[1].actual[0]) < 50


def test_what_is_an_outlier_at_a_cutoff_is_not_told_by_later_sales(make_panel) -> None:
    target = np.random.default_rng(1).poisson(20.0, (2, 90)).astype(np.float64)
    target[:, 60:] += 60.0  # a third of the whole history, but nine of the first 69 days
    dropped = replace(BASELINES, cleaning=replace(BASELINES.cleaning, outliers="drop"))
    found = run_backtest(make_panel(target), HORIZON, dropped)
    assert found.folds[1].cutoff == 69
    assert found.folds[1].means["moving_average"].max() < 25


def test_tables_by_step_and_class_hold_the_champion_and_seasonal_naive(backtest: Backtest) -> None:
    steps = backtest.by_horizon.filter(pl.col("model") == NAIVE)
    assert steps["step"].to_list() == list(range(1, HORIZON + 1))
    third = [wape(fold.actual[:, 2], fold.means[NAIVE][:, 2]) for fold in backtest.folds]
    assert steps["wape"][2] == pytest.approx(np.mean(third))
    assert set(backtest.by_class["model"]) == {NAIVE, "moving_average"}
    assert backtest.by_class["n_series"].to_list() == [10, 10]


def test_good_models_of_like_score_are_blended_and_ranked_with_the_others(noisy: Panel) -> None:
    found = run_backtest(noisy, HORIZON, BacktestOptions((NAIVE, "moving_average", "tsb", "adida")))
    assert found.blend is not None
    assert NAIVE not in found.blend.members
    assert "blend" in found.leaderboard["model"].to_list()
    assert found.leaderboard["score"].is_sorted()
    mean = found.folds[3].means["blend"]
    parts = np.stack([found.folds[3].means[member] for member in found.blend.members])
    assert (mean >= parts.min(axis=0) - 1e-9).all()
    assert (mean <= parts.max(axis=0) + 1e-9).all()


def test_models_far_apart_are_not_blended(backtest: Backtest) -> None:
    assert backtest.blend is None
    assert "blend" not in backtest.folds[0].means


def test_a_model_that_fails_is_left_out_with_a_note(noisy: Panel) -> None:
    found = run_backtest(noisy, HORIZON, BacktestOptions((NAIVE, "no_such_model")))
    assert found.leaderboard["model"].to_list() == [NAIVE]
    assert [note.rule for note in found.notes] == ["backtest_cutoffs", "model_failed", "coherence"]
    assert "no_such_model was left out: " in found.notes[1].text


def test_when_every_model_fails_it_says_so(noisy: Panel) -> None:
    with pytest.raises(OptionError, match="No model could be run") as error:
        run_backtest(noisy, HORIZON, BacktestOptions(("no_such_model",)))
    assert "no_such_model" in error.value.fix


def test_a_history_too_short_for_the_horizon_is_refused(noisy: Panel) -> None:
    with pytest.raises(HistoryError):
        run_backtest(noisy, 80, BASELINES)


def test_it_reports_a_step_a_model_and_cutoff(noisy: Panel) -> None:
    watcher = Watcher()
    run_backtest(noisy, HORIZON, BASELINES, watcher)
    assert watcher.stages == [("Testing models on the past", 8)]
    assert watcher.done == [8]


def test_without_learned_quantiles_there_is_no_recipe(backtest: Backtest) -> None:
    assert backtest.quantile_recipe is None


def test_quantiles_are_not_learned_for_seasonal_naive(make_panel) -> None:
    watcher, seasonal = Watcher(), make_panel(np.tile([1.0, 2, 3, 4, 5, 6, 7], (3, 13)))
    options = BacktestOptions((NAIVE, "moving_average"), learn_quantiles=True)
    found = run_backtest(seasonal, HORIZON, options, watcher)
    assert found.champion.model == NAIVE
    assert found.quantile_recipe is None
    assert len(watcher.stages) == 1


def test_learned_quantiles_are_used_where_they_are_sharper(sharpened: Backtest, moody: Panel) -> None:
    plain = run_backtest(moody, HORIZON, BASELINES)
    assert sharpened.champion == plain.champion
    recipe = sharpened.quantile_recipe
    assert recipe is not None
    assert (recipe.shift.shape, recipe.shares.shape) == ((len(QUANTILES),), (len(QUANTILES), 3))
    ours, theirs = row(sharpened, sharpened.champion.model), row(plain, plain.champion.model)
    assert ours["wql"] < 0.95 * theirs["wql"]
    assert ours["test_wql"] < 0.95 * theirs["test_wql"]
    assert ours["mae"] == theirs["mae"]  # means are those of the champion
    losses = [wql(f.actual, f.quantiles["moving_average"], QUANTILES) for f in sharpened.folds[:3]]
    assert ours["wql"] == pytest.approx(np.mean(losses))


def test_sharper_quantiles_change_no_rank_score_or_other_model(sharpened: Backtest, moody: Panel) -> None:
    plain = run_backtest(moody, HORIZON, BASELINES)
    assert sharpened.leaderboard.select("model", "score").equals(plain.leaderboard.select("model", "score"))
    theirs = pl.col("model") == NAIVE
    measured = pl.all().exclude("seconds", "memory_mb")
    assert (
        sharpened.leaderboard.filter(theirs)
        .select(measured)
        .equals(plain.leaderboard.filter(theirs).select(measured))
    )


def test_sharpened_quantiles_never_cross_and_know_the_uncertain_weekdays(sharpened: Backtest) -> None:
    low, high = QUANTILES.index(0.1), QUANTILES.index(0.9)
    for fold in sharpened.folds:
        quantiles = fold.quantiles["moving_average"]
        assert (np.diff(quantiles, axis=-1) >= 0).all()
        assert (quantiles >= 0).all()
        width = (quantiles[..., high] - quantiles[..., low]).mean(axis=0)
        uncertain = np.isin((fold.cutoff + np.arange(HORIZON)) % 7, [1, 3, 5])
        assert width[uncertain].min() > 1.5 * width[~uncertain].max()


def test_the_test_fold_teaches_sharpened_quantiles_nothing(sharpened: Backtest, moody: Panel) -> None:
    target = moody.target.copy()
    target[:, -HORIZON:] = 500.0
    other = run_backtest(replace(moody, target=target), HORIZON, replace(BASELINES, learn_quantiles=True))
    for one, two in zip(other.folds, sharpened.folds, strict=True):
        np.testing.assert_array_equal(one.quantiles["moving_average"], two.quantiles["moving_average"])
    assert not np.array_equal(
        other.quantile_recipe.shift, sharpened.quantile_recipe.shift
    )  # it does teach the future's, with all folds
