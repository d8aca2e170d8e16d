"""What drives forecasts of champions that don't tell what each column did."""

from __future__ import annotations

import numpy as np
import polars as pl

from foresale.arrays import Array, Index, Matrix
from foresale.forecasting.explanation.concepts import (
    AHEAD,
    KIND,
    WEEKDAY,
    YEAR,
    Concept,
    concepts_of,
)
from foresale.forecasting.explanation.drivers import (
    COLUMN_COLUMNS,
    CONCEPT_COLUMNS,
    Drivers,
    find_drivers,
    sample_rows,
    why_not,
)
from foresale.forecasting.explanation.explainable import ExplanationInputs, role_column
from foresale.forecasting.explanation.sentences import join_words, percent
from foresale.forecasting.features.table import FeatureTable
from foresale.forecasting.models.on_features import OnFeatures
from foresale.frequency import Frequency
from foresale.panel import Panel

_ROUNDS = 3  # of shuffling each concept
_LEAST = 1e-6


def drivers_of_any(scene: ExplanationInputs, mean: Array, *, seed: int = 0) -> Drivers:
    """What drives a forecast, whatever made it.

    Models that tell what each column did are asked (`find_drivers`). Of others that look at columns, the
    columns of one concept are shuffled among rows, and what moves is measured (Breiman, 2001; Fisher, Rudin
    and Dominici, 2019). Of models that look at each series alone, it is what their forecasts differ by:
    series, weekday, time of year, and how far ahead. What drives a forecast need not cause sales.

    Args:
        scene: The forecaster, taken apart.
        mean: Its forecast, S × H.
        seed: Draws rows and shuffles.
    """
    if scene.parts:
        return find_drivers(scene, mean, seed=seed)
    learners = [
        (model, weight) for model, weight in scene.members if isinstance(model, OnFeatures) and model.columns
    ]
    if not learners or not (mean > 0).any():
        return _of_patterns(scene, mean)
    sizes: dict[str, float] = {}
    columns: dict[str, str] = {}
    weights = 0.0
    for model, weight in learners:
        series, origin, step = sample_rows(scene, mean, seed)
        table = FeatureTable(scene.panel, scene.forecaster.horizon, model.categories, model.window)
        rows = model.matrix_of(table.rows(series, origin, step))
        price, promotion = (role_column(scene.forecaster, role) for role in ("price", "promotion"))
        concepts = concepts_of(model.columns, scene.panel, price=price, promotion=promotion)
        share = float(weight.mean())
        weights += share
        for concept, size in _shuffle_effects(model, rows, concepts, seed).items():
            sizes[concept.label] = sizes.get(concept.label, 0.0) + share * size
        columns |= {name: concept.label for name, concept in zip(model.columns, concepts, strict=True)}
    labels = join_words(dict.fromkeys(model.label for model, _ in learners))
    text = f"Shuffling what it looks at moves the forecasts of {labels} most by"
    of_columns = pl.DataFrame(
        {"column": list(columns), "concept": list(columns.values()), "share": None, "gain": None},
        COLUMN_COLUMNS,
    )
    return _as_drivers(text, {label: size / weights for label, size in sizes.items()}, of_columns, weights)


def _shuffle_effects(
    model: OnFeatures, rows: Matrix, concepts: tuple[Concept, ...], seed: int
) -> dict[Concept, float]:
    """By what share forecasts move when a concept's columns are those of other rows, on average."""
    random = np.random.default_rng(seed)
    before = np.maximum(model.estimate(rows), _LEAST)
    found = {}
    for concept in dict.fromkeys(concepts):
        of_it = [i for i, other in enumerate(concepts) if other == concept]
        moved = 0.0
        for _ in range(_ROUNDS):
            mixed = rows.copy()
            mixed[:, of_it] = rows[random.permutation(len(rows))][:, of_it]
            after = np.maximum(model.estimate(mixed), _LEAST)
            moved += float(np.abs(after - before).sum() / before.sum()) / _ROUNDS
        found[concept] = moved
    return found


def _of_patterns(scene: ExplanationInputs, mean: Array) -> Drivers:
    """What the forecasts of all series differ by, from the forecasts themselves."""
    text = f"{why_not(scene)} The forecasts differ most by"
    return _as_drivers(text, _patterns(scene.panel, mean), pl.DataFrame(schema=COLUMN_COLUMNS), 0.0)


def _patterns(panel: Panel, mean: Array) -> dict[str, float]:
    alive = mean[(mean > 0).any(axis=1)]
    if not len(alive):
        return {}
    level = alive.mean(axis=1)
    sizes = {KIND.label: float(np.abs(level - level.mean()).sum() / level.sum())}
    rest = alive / level[:, None] - 1
    slots: list[tuple[Concept, Index]] = []
    days = panel.future_dates(mean.shape[1]).astype("datetime64[D]")
    if panel.freq is Frequency.DAY:
        slots.append((WEEKDAY, (days.astype(np.int64) + 3) % 7))
    months = days.astype("datetime64[M]").astype(np.int64) % 12
    if panel.freq is not Frequency.DAY and len(np.unique(months)) > 1:
        slots.append((YEAR, months))
    for concept, slot in slots:
        usual = np.stack(
            [rest[:, slot == one].mean(axis=1) for one in range(slot.max() + 1) if (slot == one).any()], 1
        )
        place = np.searchsorted(np.unique(slot), slot)
        sizes[concept.label] = float((np.abs(usual[:, place]).mean(axis=1) * level).sum() / level.sum())
        rest = rest - usual[:, place]
    sizes[AHEAD.label] = float((np.abs(rest).mean(axis=1) * level).sum() / level.sum())
    return {label: size for label, size in sizes.items() if size > _LEAST}


def _as_drivers(text: str, sizes: dict[str, float], columns: pl.DataFrame, explained: float) -> Drivers:
    total = sum(sizes.values())
    if total <= 0:
        said = text.rpartition(". ")[0]
        return Drivers(
            f"{said or 'Nothing that was looked at moves the forecasts'}.",
            pl.DataFrame(schema=CONCEPT_COLUMNS), columns, 0.0,
        )  # fmt: skip
    table = pl.DataFrame(
        {
            "concept": list(sizes),
            "share": [size / total for size in sizes.values()],
            "typical": list(sizes.values()),
            "gain": [None] * len(sizes),
        },
        schema=CONCEPT_COLUMNS,
    ).sort("share", descending=True)
    names = join_words(
        f"{row['concept'][:1].lower()}{row['concept'][1:]} ({percent(row['share'])})"
        for row in table.head(3).rows(named=True)
    )
    return Drivers(f"{text} {names}.", table, columns, explained)
