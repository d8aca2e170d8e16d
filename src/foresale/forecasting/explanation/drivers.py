"""What drives a champion's forecasts: its columns, grouped by what they mean to a retailer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array, Index
from foresale.forecasting.explanation.causes import NoCause
from foresale.forecasting.explanation.concepts import KIND, Concept
from foresale.forecasting.explanation.explainable import ExplanationInputs, by_concept
from foresale.forecasting.explanation.reason_words import write_no_cause
from foresale.forecasting.explanation.sentences import as_html, join_words, percent

SERIES, PERIODS = 60, 5  # contributions take a millisecond or two a row
CONCEPT_COLUMNS = {"concept": pl.String, "share": pl.Float64, "typical": pl.Float64, "gain": pl.Float64}
COLUMN_COLUMNS = {"column": pl.String, "concept": pl.String, "share": pl.Float64, "gain": pl.Float64}


@dataclass(frozen=True, repr=False)
class Drivers:
    """What moves the forecasts, and how much of it could be read.

    Attributes:
        sentence: The answer in words; says so where the champion can't be taken apart.
        table: One row a concept, the strongest first: `concept`, `share` (of all that moves the
            forecasts: the mean size of its contributions), `typical` (by what share it typically
            moves a forecast up or down), `gain` (its share of what the trees gained in
            learning; null of models without trees of ours).
        columns: One row a column: `column`, `concept`, `share`, `gain`.
        explained: Share of the forecast that comes from models which can be taken apart.
    """

    sentence: str
    table: pl.DataFrame
    columns: pl.DataFrame
    explained: float

    def __repr__(self) -> str:
        return f"<Drivers: {self.sentence}>"

    def __str__(self) -> str:
        return f"{self.sentence}\n{self.table}"

    def _repr_html_(self) -> str:
        return as_html(self.sentence, self.table)


def find_drivers(scene: ExplanationInputs, mean: Array, *, seed: int = 0) -> Drivers:
    """Which columns and concepts drive a forecast.

    Contributions are the trees' own, taken on rows that are forecast and on recent ones; those of one
    concept are added before their size is measured, as its columns share what they mean. What never
    changes within a series (a price that only tells a cheap product from a dear one) counts as the
    kind of product, not as the price. What drives a forecast need not cause sales.

    Args:
        scene: The forecaster, taken apart.
        mean: Its forecast, S × H.
        seed: Draws the sample of rows where there are many.
    """
    series, origin, step = sample_rows(scene, mean, seed)
    if not scene.parts or not len(series):
        return Drivers(
            why_not(scene), pl.DataFrame(schema=CONCEPT_COLUMNS), pl.DataFrame(schema=COLUMN_COLUMNS), 0.0
        )
    concepts, columns, made = [], [], np.zeros(len(series))
    for part in scene.parts:
        found, weight = part.contributions(series, origin, step), part.weight[series]
        made += weight * np.maximum(part.mean(found, series, origin), 0.0)
        sizes = {
            concept.label: np.abs(moved) @ weight
            for concept, moved in _within_series(by_concept(found, part.concepts), series).items()
        }
        concepts.append(pl.DataFrame({"concept": list(sizes), "size": list(sizes.values())}))
        columns.append(
            pl.DataFrame(
                {
                    "column": list(part.model.columns),
                    "concept": [concept.label for concept in part.concepts],
                    "size": np.abs(found[:, :-1]).T @ weight,
                    "gain": part.model.gain() * weight.sum(),
                }
            )
        )
    by_column = pl.concat(columns).group_by("column", "concept", maintain_order=True).sum()
    by_label = pl.concat(concepts).group_by("concept", maintain_order=True).sum()
    gains = by_column.group_by("concept").agg(pl.col("gain").sum())
    weight_of_all = float(sum(part.weight[series].sum() for part in scene.parts))
    table = (
        by_label.join(gains, on="concept", how="left")
        .with_columns(pl.col("gain").fill_null(0.0))
        .select("concept", _share("size", "share"), _typical(weight_of_all), _share("gain", "gain"))
        .sort("share", descending=True)
    )
    everything = len(scene.parts) == len(scene.members)
    ahead = origin == scene.panel.n_periods
    whole = float(mean[series[ahead], step[ahead] - 1].sum())
    explained = 1.0 if everything or whole <= 0 else min(float(made[ahead].sum()) / whole, 1.0)
    return Drivers(
        _sentence(scene, table, explained),
        table,
        by_column.select("column", "concept", _share("size", "share"), _share("gain", "gain")).sort(
            "share", descending=True
        ),
        explained,
    )


def no_cause(scene: ExplanationInputs) -> NoCause:
    """Why no column can be named."""
    uses_columns = any(member.uses_covariates for member, _ in scene.members)
    return NoCause(scene.forecaster.model.label, uses_columns)


def why_not(scene: ExplanationInputs) -> str:
    """Why no column can be named, in a sentence."""
    return write_no_cause(no_cause(scene))


def _sentence(scene: ExplanationInputs, table: pl.DataFrame, explained: float) -> str:
    strong = table.head(3).rows(named=True)
    names = join_words(f"{_lower(row['concept'])} ({percent(row['share'])})" for row in strong)
    text = f"What moves the forecasts most: {names}."
    if explained > 0.995:
        return text
    labels = join_words(dict.fromkeys(part.label for part in scene.parts))
    return f"{text} This explains {labels}, about {percent(explained)} of the blended forecast."


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def sample_rows(scene: ExplanationInputs, mean: Array, seed: int) -> tuple[Index, Index, Index]:
    """Series positions, periods known and steps: some series, each with some periods ahead and some past.

    Args:
        scene: The forecaster, taken apart.
        mean: Its forecast, S × H.
        seed: Draws them.
    """
    random = np.random.default_rng(seed)
    panel, horizon = scene.panel, mean.shape[1]
    alive = np.flatnonzero((mean > 0).any(axis=1))
    chosen = random.permutation(alive)[:SERIES]
    count = min(PERIODS * max(1, SERIES // max(len(chosen), 1)), horizon)
    ahead = np.sort(random.permutation(horizon)[:count]) + 1
    series = np.repeat(chosen, count)
    step = np.tile(ahead, len(chosen))
    # The same steps from an origin one horizon ago, where there was one.
    was = panel.n_periods - horizon
    has_past = was > panel.first_period()[series]
    series_past, step_past = series[has_past], step[has_past]
    return (
        np.concatenate([series, series_past]),
        np.concatenate([np.full(len(series), panel.n_periods), np.full(len(series_past), was)]),
        np.concatenate([step, step_past]),
    )


def _within_series(moved: dict[Concept, Array], series: Index) -> dict[Concept, Array]:
    """Contributions of the day less their mean in each series, which goes to the kind of series."""
    _, position, count = np.unique(series, return_inverse=True, return_counts=True)
    kind = np.zeros(len(series))
    out = {}
    for concept, values in moved.items():
        if concept.of_the_day:
            usual = (np.bincount(position, values) / count)[position]
            kind += usual
            out[concept] = values - usual
        else:
            out[concept] = values
    out[KIND] = kind
    return out


def _share(column: str, name: str) -> pl.Expr:
    total = pl.col(column).sum()
    return pl.when(total > 0).then(pl.col(column) / total).otherwise(0.0).alias(name)


def _typical(weight: float) -> pl.Expr:
    return ((pl.col("size") / weight).exp() - 1).alias("typical")
