"""Models tried at every cutoff of a backtest: what they forecast, and what that cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.errors import EngineError, ForesaleError
from foresale.forecasting.engines.engine import LOCAL, Engine
from foresale.forecasting.engines.memory import watch_memory
from foresale.forecasting.ensemble.blend import Blend
from foresale.forecasting.ensemble.blend_weights import (
    PastErrors,
    blend_means,
    class_codes,
    learn_weights,
    prior_weights,
)
from foresale.forecasting.fit_tasks import FitTask, TaskForecast, join_forecasts, run_forecast
from foresale.forecasting.lifecycle.lifecycle import apply_lifecycle
from foresale.forecasting.model_choice import ModelChoice
from foresale.forecasting.models.base import Mean, Model
from foresale.forecasting.models.choose import as_choice
from foresale.forecasting.models.local_model import LocalModel
from foresale.forecasting.models.quantile_lightgbm import QuantileLightGBM
from foresale.forecasting.results import BlendRecipe
from foresale.notes import Note
from foresale.panel import Panel

LEAST_WEIGHT = 0.04  # a member that counts less isn't worth fitting


@dataclass
class Trial:
    """One model's means by cutoff (each S × H), and what they cost.

    Where the method failed on a series its recent mean stands in: `fallbacks` counts these over all
    cutoffs, `fallback_reason` says what went wrong with the first. `choice` is its class and parameters.
    """

    model: str
    label: str
    family: str
    means: list[Mean]
    seconds: float = 0.0
    megabytes: float = 0.0
    fallbacks: int = 0
    fallback_reason: str = ""
    choice: ModelChoice | None = None


def try_model(
    model: str | ModelChoice,
    histories: Sequence[Panel],
    horizon: int,
    seed: int,
    advance: Callable[[], None],
    engine: Engine = LOCAL,
) -> Trial:
    """Fit and forecast at every cutoff, each time knowing nothing but that history.

    Args:
        model: A name from the catalog, or one with parameters.
        histories: The cleaned history of each cutoff.
        horizon: Periods ahead.
        seed: Same seed, same answer.
        advance: Called after each cutoff.
        engine: Where to do it; it changes what seconds and megabytes mean, which elsewhere are those
            of all pieces together and of the largest.
    """
    choice = as_choice(model)
    kind: type[Model] = choice.kind
    shares = [engine.pieces(history, separable=issubclass(kind, LocalModel)) for history in histories]
    pieces = [FitTask(kind, choice.arguments(seed), part, horizon) for share in shares for part in share]
    of_piece = [cutoff for cutoff, share in enumerate(shares) for _ in share]
    left = [len(share) for share in shares]
    answers: dict[int, TaskForecast] = {}
    begun = time.perf_counter()
    with watch_memory() as peak:
        for place, answer in engine.map_unordered(run_forecast, pieces, one_by_one=kind.uses_processes):
            answers[place] = answer
            left[of_piece[place]] -= 1
            if not left[of_piece[place]]:
                advance()
    ordered = [answers[place] for place in range(len(pieces))]
    found = [
        join_forecasts([answer for answer, at in zip(ordered, of_piece, strict=True) if at == cutoff])
        for cutoff in range(len(histories))
    ]
    return Trial(
        choice.name,
        choice.label,
        kind.family,
        [apply_lifecycle(one.mean, history) for one, history in zip(found, histories, strict=True)],
        sum(one.seconds for one in found) if engine.is_remote else time.perf_counter() - begun,
        max(one.megabytes for one in found) if engine.is_remote else peak.megabytes,
        fallbacks=sum(one.fallbacks for one in found),
        fallback_reason=next((one.reason for one in found if one.reason), ""),
        choice=choice,
    )


def try_models(
    models: Sequence[str | ModelChoice],
    histories: Sequence[Panel],
    horizon: int,
    seed: int,
    advance: Callable[[], None],
    engine: Engine = LOCAL,
) -> tuple[list[Trial], list[Note]]:
    """Every model tried at every cutoff as `try_model` does it, and a note for each that can't be run.

    Raises:
        EngineError: The engine can't do the work, so that no model can be blamed.
    """

    def attempt(model: str | ModelChoice) -> Trial | Note:
        try:
            return try_model(model, histories, horizon, seed, advance, engine)
        except EngineError:
            raise
        except (ForesaleError, ValueError, ArithmeticError, RuntimeError) as error:
            return Note("model_failed", 1, f"{_name_of(model)} was left out: {str(error).splitlines()[0]}")

    tried = engine.map_in_order(attempt, models)
    return (
        [each for each in tried if isinstance(each, Trial)],
        [each for each in tried if isinstance(each, Note)],
    )


def _name_of(model: str | ModelChoice) -> str:
    return model if isinstance(model, str) else model.name


def learn_quantiles(
    histories: Sequence[Panel],
    horizon: int,
    seed: int,
    advance: Callable[[], None],
    engine: Engine = LOCAL,
) -> list[Array]:
    """S × H × Q learned quantiles at every cutoff, from nothing but that history."""
    pieces = [
        FitTask(QuantileLightGBM, {"seed": seed}, whole, horizon)
        for history in histories
        for whole in engine.pieces(history, separable=False)
    ]
    found: dict[int, Array] = {}
    for cutoff, quantiles in engine.map_unordered(_quantiles, pieces):
        found[cutoff] = quantiles
        advance()
    return [found[cutoff] for cutoff in range(len(histories))]


def _quantiles(piece: FitTask) -> Array:
    history = piece.history.load()
    learned = QuantileLightGBM(**piece.parameters).fit(history, piece.horizon)
    return learned.quantiles(history, piece.horizon)


@dataclass(frozen=True)
class Past:
    """What the selection cutoffs showed, in their order.

    Attributes:
        actuals: S × H each; NaN where not scored.
        scales: S each, what an error of a series is measured against.
    """

    actuals: Sequence[Array]
    scales: Sequence[Array]


def blend_trials(
    members: Sequence[Trial], scores: Sequence[float], histories: Sequence[Panel], past: Past
) -> tuple[Trial, BlendRecipe] | None:
    """The members' blend at every cutoff, and the weights for the future.

    At each selection cutoff the weights come from the other ones, so that its score is as honest
    as its members'; with a single selection cutoff they are the prior ones.

    Args:
        members: At least two trials.
        scores: Of each member against seasonal naive; lower is better.
        histories: The history of each cutoff, the selection ones first.
        past: The selection cutoffs.

    Returns:
        None where the weights leave fewer than two members.
    """
    codes = [class_codes(history) for history in histories]
    weights = learn_weights(_errors(members, codes, past), prior_weights(scores))
    kept = [i for i in range(len(members)) if weights[:, i].max() >= LEAST_WEIGHT]
    if len(kept) < 2:
        return None
    members, prior = [members[i] for i in kept], prior_weights([scores[i] for i in kept])
    errors = _errors(members, codes, past)
    final = learn_weights(errors, prior)
    if len(errors) == 1:
        final = np.tile(prior, (len(final), 1))
    means = []
    for i, code in enumerate(codes):
        others = [error for k, error in enumerate(errors) if k != i]
        honest = learn_weights(others, prior) if others and i < len(errors) else final
        means.append(blend_means(np.stack([member.means[i] for member in members]), honest, code))
    trial = Trial(
        Blend.name,
        "Blend of " + ", ".join(member.label for member in members[:-1]) + " and " + members[-1].label,
        Blend.family,
        means,
        sum(member.seconds for member in members),
        max(member.megabytes for member in members),
    )
    return trial, BlendRecipe(tuple(member.model for member in members), final)


def _errors(members: Sequence[Trial], codes: Sequence[NDArray[np.intp]], past: Past) -> list[PastErrors]:
    return [
        PastErrors(np.stack([actual - member.means[i] for member in members]), scale, codes[i])
        for i, (actual, scale) in enumerate(zip(past.actuals, past.scales, strict=True))
    ]
