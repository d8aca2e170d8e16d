"""Better parameters of models, searched on the past windows that choose; the newest window takes no part."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from foresale.data.cleaning.clean import clean, clean_for_evaluation
from foresale.errors import ForesaleError, MissingExtraError
from foresale.forecasting.backtesting.champion import NAIVE, relative_score
from foresale.forecasting.backtesting.folds import plan_cutoffs
from foresale.forecasting.backtesting.judge import Judge
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.backtesting.trials import Trial, try_model
from foresale.forecasting.engines.engine import Engine
from foresale.forecasting.lifecycle.lifecycle import select_observed_demand
from foresale.forecasting.lifecycle.new_products import find_new_series, pool_with_similar
from foresale.forecasting.model_choice import ModelChoice
from foresale.forecasting.models.choose import as_choice
from foresale.forecasting.quantiles.whole_units import whole_series
from foresale.forecasting.scores import history_scale, score_mean
from foresale.notes import Note, counted
from foresale.panel import Panel
from foresale.progress import Progress

TUNED = "tuned"
_MOST_MODELS = 2  # the best ones: time spent on others is lost
_MIN_GAIN = 0.005  # of the score, below which a search has found luck
_STEPS = 100


@dataclass(frozen=True)
class TuningOptions:
    """How long to search.

    Attributes:
        minutes: In all; the setting that is being tried when they are over is finished.
        trials: Settings of each model at most, so that the same seed gives the same answer.
        by: The key or static column whose groups are searched apart, see `tune_groups`.
    """

    minutes: float
    trials: int | None = None
    by: str | None = None


def tune_models(
    panel: Panel,
    horizon: int,
    options: BacktestOptions,
    tuning: TuningOptions,
    progress: Progress,
    engine: Engine,
) -> tuple[tuple[ModelChoice, ...], list[Note]]:
    """The models to try, with those among them that a search made better beside them.

    Args:
        panel: The history; its newest window is cut off before anything else is done.
        horizon: Periods ahead.
        options: The backtest that follows: models, cutoffs, cleaning, measure and seed.
        tuning: How long to search.
        progress: Hears how far it is.
        engine: Where models are fitted.

    Raises:
        MissingExtraError: Optuna isn't installed.
        HistoryError: The history is too short for the horizon.
    """
    require_optuna()
    choices = tuple(as_choice(model) for model in options.models)
    cutoffs = plan_cutoffs(panel.n_periods, horizon, panel.freq, folds=options.folds)
    if cutoffs.test is None:
        text = "Nothing was tuned: the history is too short to keep a window from the search."
        return choices, [Note(TUNED, 0, text)]
    past = TunedPast.before(panel, cutoffs.selection, cutoffs.test, horizon, options)
    begun = time.monotonic()
    progress.start("Tuning", _STEPS)
    able, usual = best_searchable(choices, past, engine)
    found, notes = list(choices), []
    left = max(60 * tuning.minutes - (time.monotonic() - begun), 1.0)
    advance = steps_by_time(progress, left)
    for choice in able:
        limits = TuningOptions(left / len(able) / 60, tuning.trials)
        tried, best = search(choice, past, usual[choice.name], limits, advance, engine)
        if best is not None:
            found.append(_apply_settings(choice, best.params))
        notes.append(_note(choice, tried, usual[choice.name], best, len(cutoffs.selection)))
    return tuple(found), notes or [nothing_to_search(choices)]


def nothing_to_search(choices: Sequence[ModelChoice]) -> Note:
    """That none of the models has parameters to search, where somebody asked for it."""
    tried = ", ".join(choice.label for choice in choices)
    return Note(TUNED, 0, f"Nothing was tuned: no model has parameters to search ({tried}).")


def require_optuna() -> None:
    """Let the search's library be there, and quiet.

    Raises:
        MissingExtraError: It isn't installed.
    """
    try:
        import optuna
    except ModuleNotFoundError as error:
        raise MissingExtraError("Optuna", "tune") from error
    optuna.logging.set_verbosity(optuna.logging.WARNING)


def best_searchable(
    choices: Sequence[ModelChoice], past: TunedPast, engine: Engine
) -> tuple[list[ModelChoice], dict[str, float]]:
    """The best models that have parameters to search, and the score of each as it comes.

    Args:
        choices: All that are tried.
        past: What the search may look at.
        engine: Where models are fitted.
    """
    able = [choice for choice in choices if choice.kind.searched]
    usual = {choice.name: past.score(choice, engine) for choice in able}
    return sorted(able, key=lambda choice: usual[choice.name])[:_MOST_MODELS], usual


def search(
    choice: ModelChoice,
    past: TunedPast,
    usual: float,
    limits: TuningOptions,
    advance: Callable[[], None],
    engine: Engine,
) -> tuple[int, Any]:
    """How many settings of a model were tried, and the best trial where it is clearly better than usual.

    Args:
        choice: The model.
        past: What the search may look at.
        usual: The score of the model as it comes.
        limits: How long to search.
        advance: Called after each setting.
        engine: Where models are fitted.
    """
    import optuna

    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=past.options.seed), direction="minimize"
    )

    def objective(trial: Any) -> float:
        wanted = _suggest(trial, choice.kind.searched)
        score = past.score(replace(choice, parameters={**choice.parameters, **wanted}), engine)
        advance()
        if not math.isfinite(score):
            raise optuna.TrialPruned
        return score

    study.optimize(
        objective, timeout=60 * limits.minutes, n_trials=limits.trials, catch=(ForesaleError, ValueError)
    )
    done = [trial for trial in study.trials if trial.value is not None]
    best = min(done, key=lambda trial: trial.value or 0.0, default=None)
    better = best is not None and best.value is not None and best.value < (1 - _MIN_GAIN) * usual
    return len(study.trials), best if better else None


@dataclass(frozen=True)
class TunedPast:
    """What the search may look at: everything before the newest window."""

    histories: Sequence[Panel]
    judge: Judge
    naive: Mapping[str, float]
    horizon: int
    options: BacktestOptions

    @classmethod
    def before(
        cls, panel: Panel, cutoffs: Sequence[int], test: int, horizon: int, options: BacktestOptions
    ) -> TunedPast:
        """The selection cutoffs of a history without its newest window."""
        known = panel.as_of(test, 0)
        histories = [clean(known.as_of(cutoff, horizon), options.cleaning)[0] for cutoff in cutoffs]
        judged = clean_for_evaluation(known, options.cleaning)
        actuals = [select_observed_demand(judged, cutoff, horizon) for cutoff in cutoffs]
        whole = whole_series(known.target[:, : min(cutoffs)])
        scales = [history_scale(history) for history in histories]
        judge = Judge(actuals, scales, len(cutoffs), panel.non_negative, whole)
        naive = try_model(NAIVE, histories, horizon, options.seed, lambda: None)
        return cls(histories, judge, score_mean(judge.score(naive)), horizon, options)

    def score(self, choice: ModelChoice, engine: Engine) -> float:
        """The model's score against repeating the last season; infinite where it can't be run."""
        try:
            trial: Trial = try_model(
                choice, self.histories, self.horizon, self.options.seed, lambda: None, engine
            )
        except (ForesaleError, ValueError, ArithmeticError):
            return math.inf
        trial.means = [
            pool_with_similar(mean, find_new_series(history, self.horizon), trial.family)
            for mean, history in zip(trial.means, self.histories, strict=True)
        ]
        found = relative_score(score_mean(self.judge.score(trial)), dict(self.naive), self.options.metric)
        return found if math.isfinite(found) else math.inf


def _suggest(trial: Any, space: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
    """A setting to try; what spans a factor of ten or more is searched by factors."""
    found = {}
    for name, (low, high) in space.items():
        wide = high >= 10 * low
        suggest = trial.suggest_int if isinstance(low, int) else trial.suggest_float
        found[name] = suggest(name, low, high, log=wide)
    return found


def round_values(best: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters found, to four digits."""
    return {n: float(f"{v:.4g}") if isinstance(v, float) else v for n, v in best.items()}


def _apply_settings(choice: ModelChoice, best: Mapping[str, Any]) -> ModelChoice:
    return replace(
        choice,
        name=f"{choice.name}_{TUNED}",
        label=f"{choice.label}, tuned",
        parameters={**choice.parameters, **round_values(best)},
    )


def steps_by_time(progress: Progress, seconds: float) -> Callable[[], None]:
    """Moves the bar of a search that ends with its time."""
    begun, shown = time.monotonic(), 0

    def advance() -> None:
        nonlocal shown
        done = min(int(_STEPS * (time.monotonic() - begun) / seconds), _STEPS)
        progress.advance(done - shown)
        shown = done

    return advance


def _note(choice: ModelChoice, tried: int, before: float, best: Any, windows: int) -> Note:
    where = f"{counted(tried, 'setting')} tried on the {counted(windows, 'past window')} that choose"
    if best is None:
        text = f"{choice.label} keeps its usual parameters: none of {where} did clearly better."
        return Note(TUNED, tried, text)
    told = ", ".join(
        f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in best.params.items()
    )
    text = (
        f"{choice.label} was tuned: of {where}, the best ({told}) scored {best.value:.3f} instead of "
        f"{before:.3f}. The newest window took no part; what it shows is honest."
    )
    return Note(TUNED, tried, text)
