"""Models tried on the past: every cutoff a fresh start that knows nothing of what follows."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from foresale.data.cleaning import CleaningOptions, clean
from foresale.data.sales import Note
from foresale.errors import ForesaleError, OptionError
from foresale.forecasting.calibration import PastForecast, calibrate
from foresale.forecasting.champion import NAIVE, blend_members, choose_champion, relative_score
from foresale.forecasting.folds import plan_cutoffs
from foresale.forecasting.lifecycle import apply_lifecycle, observed_demand
from foresale.forecasting.memory import watch_memory
from foresale.forecasting.models.base import Mean, Model
from foresale.forecasting.models.catalog import load_model_class
from foresale.forecasting.results import Array, Backtest, Fold
from foresale.forecasting.scores import (
    Scale,
    history_scale,
    score_by_class,
    score_by_step,
    score_fold,
    score_mean,
)
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
    """

    models: tuple[str, ...]
    folds: int = 3
    cleaning: CleaningOptions = field(default_factory=CleaningOptions)
    seed: int = 0


@dataclass
class _Trial:
    """One model's means by cutoff, and what they cost."""

    model: str
    label: str
    family: str
    means: list[Mean]
    seconds: float = 0.0
    megabytes: float = 0.0


def run_backtest(
    panel: Panel, horizon: int, options: BacktestOptions, progress: Progress | None = None
) -> Backtest:
    """Fit every model at every cutoff, score it on what followed, and choose a champion.

    Raises:
        HistoryError: The history is too short for the horizon.
        OptionError: No model could be run.
    """
    progress = progress or Silent()
    cutoffs = plan_cutoffs(panel.n_periods, horizon, panel.freq, folds=options.folds)
    histories = [clean(panel.as_of(cutoff, horizon), options.cleaning)[0] for cutoff in cutoffs.all]
    actuals = [observed_demand(panel, cutoff, horizon) for cutoff in cutoffs.all]
    notes = [_cutoff_note(panel, horizon, len(cutoffs.selection), tested=cutoffs.test is not None)]
    trials: list[_Trial] = []
    progress.start("Testing models on the past", len(options.models) * len(histories))
    for name in options.models:
        try:
            trials.append(_try_model(name, histories, horizon, options.seed, progress.advance))
        except (ForesaleError, ValueError, ArithmeticError, RuntimeError) as error:
            notes.append(Note("model_failed", 1, f"{name} was left out: {str(error).splitlines()[0]}"))
    if not trials:
        raise OptionError("No model could be run on this history.", fix=notes[-1].text)
    n_selection = len(cutoffs.selection)
    quantiles = {trial.model: _quantiles(trial, actuals, n_selection, panel) for trial in trials}
    scales = [history_scale(history) for history in histories]
    scores = _relative_scores(trials, quantiles, actuals, scales[:n_selection])
    blend = _blend(trials, scores)
    if blend is not None:
        trials.append(blend)
        quantiles[blend.model] = _quantiles(blend, actuals, n_selection, panel)
        scores = _relative_scores(trials, quantiles, actuals, scales[:n_selection])
    folds = tuple(
        Fold(
            cutoff=cutoff,
            dates=panel.as_of(cutoff, horizon).future_dates(horizon),
            actual=actuals[i],
            means={trial.model: trial.means[i] for trial in trials},
            quantiles={trial.model: quantiles[trial.model][i] for trial in trials},
            is_test=cutoff == cutoffs.test,
        )
        for i, cutoff in enumerate(cutoffs.all)
    )
    leaderboard = _leaderboard(trials, folds, scales, scores)
    champion = choose_champion(leaderboard, folds=n_selection)
    shown = tuple(dict.fromkeys([champion.model, *(t.model for t in trials if t.model == NAIVE)]))
    return Backtest(
        panel=panel,
        horizon=horizon,
        folds=folds,
        leaderboard=leaderboard,
        by_horizon=score_by_step(shown, folds, scales),
        by_class=score_by_class(shown, folds, scales, histories),
        champion=champion,
        notes=tuple(notes),
    )


def blended(backtest: Backtest) -> tuple[str, ...]:
    """Names of the models that the backtest's blend is made of."""
    scored = backtest.leaderboard.filter(pl.col("model") != "blend")
    return blend_members(dict(zip(scored["model"], scored["score"], strict=True)))


def _try_model(
    name: str, histories: Sequence[Panel], horizon: int, seed: int, advance: Callable[[], None]
) -> _Trial:
    kind: type[Model] = load_model_class(name)
    means = []
    begun = time.perf_counter()
    with watch_memory() as peak:
        for history in histories:
            mean = kind(seed=seed).fit(history, horizon).predict(history, horizon)
            means.append(apply_lifecycle(mean, history))
            advance()
    return _Trial(name, kind.label, kind.family, means, time.perf_counter() - begun, peak.megabytes)


def _blend(trials: Sequence[_Trial], scores: dict[str, float]) -> _Trial | None:
    names = blend_members(scores)
    if len(names) < 2:
        return None
    members = [trial for name in names for trial in trials if trial.model == name]
    means = [np.mean([member.means[i] for member in members], axis=0) for i in range(len(members[0].means))]
    label = "Mean of " + ", ".join(member.label for member in members[:-1]) + " and " + members[-1].label
    return _Trial(
        "blend", label, "blend", means, sum(m.seconds for m in members), max(m.megabytes for m in members)
    )


def _quantiles(trial: _Trial, actuals: Sequence[Array], n_selection: int, panel: Panel) -> list[Array]:
    """Quantiles at each cutoff, calibrated on the selection folds other than itself.

    With a single selection fold it has to be judged on itself; the test fold never is.
    """
    past = [PastForecast(trial.means[i], actuals[i]) for i in range(n_selection)]
    found = []
    for i, mean in enumerate(trial.means):
        others = [fold for k, fold in enumerate(past) if k != i] or past
        found.append(calibrate(others).quantiles(mean, non_negative=panel.non_negative))
    return found


def _relative_scores(
    trials: Sequence[_Trial],
    quantiles: dict[str, list[Array]],
    actuals: Sequence[Array],
    scales: Sequence[Scale],
) -> dict[str, float]:
    metrics = {
        trial.model: score_mean(
            score_fold(actuals[i], trial.means[i], quantiles[trial.model][i], scale)
            for i, scale in enumerate(scales)
        )
        for trial in trials
    }
    base = metrics.get(NAIVE) or next(iter(metrics.values()))
    return {name: relative_score(found, base) for name, found in metrics.items()}


def _leaderboard(
    trials: Sequence[_Trial], folds: Sequence[Fold], scales: Sequence[Scale], scores: dict[str, float]
) -> pl.DataFrame:
    rows = []
    for trial in trials:
        found: dict[bool, list[dict[str, float]]] = {False: [], True: []}
        for fold, scale in zip(folds, scales, strict=True):
            mean, quantiles = fold.means[trial.model], fold.quantiles[trial.model]
            found[fold.is_test].append(score_fold(fold.actual, mean, quantiles, scale))
        tested = score_mean(found[True]) if found[True] else {}
        rows.append(
            {
                "model": trial.model,
                "label": trial.label,
                "family": trial.family,
                "score": scores[trial.model],
                **score_mean(found[False]),
                **{f"test_{name}": tested.get(name, float("nan")) for name in score_mean(found[False])},
                "seconds": round(trial.seconds, 3),
                "memory_mb": round(trial.megabytes, 1),
            }
        )
    return pl.DataFrame(rows).sort("score", nulls_last=True)


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
