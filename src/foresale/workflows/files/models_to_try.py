"""Which models a forecast tries: those asked for, or those that suit the history and the time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foresale.errors import ForesaleError
from foresale.forecasting.backtesting.champion import NAIVE
from foresale.forecasting.model_choice import ModelChoice
from foresale.forecasting.models.base import Model
from foresale.forecasting.models.catalog import default_models, load_model_class
from foresale.forecasting.models.choose import choose_models
from foresale.forecasting.models.model_budget import affordable_models
from foresale.forecasting.models.worth_trying import models_worth_trying
from foresale.messages import option
from foresale.notes import Note
from foresale.panel import Panel

Models = Sequence[str | Model | type[Model]]


def models_to_try(
    panel: Panel, models: Models, folds: int, seconds: float
) -> tuple[tuple[ModelChoice, ...], list[Note]]:
    """The models to try: those asked for, or those that the budget allows; always with seasonal naive.

    Args:
        panel: The history.
        models: Those asked for; none for all that are worth it.
        folds: Cutoffs that choose.
        seconds: Rough time for testing them.

    Raises:
        OptionError: One that was asked for isn't there.
    """
    if models:
        choices = choose_models([NAIVE, *models])
        return choices, _slow_models(choices, panel)
    available, notes = [], []
    wanted, not_worth_it = models_worth_trying(default_models(seconds), panel.target)
    if not_worth_it:
        text = (
            f"Not tried, as a history so small or sparse gives them nothing to gain: "
            f"{', '.join(not_worth_it)} ({option('models')} asks for them)."
        )
        notes.append(Note("small_history", len(not_worth_it), text))
    missing: dict[str, list[str]] = {}
    for name in wanted:
        try:
            load_model_class(name)
        except ForesaleError as error:
            missing.setdefault(f"{error.problem} {error.fix}", []).append(name)
        else:
            available.append(name)
    notes += [
        Note("model_unavailable", len(names), f"Not tried: {', '.join(names)}. {why}")
        for why, names in missing.items()
    ]
    budget = seconds / (folds + 2)
    kept, left_out = affordable_models(available, panel.n_series, panel.n_periods, budget)
    if left_out:
        text = (
            f"Over the time budget, so not tried: {', '.join(left_out)} ({option('budget_seconds')} "
            "gives more)."
        )
        notes.append(Note("models_left_out", len(left_out), text))
    choices = choose_models([NAIVE, *kept])
    return choices, notes + _slow_models(choices, panel)


def _slow_models(choices: Iterable[ModelChoice], panel: Panel) -> list[Note]:
    """A note for each model that so many series keep busy for long."""
    found = []
    for kind in dict.fromkeys(choice.kind for choice in choices):
        if kind.advised_series is not None and panel.n_series > kind.advised_series:
            minutes = kind.expected_seconds(panel.n_series, panel.n_periods) / 60
            text = (
                f"{kind.label} fits each of {panel.n_series:,} series alone: about {minutes:,.0f} minutes a "
                f"cutoff on one core. It is meant for up to {kind.advised_series:,}; models over all series "
                "take less."
            )
            found.append(Note("slow_model", panel.n_series, text))
    return found
