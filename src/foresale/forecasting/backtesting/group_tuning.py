"""Better parameters for each group of series, such as a product group, searched on its own past windows."""

from __future__ import annotations

import time

from foresale.forecasting.backtesting.folds import plan_cutoffs
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.backtesting.tuning import (
    TUNED,
    TunedPast,
    TuningOptions,
    best_searchable,
    nothing_to_search,
    require_optuna,
    round_values,
    search,
    steps_by_time,
)
from foresale.forecasting.engines.engine import Engine
from foresale.forecasting.model_choice import ModelChoice
from foresale.forecasting.models.by_group import ModelByGroup, groups_of
from foresale.forecasting.models.choose import as_choice
from foresale.notes import Note, counted
from foresale.panel import Panel
from foresale.progress import Progress


def tune_groups(
    panel: Panel,
    horizon: int,
    options: BacktestOptions,
    tuning: TuningOptions,
    progress: Progress,
    engine: Engine,
) -> tuple[tuple[ModelChoice, ...], list[Note]]:
    """The models to try, and beside them the best ones with a model and parameters for each group.

    Args:
        panel: The history; its newest window is cut off before anything else is done.
        horizon: Periods ahead.
        options: The backtest that follows: models, cutoffs, cleaning, measure and seed.
        tuning: How long to search, all groups together, how many settings of each, and what groups series.
        progress: Hears how far it is.
        engine: Where models are fitted.

    Raises:
        MissingExtraError: Optuna isn't installed.
        HistoryError: The history is too short for the horizon.
        OptionError: No series has the column, or it has too many groups.
    """
    require_optuna()
    by = tuning.by or ""
    choices = tuple(as_choice(model) for model in options.models)
    groups = list(groups_of(panel, by))
    cutoffs = plan_cutoffs(panel.n_periods, horizon, panel.freq, folds=options.folds)
    if cutoffs.test is None:
        text = "Nothing was tuned: the history is too short to keep a window from the search."
        return choices, [Note(TUNED, 0, text)]
    begun = time.monotonic()
    progress.start("Tuning", 100)
    whole = TunedPast.before(panel, cutoffs.selection, cutoffs.test, horizon, options)
    able = best_searchable(choices, whole, engine)[0]
    left = max(60 * tuning.minutes - (time.monotonic() - begun), 1.0)
    limits = TuningOptions(left / 60 / max(len(able) * len(groups), 1), tuning.trials)
    advance = steps_by_time(progress, left)
    pasts = {
        group: TunedPast.before(panel.select(rows), cutoffs.selection, cutoffs.test, horizon, options)
        for group, rows in groups
    }
    found, notes = list(choices), []
    for choice in able:
        settings, tried = {}, 0
        for group, past in pasts.items():
            usual = past.score(choice, engine)
            count, best = search(choice, past, usual, limits, advance, engine)
            tried += count
            if best is not None:
                settings[group] = {**choice.parameters, **round_values(best.params)}
        notes.append(_note(choice, by, list(settings), len(groups), tried))
        if settings:
            usual_ones = {group: dict(choice.parameters) for group in pasts} if choice.parameters else {}
            found.append(
                ModelChoice(
                    f"{choice.name}_{TUNED}_by_{by}",
                    ModelByGroup,
                    f"{choice.label}, tuned by {by}",
                    {"model": choice.kind.name, "by": by, "settings": usual_ones | settings},
                )
            )
    return tuple(found), notes or [nothing_to_search(choices)]


def _note(choice: ModelChoice, by: str, better: list[str], groups: int, tried: int) -> Note:
    where = f"{counted(tried, 'setting')} tried on past windows of the {counted(groups, 'group')} of {by}"
    if not better:
        text = f"{choice.label} keeps its usual parameters: none of {where} did clearly better."
    else:
        text = (
            f"{choice.label} was tuned by {by}: of {where}, some did clearly better in "
            f"{', '.join(better)}. The newest window took no part; what it shows is honest."
        )
    return Note(TUNED, tried, text)
