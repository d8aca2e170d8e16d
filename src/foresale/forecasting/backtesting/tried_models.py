"""All models tried on the past, without the columns known ahead that did harm there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foresale.errors import OptionError
from foresale.forecasting.backtesting.champion import NAIVE, relative_score
from foresale.forecasting.backtesting.judge import Judge
from foresale.forecasting.backtesting.known_ahead import weigh_known_ahead, without_known_ahead
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.backtesting.trials import Trial, try_models
from foresale.forecasting.engines.engine import Engine
from foresale.forecasting.lifecycle.new_products import NewSeries, pool_with_similar
from foresale.forecasting.model_choice import ModelChoice
from foresale.forecasting.scores import score_mean
from foresale.notes import Note
from foresale.panel import Panel
from foresale.progress import Progress

Scores = dict[str, list[dict[str, float]]]
"""Metrics by model, an entry for each cutoff."""


@dataclass(frozen=True)
class TrialSetup:
    """How models are tried and judged: what stays the same for all of them.

    Attributes:
        judge: Scores them on what followed each cutoff.
        new_series: Young series of each cutoff's history.
        horizon: Periods ahead.
        options: Models, seed, and which columns may be left out.
        progress: Hears how far it is.
        engine: Where to do it.
    """

    judge: Judge
    new_series: Sequence[NewSeries | None]
    horizon: int
    options: BacktestOptions
    progress: Progress
    engine: Engine


@dataclass(frozen=True)
class TriedModels:
    """What models did, and what they did it on.

    Attributes:
        panel: The whole history, without columns that did harm.
        histories: Each cutoff's, without them.
        trials: Of the models that ran.
        scores: Theirs.
        notes: What was found on the way.
    """

    panel: Panel
    histories: list[Panel]
    trials: list[Trial]
    scores: Scores
    notes: list[Note]


def try_models_on_past(panel: Panel, histories: Sequence[Panel], how: TrialSetup) -> TriedModels:
    """Try every model at every cutoff; those that read a harmful column once more without it.

    Args:
        panel: The whole history.
        histories: The cleaned history of each cutoff, the one for judging last.
        how: Models, judge, and where to do it.

    Raises:
        EngineError: The engine can't do the work.
        OptionError: No model could be run.
    """
    trials, notes = _try(how, how.options.models, histories)
    if not trials:
        raise OptionError("No model could be run on this history.", fix=notes[-1].text)
    scores = {trial.model: how.judge.score(trial) for trial in trials}
    readers = [trial for trial in trials if trial.choice and trial.choice.kind.uses_covariates]
    weighed = weigh_known_ahead(
        _best(readers, scores, how),
        histories[: how.judge.n_selection],
        how.judge.actuals,
        how.options,
        how.progress,
        how.engine,
    )
    if weighed.harmful:
        panel, *histories = [without_known_ahead(one, weighed.harmful) for one in (panel, *histories)]
        again, _ = _try(how, [reader.choice or reader.model for reader in readers], histories)
        trials = [*(trial for trial in trials if trial not in readers), *again]
        scores |= {trial.model: how.judge.score(trial) for trial in again}
    fell_back = [_fallback_note(trial) for trial in trials if trial.fallbacks]
    return TriedModels(panel, list(histories), trials, scores, [*notes, *fell_back, *weighed.notes])


def _try(
    how: TrialSetup, models: Sequence[str | ModelChoice], histories: Sequence[Panel]
) -> tuple[list[Trial], list[Note]]:
    how.progress.start("Testing models on the past", len(models) * len(histories))
    seed, advance = how.options.seed, how.progress.advance
    trials, failed = try_models(models, histories, how.horizon, seed, advance, how.engine)
    for trial in trials:
        pairs = zip(trial.means, how.new_series, strict=True)
        trial.means = [pool_with_similar(mean, new, trial.family) for mean, new in pairs]
    return trials, failed


def _best(trials: Sequence[Trial], scores: Scores, how: TrialSetup) -> Trial | None:
    relative = relative_scores(scores, how.judge.n_selection, how.options.metric)
    return min(trials, key=lambda trial: relative[trial.model], default=None)


def relative_scores(scores: Scores, n_selection: int, metric: str) -> dict[str, float]:
    """Each model's score against seasonal naive on the selection cutoffs."""
    means = {name: score_mean(found[:n_selection]) for name, found in scores.items()}
    base = means.get(NAIVE) or next(iter(means.values()))
    return {name: relative_score(found, base, metric) for name, found in means.items()}


def _fallback_note(trial: Trial) -> Note:
    where = "series, counted at every cutoff"
    reason = f" (first: {trial.fallback_reason.splitlines()[0]})" if trial.fallback_reason else ""
    text = f"{trial.label} failed on {trial.fallbacks:,} {where}: their recent mean stands in{reason}."
    return Note("model_fell_back", trial.fallbacks, text)
