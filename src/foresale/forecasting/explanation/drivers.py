"""What drives a champion's forecasts: its columns, grouped by what they mean to a retailer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.forecasting.explanation.concepts import Concept
from foresale.forecasting.explanation.explainable import Part, Scene, Values, by_concept, weighted_members
from foresale.forecasting.explanation.wording import named, percent
from foresale.forecasting.features.windows import Index

ROWS = 2_000  # contributions take about a millisecond a row


@dataclass(frozen=True)
class Drivers:
    """What moves the forecasts, and how much of it could be read.

    Attributes:
        sentence: The answer in words; says so where the champion can't be taken apart.
        table: One row a concept, the strongest first: `concept`, `share` (of all that moves the
            forecasts: mean size of its contributions to a sample of them), `typical` (by what share
            it moves a forecast up or down, typically), `gain` (its share of what the trees gained in
            learning).
        columns: One row a column: `column`, `concept`, `share`, `gain`.
        explained: Share of the forecast that comes from models which can be taken apart.
    """

    sentence: str
    table: pl.DataFrame
    columns: pl.DataFrame
    explained: float

    def _repr_html_(self) -> str:
        return named(self.sentence, self.table)


@dataclass
class _Sums:
    """Sizes added up over models and rows, by name."""

    share: dict[str, float]
    gain: dict[str, float]

    def add(self, name: str, share: float, gain: float) -> None:
        self.share[name] = self.share.get(name, 0.0) + share
        self.gain[name] = self.gain.get(name, 0.0) + gain


def find_drivers(scene: Scene, mean: Values, *, seed: int = 0) -> Drivers:
    """Which columns and concepts drive a forecast.

    Contributions are the trees' own (TreeSHAP), taken on the very rows that are forecast; those of
    one concept are added before their size is measured, as columns that say the same share what they
    mean. What drives a forecast need not cause sales.

    Args:
        scene: The forecaster, taken apart.
        mean: Its forecast, S × H.
        seed: Draws the sample of rows where there are many.
    """
    series, step = _sample(mean.shape, seed)
    if not scene.parts or not len(series):
        empty = pl.DataFrame(schema={"concept": pl.String, "share": pl.Float64, "typical": pl.Float64,
                                     "gain": pl.Float64})  # fmt: skip
        columns = pl.DataFrame(schema={"column": pl.String, "concept": pl.String, "share": pl.Float64,
                                       "gain": pl.Float64})  # fmt: skip
        return Drivers(_why_not(scene), empty, columns, 0.0)
    origin = np.full(len(series), scene.panel.n_periods)
    by_name, by_column = _Sums({}, {}), _Sums({}, {})
    concept_of: dict[str, str] = {}
    explained = Values_zero = 0.0
    for part in scene.parts:
        found = part.contributions(series, origin, step)
        weight = part.weight[series]
        explained += float((weight * np.maximum(part.mean(found, series, origin), 0)).sum())
        _add(part, found, weight, (by_name, by_column))
        concept_of |= {name: concept.label for name, concept in zip(part.model.columns, part.concepts, strict=True)}
    whole = float(mean[series, step - 1].sum())
    weight = sum(float(part.weight[series].mean()) for part in scene.parts)
    share = min(explained / whole, 1.0) if whole > 0 and len(scene.parts) else Values_zero
    if len(scene.parts) == len(weighted_members(scene.forecaster.model, len(mean))):
        share = 1.0
    table = pl.DataFrame(
        {
            "concept": list(by_name.share),
            "share": np.array(list(by_name.share.values())) / max(sum(by_name.share.values()), 1e-12),
            "typical": np.expm1(np.array(list(by_name.share.values())) / weight),
            "gain": np.array(list(by_name.gain.values())) / max(sum(by_name.gain.values()), 1e-12),
        }
    ).sort("share", descending=True)
    columns = pl.DataFrame(
        {
            "column": list(by_column.share),
            "concept": [concept_of[name] for name in by_column.share],
            "share": np.array(list(by_column.share.values())) / max(sum(by_column.share.values()), 1e-12),
            "gain": np.array(list(by_column.gain.values())) / max(sum(by_column.gain.values()), 1e-12),
        }
    ).sort("share", descending=True)
    return Drivers(_sentence(scene, table, share), table, columns, share)
