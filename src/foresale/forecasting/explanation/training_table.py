"""What a champion learned from, as a table: the rows of its features, or the cleaned history."""

from __future__ import annotations

import numpy as np
import polars as pl

from foresale.forecasting.explanation.explainable import as_the_model_sees, list_weighted_members
from foresale.forecasting.features.sampling import sample_history
from foresale.forecasting.features.table import FeatureTable
from foresale.forecasting.models.on_features import OnFeatures
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.panel import Panel


def training_table(forecaster: Forecaster, rows: int | None = None) -> pl.DataFrame:
    """One row per example that the champion learned from.

    A model of features has the keys, `cutoff` (the last date known), `date`, `step`, `actual`, `level` (what
    the model scales by), `target` (`actual` over `level`, what it learns) and its features. A model that
    looks at each series' own past has the keys, `date` and `target` as it sees them, cleaned. Of a
    blend it is the member of features that weighs most, if there is one.

    Args:
        forecaster: What was trained.
        rows: At most so many, drawn anew; by default the very sample that was learned from.
    """
    panel = as_the_model_sees(forecaster)
    weighed = sorted(list_weighted_members(forecaster.model, panel), key=lambda pair: -float(pair[1].mean()))
    learner = next((member for member, _ in weighed if isinstance(member, OnFeatures)), None)
    if learner is None:
        return _history(panel)
    table = FeatureTable(panel, forecaster.horizon, learner.categories, learner.window)
    budget = learner.row_budget if rows is None else min(rows, learner.row_budget)
    sample = sample_history(
        panel, forecaster.horizon, budget=budget, seed=learner.seed, repeats=learner.repeats
    )
    found = table.rows(sample.series, sample.origin, sample.step)
    level = table.level(sample.series, sample.origin).astype(np.float64)
    keys: pl.DataFrame = panel.series.select(panel.keys)[sample.series.tolist()]
    dates = panel.dates.astype("datetime64[D]")
    begin = np.where(sample.origin > 0, dates[sample.origin - 1], np.datetime64("NaT", "D"))
    features = {name: found[name] for name in learner.columns if name in found}
    return keys.with_columns(
        pl.Series("cutoff", begin),
        pl.Series("date", dates[sample.target]),
        pl.Series("step", sample.step.astype(np.int64)),
        pl.Series("actual", sample.actual),
        pl.Series("level", level),
        pl.Series("target", sample.actual / level),
        *(
            pl.Series(
                f"feature_{name}" if name in (*panel.keys, "step", "level", "target") else name, values
            ).fill_nan(None)
            for name, values in features.items()
        ),
    )


def _history(panel: Panel) -> pl.DataFrame:
    s, t = panel.target.shape
    return (
        panel.series.select(panel.keys)[np.repeat(np.arange(s), t).tolist()]
        .with_columns(
            pl.Series("date", np.tile(panel.dates.astype("datetime64[D]"), s)),
            pl.Series("target", panel.target.ravel().astype(np.float64)).fill_nan(None),
        )
        .drop_nulls("target")
    )
