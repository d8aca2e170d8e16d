"""What columns that are known ahead (prices, promotions, a plan's others) were worth in the past."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.backtesting.trials import Trial, try_model
from foresale.forecasting.engines.engine import LOCAL, Engine
from foresale.forecasting.scores import history_scale
from foresale.messages import option
from foresale.metrics.point import wape
from foresale.notes import Evidence, Note, Reading, percent
from foresale.panel import Panel
from foresale.progress import Progress

KNOWN_AHEAD = "known_ahead_worth"
_MIN_GAIN = 0.01  # of the error without them: a smaller difference says nothing
_MAX_SECONDS = 20.0  # of the trial with them: what takes longer is weighed at the newest cutoff alone
_MAX_NAMED = 6
_MOST = 0.6  # of the cutoffs on which they made forecasts worse


@dataclass(frozen=True)
class KnownAheadWorth:
    """What columns known ahead were worth.

    Attributes:
        notes: Says it; empty where there was nothing to weigh.
        harmful: Those that made the past's forecasts worse, to be left out of what follows.
    """

    notes: list[Note]
    harmful: tuple[str, ...] = ()


def weigh_known_ahead(
    trial: Trial | None,
    histories: Sequence[Panel],
    actuals: Sequence[Array],
    options: BacktestOptions,
    progress: Progress,
    engine: Engine = LOCAL,
) -> KnownAheadWorth:
    """Compare a model's error with and without columns that are known ahead.

    The same model is fitted without them at the cutoffs that choose models, so that the test window stays
    out of it. Prices, promotions and events stay whatever the outcome: they are planned to be acted on.
    Further columns (weather, fuel, a plan's others) are weighed for themselves where there are any, and are
    left out where they made forecasts worse on most of several cutoffs.

    Args:
        trial: Of a model that uses such columns; None where none ran.
        histories: The cleaned history of each selection cutoff.
        actuals: S × H each, those of further cutoffs behind; NaN where not scored.
        options: The seed, and the columns that may be left out.
        progress: Hears how far it is.
        engine: Where to do it.
    """
    further = [name for name in options.may_be_left_out if name in histories[0].known_ahead]
    names = further or list(histories[0].known_ahead)
    if trial is None or not names:
        return KnownAheadWorth([])
    chosen = list(range(len(histories)))
    if trial.seconds > _MAX_SECONDS:
        chosen = chosen[-1:]
    progress.start("Weighing what is known ahead", len(chosen))
    bare = [without_known_ahead(histories[i], names) for i in chosen]
    other = try_model(
        trial.choice or trial.model, bare, actuals[0].shape[1], options.seed, progress.advance, engine
    )
    weighers = [history_scale(histories[i]).weigh for i in chosen]
    each = np.array(
        [
            tuple(wape(weigh(actuals[i]), weigh(forecast)) for forecast in (trial.means[i], mean))
            for i, weigh, mean in zip(chosen, weighers, other.means, strict=True)
        ]
    )
    each = each[np.isfinite(each).all(axis=1)]
    if not len(each):
        return KnownAheadWorth([])
    using, lacking = each.mean(axis=0)
    gain = (lacking - using) / lacking if lacking else 0.0
    worse = (each[:, 0] > each[:, 1]).mean() > _MOST and len(each) > 1
    harmful = tuple(further) if gain <= -_MIN_GAIN and worse else ()
    errors = (
        f"{trial.label}'s error is {percent(using, digits=1)} with them, {percent(lacking, digits=1)} without"
    )
    text = f"Known ahead: {_join_names(names)}. {errors}: {_outcome(gain, names, harmful)}."
    readings = (
        Reading(f"{percent(using, digits=1)} with what is known ahead"),
        Reading(f"{percent(lacking, digits=1)} without it"),
    )
    seen = f"{trial.label} at {len(chosen)} of the cutoffs that choose models"
    return KnownAheadWorth([Note(KNOWN_AHEAD, len(names), text, Evidence(seen, readings))], harmful)


def without_known_ahead(panel: Panel, names: Collection[str]) -> Panel:
    """The panel without some of the columns that are known ahead."""
    kept = {name: values for name, values in panel.known_ahead.items() if name not in names}
    return replace(panel, known_ahead=kept)


def _join_names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_NAMED} more" if names[_MAX_NAMED:] else ""
    return ", ".join(names[:_MAX_NAMED]) + more


def _outcome(gain: float, names: Sequence[str], harmful: Sequence[str]) -> str:
    if harmful:
        return f"left out, as the past was forecast better without ({option('keep_known_ahead')} keeps them)"
    if gain >= _MIN_GAIN:
        return f"in the past they were worth {percent(gain, digits=1)} of the error"
    if gain <= -_MIN_GAIN:
        left_out = option("past_only", ",".join(names))
        return f"in the past they were worth less than nothing ({left_out} leaves out what is planned)"
    return "in the past they were worth as good as nothing: they make no difference"
