"""Why each series' next days are above or below its usual level, for thousands.

Like `reasons`, but of the days ahead together: what is of the day (price, promotion, holiday) is what
these days have more or less of than the series' last four weeks. Taking forecasts apart is the costly
part, so it is done for the biggest series; of the others there are the numbers and what moves forecasts
most on the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Array, Index
from foresale.forecasting.explanation.causes import Cause, ReasonPart, SeriesReason
from foresale.forecasting.explanation.concepts import (
    AHEAD,
    KIND,
    OTHER,
    RECENT,
    WEEKDAY,
    Concept,
    pick_strongest,
)
from foresale.forecasting.explanation.drivers import find_drivers, no_cause
from foresale.forecasting.explanation.explainable import (
    ExplainedModel,
    ExplanationInputs,
    by_concept,
    decompose_forecast,
)
from foresale.forecasting.explanation.find_cause import find_cause
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.panel import Panel

SERIES = 500  # taken apart; of a chain's sales they usually make the most
DAYS = 7  # ahead, so that every weekday counts once
WEEKS = 4  # past, from which the usual days come: each weekday once, each from another week than the next
LATELY = 56
SMALL = 0.03
MAX_PARTS = 3


@dataclass(frozen=True)
class _Sizes:
    """Of each series: usual units a day (NaN where it never sold), and those forecast for the next days."""

    usual: Array
    ahead: Array
    days: int


def series_reasons(forecaster: Forecaster, mean: Array, most: int = SERIES) -> list[SeriesReason]:
    """Why each series (S) is forecast as it is.

    Args:
        forecaster: What forecast, on the history it forecast from.
        mean: Its forecast, S × H.
        most: How many of the biggest series are taken apart.
    """
    scene = decompose_forecast(forecaster)
    sizes = _sizes(scene.panel, mean)
    known = (sizes.usual > 0) & (sizes.ahead > 0)
    can = bool(scene.parts) and all(part.model.multiplies for part in scene.parts)
    biggest = np.argsort(-np.where(known, sizes.ahead, -1.0), kind="stable")[: most if can else 0]
    chosen = biggest[known[biggest]]
    found = _changes(sizes)
    if len(chosen) < known.sum():
        overall, why = (
            _find_overall(scene, mean) if scene.parts else (),
            None if scene.parts else no_cause(scene),
        )
        found = [replace(reason, overall=overall, no_cause=why) for reason in found]
    for row, parts in _explain_rows(scene, sizes, chosen).items():
        found[row] = replace(found[row], parts=parts, overall=(), no_cause=None)
    return found


def series_changes(panel: Panel, mean: Array) -> list[SeriesReason]:
    """How each series' (S) next days differ from the usual, not why: at once.

    Args:
        panel: The history that was forecast from.
        mean: Its forecast, S × H.
    """
    return _changes(_sizes(panel, mean))


def _sizes(panel: Panel, mean: Array) -> _Sizes:
    lately = panel.target[:, -LATELY:]
    known = ~np.isnan(lately)
    total = np.where(known, lately, 0.0).sum(axis=1)
    usual = np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.nan)
    days = min(DAYS, mean.shape[1])
    return _Sizes(usual, mean[:, :days].mean(axis=1), days)


def _find_overall(scene: ExplanationInputs, mean: Array) -> tuple[ReasonPart, ...]:
    by_label = {concept.label: concept for part in scene.parts for concept in (*part.concepts, KIND)}
    table = find_drivers(scene, mean).table.head(MAX_PARTS)
    return tuple(
        ReasonPart(Cause.of(by_label[row["concept"]]), row["share"]) for row in table.rows(named=True)
    )


def _changes(sizes: _Sizes) -> list[SeriesReason]:
    return [
        SeriesReason(ahead, usual if usual > 0 else None, sizes.days)
        for usual, ahead in zip(sizes.usual.tolist(), sizes.ahead.tolist(), strict=True)
    ]


def _explain_rows(scene: ExplanationInputs, sizes: _Sizes, rows: Index) -> dict[int, tuple[ReasonPart, ...]]:
    """What moves the series at `rows`."""
    if not len(rows):
        return {}
    moved: dict[Concept, Array] = {}
    weight = np.zeros(len(rows))
    days: dict[Concept, Index] = {}
    for part in scene.parts:
        share = part.weight[rows]
        weight += share
        for concept, (effect, day) in _effects(scene, part, rows, sizes.days).items():
            moved[concept] = moved.get(concept, 0.0) + share * effect
            days.setdefault(concept, day)
    effects = {concept: effect / np.maximum(weight, 1e-9) for concept, effect in moved.items()}
    level = np.log(sizes.ahead[rows] / sizes.usual[rows])
    others = sum((effect for concept, effect in effects.items() if concept != RECENT), np.zeros(len(rows)))
    # What isn't of these days or of the season is how sales have been running.
    effects[RECENT] = level - others
    return {
        int(row): _strongest_parts(scene, int(row), {
            concept: (float(effect[i]), int(days[concept][i]) if concept in days else 1)
            for concept, effect in effects.items()
        })
        for i, row in enumerate(rows)
    }  # fmt: skip


def _effects(
    scene: ExplanationInputs, part: ExplainedModel, rows: Index, days: int
) -> dict[Concept, tuple[Array, Index]]:
    """Each concept's log of its factor on the days ahead (N), and the day on which it is strongest."""
    now = scene.panel.n_periods
    steps = np.arange(1, days + 1)
    past = now - 7 * (1 + steps % WEEKS)
    has_past = past.min() > 2 * days
    series = np.repeat(rows, (1 + has_past) * days)
    origin = np.tile(np.concatenate([np.full(days, now), past[: days * has_past]]), len(rows))
    step = np.tile(steps, (1 + has_past) * len(rows))
    found = part.contributions(series, origin, step)
    out = {}
    for concept, values in by_concept(found, part.concepts).items():
        if concept in (KIND, AHEAD, OTHER, RECENT, WEEKDAY):
            continue  # the same on all days, or evened out over a week
        cells = values.reshape(len(rows), 1 + has_past, days)
        ahead = np.log(np.exp(cells[:, 0]).mean(axis=1))
        usual = np.zeros(len(rows))
        if concept.of_the_day:
            usual = np.log(np.exp(cells[:, 1]).mean(axis=1)) if has_past else ahead
        strongest = np.abs(cells[:, 0] - usual[:, None]).argmax(axis=1) + 1
        out[concept] = (ahead - usual, strongest)
    return out


def _strongest_parts(
    scene: ExplanationInputs, row: int, effects: dict[Concept, tuple[float, int]]
) -> tuple[ReasonPart, ...]:
    sizes = {concept: abs(float(np.expm1(effect))) for concept, (effect, _) in effects.items()}
    strong = {concept: size for concept, size in sizes.items() if size >= SMALL}
    parts = []
    for concept in pick_strongest(strong, MAX_PARTS):
        effect, step = effects[concept]
        cause = find_cause(scene, concept, (row, step), up=effect > 0)
        parts.append(ReasonPart(cause, float(np.expm1(effect))))
    return tuple(parts)
