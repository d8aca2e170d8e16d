"""Why each series' next days are above or below its usual level, a sentence a series, for thousands.

Like `reasons`, but of the days ahead together: what is of the day (price, promotion, holiday) is what
these days have more or less of than the series' last four weeks. Taking forecasts apart is the costly
part, so it is done for the biggest series; of the others the sentence tells the numbers and what moves
forecasts most on the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array, Index
from foresale.forecasting.explanation.concepts import (
    AHEAD,
    KIND,
    OTHER,
    RECENT,
    WEEKDAY,
    Concept,
    pick_strongest,
)
from foresale.forecasting.explanation.drivers import find_drivers, why_not
from foresale.forecasting.explanation.explainable import (
    ExplainedModel,
    ExplanationInputs,
    by_concept,
    decompose_forecast,
)
from foresale.forecasting.explanation.reason_words import name_reason
from foresale.forecasting.explanation.sentences import join_words, percent, quantity
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.panel import Panel

SERIES = 500  # taken apart; of a chain's sales they usually make the most
DAYS = 7  # ahead, so that every weekday counts once
WEEKS = 4  # past, from which the usual days come: each weekday once, each from another week than the next
LATELY = 56
SMALL = 0.03
TOLD = 3


@dataclass(frozen=True)
class _Sizes:
    """Of each series: usual units a day (NaN where it never sold), and those forecast for the next days."""

    usual: Array
    ahead: Array
    days: int


def series_reasons(forecaster: Forecaster, mean: Array, most: int = SERIES) -> pl.Series:
    """A sentence for each series (S).

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
    told = biggest[known[biggest]]
    texts = _heads(sizes, "" if len(told) == known.sum() else _general(scene, mean))
    for row, text in _explain_rows(scene, sizes, told).items():
        texts[row] = text
    return pl.Series("text", texts, dtype=pl.String)


def series_changes(panel: Panel, mean: Array) -> pl.Series:
    """A sentence for each series (S) that says how its next days differ from the usual, not why: at once.

    Args:
        panel: The history that was forecast from.
        mean: Its forecast, S × H.
    """
    texts = [text.strip() for text in _heads(_sizes(panel, mean), "")]
    return pl.Series("text", texts, dtype=pl.String)


def _sizes(panel: Panel, mean: Array) -> _Sizes:
    lately = panel.target[:, -LATELY:]
    known = ~np.isnan(lately)
    total = np.where(known, lately, 0.0).sum(axis=1)
    usual = np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.nan)
    days = min(DAYS, mean.shape[1])
    return _Sizes(usual, mean[:, :days].mean(axis=1), days)


def _general(scene: ExplanationInputs, mean: Array) -> str:
    if not scene.parts:
        return why_not(scene)
    table = find_drivers(scene, mean).table.head(TOLD)
    names = join_words(
        f"{row['concept'][:1].lower()}{row['concept'][1:]} ({percent(row['share'])})"
        for row in table.rows(named=True)
    )
    return f"On the whole forecasts are moved most by {names}."


def _heads(sizes: _Sizes, general: str) -> list[str]:
    """The sentence of series that aren't taken apart."""
    texts = []
    for usual, ahead in zip(sizes.usual.tolist(), sizes.ahead.tolist(), strict=True):
        if not ahead > 0:
            texts.append("Forecast 0: it hasn’t sold lately, or isn’t on sale yet.")
        elif not usual > 0:
            texts.append(f"{quantity(ahead)} a day ahead, from products like it: it hasn’t sold lately.")
        else:
            texts.append(f"{_compare(ahead, usual, sizes.days)}. {general}")
    return texts


def _compare(ahead: float, usual: float, days: int) -> str:
    change = percent(ahead / usual - 1, signed=True)
    return f"{quantity(ahead)} a day in the next {days} days against a usual {quantity(usual)} ({change})"


def _explain_rows(scene: ExplanationInputs, sizes: _Sizes, rows: Index) -> dict[int, str]:
    """Sentences of the series at `rows`."""
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
        int(row): _sentence(scene, sizes, int(row), {
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


def _sentence(
    scene: ExplanationInputs, sizes: _Sizes, row: int, effects: dict[Concept, tuple[float, int]]
) -> str:
    sizes_of = {concept: abs(float(np.expm1(effect))) for concept, (effect, _) in effects.items()}
    strong = {concept: size for concept, size in sizes_of.items() if size >= SMALL}
    told = []
    for concept in pick_strongest(strong, TOLD):
        effect, step = effects[concept]
        name = name_reason(scene, concept, (row, step), up=effect > 0)
        told.append(f"{name} {percent(np.expm1(effect), signed=True)}")
    head = _compare(float(sizes.ahead[row]), float(sizes.usual[row]), sizes.days)
    return f"{head}: {', '.join(told)}." if told else f"{head}: nothing out of the ordinary."
