"""Models tried on the past: every cutoff a fresh start that knows nothing of what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from foresale.data.cleaning.clean import CleaningOptions, clean, judged_history
from foresale.errors import OptionError
from foresale.forecasting.backtesting.champion import NAIVE, blend_members, choose_champion, relative_score
from foresale.forecasting.backtesting.folds import plan_cutoffs
from foresale.forecasting.backtesting.judge import Judge
from foresale.forecasting.backtesting.known_ahead import weigh_known_ahead
from foresale.forecasting.backtesting.newest_window import note_moved_demand
from foresale.forecasting.backtesting.one_off_errors import one_off_error_notes
from foresale.forecasting.backtesting.sum_correction import correction_notes, sum_correction
from foresale.forecasting.backtesting.trials import Past, Trial, blend_trials, learn_quantiles, try_models
from foresale.forecasting.backtesting.unit_errors import unit_error_notes
from foresale.forecasting.engines.engine import LOCAL, Engine
from foresale.forecasting.lifecycle.lifecycle import launched_demand, observed_demand
from foresale.forecasting.lifecycle.new_products import find_newcomers, lean_on_like, newcomer_notes
from foresale.forecasting.models.catalog import load_model_class
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
from foresale.progress import Progress, Silent


@dataclass(frozen=True)
class BacktestOptions:
    """How the past is replayed.

    Attributes:
        models: Names of the models to try, from the catalog.
        folds: Selection cutoffs wanted, besides the test cutoff.
        cleaning: Redone at each cutoff with what was known then.
        seed: Same seed, same answer.
        learn_quantiles: Whether other sources of quantiles than the champion's errors are tried too.
    """

    models: tuple[str, ...]
    folds: int = 3
    cleaning: CleaningOptions = field(default_factory=CleaningOptions)
    seed: int = 0
    learn_quantiles: bool = False


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
    progress = progress or Silent()
    cutoffs = plan_cutoffs(panel.n_periods, horizon, panel.freq, folds=options.folds)
    histories = [clean(panel.as_of(cutoff, horizon), options.cleaning)[0] for cutoff in cutoffs.all]
    judged = judged_history(panel, options.cleaning)
    actuals = [observed_demand(judged, cutoff, horizon) for cutoff in cutoffs.all]
    launched = [launched_demand(judged, cutoff, horizon) for cutoff in cutoffs.all]
    newcomers = [find_newcomers(history, horizon) for history in histories]
    notes = [_cutoff_note(panel, horizon, len(cutoffs.selection), tested=cutoffs.test is not None)]
    progress.start("Testing models on the past", len(options.models) * len(histories))
    trials, failed = try_models(options.models, histories, horizon, options.seed, progress.advance, engine)
    notes += failed
    for trial in trials:
        pairs = zip(trial.means, newcomers, strict=True)
        trial.means = [lean_on_like(mean, new, trial.family) for mean, new in pairs]
    notes += [_fallback_note(trial) for trial in trials if trial.fallbacks]
    if not trials:
        raise OptionError("No model could be run on this history.", fix=notes[-1].text)
    scales = [history_scale(history) for history in histories]
    whole = whole_series(panel.target[:, : min(cutoffs.all)])
    judge = Judge(actuals, scales, len(cutoffs.selection), panel.non_negative, whole)
    launches = LaunchWindows(newcomers, actuals, launched, len(cutoffs.selection))
    scores = {trial.model: judge.score(trial) for trial in trials}
    using = _best_with_covariates(trials, scores, judge)
    notes += weigh_known_ahead(using, histories[: judge.n_selection], actuals, options.seed, progress, engine)
    blend = _blend(trials, judge, scores, histories)
    if blend is not None:
        trials.append(blend[0])
        scores[blend[0].model] = judge.score(blend[0])
    leaderboard = _leaderboard(trials, judge, scores)
    champion = choose_champion(leaderboard, folds=judge.n_selection)
    chosen = next(trial for trial in trials if trial.model == champion.model)
    factor, leaderboard = (
        _with_its_sum(chosen, judge, leaderboard) if champion.beats_naive else (1.0, leaderboard)
    )
    coherence, leaderboard = _brought_in_line(chosen, histories, judge, leaderboard)
    quantiles = {t.model: judge.quantiles(t) for t in trials if t.model in (champion.model, NAIVE)}
    recipe = None
    if options.learn_quantiles and champion.beats_naive:
        progress.start("Learning quantiles", len(histories))
        learned = learn_quantiles(histories, horizon, options.seed, progress.advance, engine)
        others = [OtherSources(learned.pop(0), recent_spread(history)) for history in histories]
        quantiles[champion.model], recipe = judge.sharpest(chosen, quantiles[champion.model], others)
        del others  # of all that is held here, quantiles take the most memory
    wider = {name: launches.widened(found) for name, found in quantiles.items()}
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
        notes=(
            *notes,
            *note_moved_demand(folds, champion.model, panel.freq),
            *one_off_error_notes(panel, folds, champion.model, options.cleaning),
            *unit_error_notes(panel, folds, champion.model),
            *correction_notes(factor, judge.n_selection),
            coherence.note,
            *newcomer_notes(panel, horizon),
        ),
    )


Scores = dict[str, list[dict[str, float]]]


def _blend(
    trials: Sequence[Trial], judge: Judge, scores: Scores, histories: Sequence[Panel]
) -> tuple[Trial, BlendRecipe] | None:
    relative = _relative_scores(scores, judge.n_selection)
    members = [trial for trial in trials if trial.model in blend_members(relative)]
    if len(members) < 2:
        return None
    squared = [scale.squared for scale in judge.scales[: judge.n_selection]]
    ranks = [relative[member.model] for member in members]
    return blend_trials(members, ranks, histories, Past(judge.actuals[: judge.n_selection], squared))


def _best_with_covariates(trials: Sequence[Trial], scores: Scores, judge: Judge) -> Trial | None:
    """The best of the models that read what is known ahead; None where none of them ran."""
    relative = _relative_scores(scores, judge.n_selection)
    readers = [trial for trial in trials if load_model_class(trial.model).uses_covariates]
    return min(readers, key=lambda trial: relative[trial.model], default=None)


def _relative_scores(scores: Scores, n_selection: int) -> dict[str, float]:
    """Each model's score against seasonal naive on the selection cutoffs."""
    means = {name: score_mean(found[:n_selection]) for name, found in scores.items()}
    base = means.get(NAIVE) or next(iter(means.values()))
    return {name: relative_score(found, base) for name, found in means.items()}


def _leaderboard(trials: Sequence[Trial], judge: Judge, scores: Scores) -> pl.DataFrame:
    relative = _relative_scores(scores, judge.n_selection)
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


def _brought_in_line(
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


def _fallback_note(trial: Trial) -> Note:
    where = "series, counted at every cutoff"
    reason = f" (first: {trial.fallback_reason.splitlines()[0]})" if trial.fallback_reason else ""
    text = f"{trial.label} failed on {trial.fallbacks:,} {where}: their recent mean stands in{reason}."
    return Note("model_fell_back", trial.fallbacks, text)


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
