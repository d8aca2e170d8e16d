"""Models tried on the past: every cutoff a fresh start that knows nothing of what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from foresale.data.cleaning.clean import clean, clean_for_evaluation
from foresale.forecasting.backtesting.champion import NAIVE, blend_members, choose_champion
from foresale.forecasting.backtesting.folds import plan_cutoffs
from foresale.forecasting.backtesting.judge import Judge
from foresale.forecasting.backtesting.newest_window import note_moved_demand
from foresale.forecasting.backtesting.one_off_errors import one_off_error_notes
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.backtesting.sum_correction import correction_notes, sum_correction
from foresale.forecasting.backtesting.trials import Past, Trial, blend_trials, learn_quantiles
from foresale.forecasting.backtesting.tried_models import (
    Scores,
    TrialSetup,
    relative_scores,
    try_models_on_past,
)
from foresale.forecasting.backtesting.unit_errors import unit_error_notes
from foresale.forecasting.engines.engine import LOCAL, Engine
from foresale.forecasting.lifecycle.lifecycle import select_launched_demand, select_observed_demand
from foresale.forecasting.lifecycle.new_products import find_new_series, note_new_series
from foresale.forecasting.quantiles.launch_quantiles import LaunchWindows
from foresale.forecasting.quantiles.recent_spread import recent_spread
from foresale.forecasting.quantiles.sharpening import OtherSources
from foresale.forecasting.quantiles.whole_units import to_whole, whole_series
from foresale.forecasting.results import Backtest, BlendRecipe, Fold
from foresale.forecasting.scores import (
    history_scale,
    score_by_class,
    score_by_step,
    score_mean,
)
from foresale.forecasting.sums.coherence import Coherence, PastChampion, compete
from foresale.forecasting.sums.level_accuracy import level_accuracy
from foresale.notes import Note
from foresale.panel import Panel
from foresale.progress import Progress, SilentProgress


def run_backtest(
    panel: Panel,
    horizon: int,
    options: BacktestOptions,
    progress: Progress | None = None,
    engine: Engine = LOCAL,
) -> Backtest:
    """Fit every model at every cutoff, score it on what followed, and choose a champion.

    Raises:
        EngineError: The engine can't do the work.
        HistoryError: The history is too short for the horizon.
        OptionError: No model could be run.
    """
    progress = progress or SilentProgress()
    cutoffs = plan_cutoffs(panel.n_periods, horizon, panel.freq, folds=options.folds)
    histories = [clean(panel.as_of(cutoff, horizon), options.cleaning)[0] for cutoff in cutoffs.all]
    judged = clean_for_evaluation(panel, options.cleaning)
    actuals = [select_observed_demand(judged, cutoff, horizon) for cutoff in cutoffs.all]
    launched = [select_launched_demand(judged, cutoff, horizon) for cutoff in cutoffs.all]
    new_series = [find_new_series(history, horizon) for history in histories]
    notes = [_cutoff_note(panel, horizon, len(cutoffs.selection), tested=cutoffs.test is not None)]
    scales = [history_scale(history) for history in histories]
    whole = whole_series(panel.target[:, : min(cutoffs.all)])
    judge = Judge(actuals, scales, len(cutoffs.selection), panel.non_negative, whole)
    launches = LaunchWindows(new_series, actuals, launched, len(cutoffs.selection))
    tried = try_models_on_past(
        panel, histories, TrialSetup(judge, new_series, horizon, options, progress, engine)
    )
    panel, histories, trials, scores = tried.panel, tried.histories, tried.trials, tried.scores
    notes += tried.notes
    relative = relative_scores(scores, judge.n_selection, options.metric)
    blend = _blend(trials, judge, relative, histories)
    if blend is not None:
        trials.append(blend[0])
        scores[blend[0].model] = judge.score(blend[0])
    leaderboard = _leaderboard(trials, judge, scores, options.metric)
    champion = choose_champion(leaderboard, folds=judge.n_selection)
    chosen = next(trial for trial in trials if trial.model == champion.model)
    factor, leaderboard = (
        _with_its_sum(chosen, judge, leaderboard) if champion.beats_naive else (1.0, leaderboard)
    )
    coherence, leaderboard = _reconcile_best(chosen, histories, judge, leaderboard)
    quantiles = {t.model: judge.quantiles(t) for t in trials if t.model in (champion.model, NAIVE)}
    recipe = None
    if options.learn_quantiles and champion.beats_naive:
        progress.start("Learning quantiles", len(histories))
        learned = learn_quantiles(histories, horizon, options.seed, progress.advance, engine)
        others = [OtherSources(learned.pop(0), recent_spread(history)) for history in histories]
        quantiles[champion.model], recipe = judge.sharpest(chosen, quantiles[champion.model], others)
        del others  # of all that is held here, quantiles take the most memory
    wider = {name: launches.widen(found) for name, found in quantiles.items()}
    quantiles = {name: found for name, (found, _) in wider.items()}
    widths = wider[champion.model][1]
    if recipe is not None or widths is not None:
        rescored = judge.rescore(chosen, quantiles[champion.model])
        leaderboard = _score_again(leaderboard, champion.model, rescored, judge)
    rounded = {name: [to_whole(found.pop(0), whole) for _ in histories] for name, found in quantiles.items()}
    folds = tuple(
        Fold(
            cutoff=cutoff,
            dates=panel.as_of(cutoff, horizon).future_dates(horizon),
            actual=actuals[i],
            means={trial.model: trial.means[i] for trial in trials},
            quantiles={name: found[i] for name, found in rounded.items()},
            is_test=cutoff == cutoffs.test,
            launched=launched[i],
        )
        for i, cutoff in enumerate(cutoffs.all)
    )
    names = tuple(dict.fromkeys([champion.model, *quantiles]))
    return Backtest(
        panel=panel,
        horizon=horizon,
        folds=folds,
        leaderboard=leaderboard,
        by_horizon=score_by_step(names, folds, judge.scales),
        by_class=score_by_class(names, folds, judge.scales, histories),
        champion=champion,
        blend=None if blend is None else blend[1],
        quantile_recipe=recipe,
        widths=None if widths is None else (widths.unsold, widths.young),
        by_level=level_accuracy(panel, folds, champion.model, judge.scales, coherence),
        reconciliation=coherence.recipe,
        sum_correction=factor,
        choices={trial.model: trial.choice for trial in trials if trial.choice is not None},
        notes=(
            *notes,
            *note_moved_demand(folds, champion.model, panel.freq),
            *one_off_error_notes(panel, folds, champion.model, options.cleaning),
            *unit_error_notes(panel, folds, champion.model),
            *correction_notes(factor, judge.n_selection),
            coherence.note,
            *note_new_series(panel, horizon),
        ),
    )


def _blend(
    trials: Sequence[Trial], judge: Judge, relative: Mapping[str, float], histories: Sequence[Panel]
) -> tuple[Trial, BlendRecipe] | None:
    members = [trial for trial in trials if trial.model in blend_members(dict(relative))]
    if len(members) < 2:
        return None
    squared = [scale.squared for scale in judge.scales[: judge.n_selection]]
    ranks = [relative[member.model] for member in members]
    return blend_trials(members, ranks, histories, Past(judge.actuals[: judge.n_selection], squared))


def _leaderboard(trials: Sequence[Trial], judge: Judge, scores: Scores, metric: str) -> pl.DataFrame:
    relative = relative_scores(scores, judge.n_selection, metric)
    rows = []
    for trial in trials:
        selected = score_mean(scores[trial.model][: judge.n_selection])
        tested = score_mean(scores[trial.model][judge.n_selection :])
        rows.append(
            {
                "model": trial.model,
                "label": trial.label,
                "family": trial.family,
                "score": relative[trial.model],
                **selected,
                **{f"test_{name}": value for name, value in tested.items()},
                "seconds": round(trial.seconds, 3),
                "memory_mb": round(trial.megabytes, 1),
            }
        )
    return pl.DataFrame(rows).sort("score", nulls_last=True)


def _with_its_sum(champion: Trial, judge: Judge, leaderboard: pl.DataFrame) -> tuple[float, pl.DataFrame]:
    """The factor that brings the champion's sums back to what was sold; its means follow it."""
    chosen = judge.n_selection
    factor = sum_correction(champion.means[:chosen], judge.actuals[:chosen])
    if factor != 1.0:
        champion.means = [mean * factor for mean in champion.means]
        leaderboard = _score_again(leaderboard, champion.model, judge.score(champion), judge)
    return factor, leaderboard


def _reconcile_best(
    champion: Trial, histories: Sequence[Panel], judge: Judge, leaderboard: pl.DataFrame
) -> tuple[Coherence, pl.DataFrame]:
    """How series and sums are made to agree; where sums know better, the champion's means follow them."""
    coherence = compete(
        PastChampion(histories, champion.means, judge.actuals, judge.scales, judge.n_selection)
    )
    if coherence.recipe is not None:
        champion.means = list(coherence.means[coherence.chosen])
        leaderboard = _score_again(leaderboard, champion.model, judge.score(champion), judge)
    return coherence, leaderboard


def _score_again(
    leaderboard: pl.DataFrame, model: str, scores: list[dict[str, float]], judge: Judge
) -> pl.DataFrame:
    """The leaderboard with one model's metrics replaced; its rank and score stay those it was chosen by."""
    found = score_mean(scores[: judge.n_selection])
    found |= {f"test_{name}": value for name, value in score_mean(scores[judge.n_selection :]).items()}
    row = pl.col("model") == model
    return leaderboard.with_columns(
        pl.when(row).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in found.items()
    )


def _cutoff_note(panel: Panel, horizon: int, n_selection: int, *, tested: bool) -> Note:
    noun = panel.freq.noun
    text = (
        f"Models were tried at {n_selection} cutoff{'s' if n_selection != 1 else ''}, {horizon} {noun}s each"
    )
    if tested:
        text += f"; the last {horizon} {noun}s were kept from choosing and calibrating, to judge the result."
    else:
        text += "; the history is too short to keep a window back, so the accuracy shown is optimistic."
    return Note("backtest_cutoffs", n_selection + int(tested), text)
