"""What columns that are known ahead (prices, promotions, a plan's others) were worth in the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.backtesting.trials import Trial, try_model
from foresale.forecasting.engines.engine import LOCAL, Engine
from foresale.messages import option
from foresale.metrics.point import wape
from foresale.notes import Evidence, Note, Reading, percent
from foresale.panel import Panel
from foresale.progress import Progress

KNOWN_AHEAD = "known_ahead_worth"
_MIN_GAIN = 0.01  # of the error without them: a smaller difference says nothing
_MAX_SECONDS = 20.0  # of the trial with them: what takes longer is weighed at the newest cutoff alone
_MAX_NAMED = 6


def weigh_known_ahead(
    trial: Trial | None,
    histories: Sequence[Panel],
    actuals: Sequence[Array],
    seed: int,
    progress: Progress,
    engine: Engine = LOCAL,
) -> list[Note]:
    """Say what a model's error is with and without the columns that are known ahead.

    The same model is fitted without them at the cutoffs that choose models, so that the test window stays
    out of it. Nothing is left out by itself: a column may matter for what is planned and not for the past.

    Args:
        trial: Of a model that uses such columns; None where none ran.
        histories: The cleaned history of each selection cutoff.
        actuals: S × H each, those of further cutoffs behind; NaN where not scored.
        seed: Same seed, same answer.
        progress: Hears how far it is.
        engine: Where to do it.
    """
    names = list(histories[0].known_future)
    if trial is None or not names:
        return []
    chosen = list(range(len(histories)))
    if trial.seconds > _MAX_SECONDS:
        chosen = chosen[-1:]
    progress.start("Weighing what is known ahead", len(chosen))
    bare = [replace(histories[i], known_future={}) for i in chosen]
    other = try_model(trial.model, bare, actuals[0].shape[1], seed, progress.advance, engine)
    each = {
        "with": [wape(actuals[i], trial.means[i]) for i in chosen],
        "without": [wape(actuals[i], mean) for i, mean in zip(chosen, other.means, strict=True)],
    }
    if not all(np.isfinite(errors).any() for errors in each.values()):
        return []
    using, lacking = (float(np.nanmean(each[kind])) for kind in ("with", "without"))
    more = f" and {len(names) - _MAX_NAMED} more" if names[_MAX_NAMED:] else ""
    shown = ", ".join(names[:_MAX_NAMED]) + more
    gain = (lacking - using) / lacking if lacking else 0.0
    errors = (
        f"{trial.label}'s error is {percent(using, digits=1)} with them, {percent(lacking, digits=1)} without"
    )
    outcome = "as good as nothing: they make no difference"
    if gain >= _MIN_GAIN:
        outcome = f"{percent(gain, digits=1)} of the error"
    elif gain <= -_MIN_GAIN:
        outcome = f"less than nothing ({option('past_only', names)} leaves out what is planned)"
    text = f"Known ahead: {shown}. {errors}: in the past they were worth {outcome}."
    readings = (
        Reading(f"{percent(using, digits=1)} with what is known ahead"),
        Reading(f"{percent(lacking, digits=1)} without it"),
    )
    seen = f"{trial.label} at {len(chosen)} of the cutoffs that choose models"
    return [Note(KNOWN_AHEAD, len(names), text, Evidence(seen, readings))]
