"""One judge for all: the same metrics on the same actuals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from bench.case import LEVELS, Truth
from foresale.arrays import Array
from foresale.metrics.point import bias, wape
from foresale.metrics.quantile import coverage, wql
from foresale.metrics.scaled import rmsse

ERRORS = ("wape", "wql", "rmsse")
SCORED_LEVELS = tuple(level for level in LEVELS if 0.05 <= level <= 0.95)


def judge(name: str, folder: Path, truth: Truth) -> dict[str, float]:
    """Every metric of a contestant's answer, and how many judged series it left out.

    A series without a forecast counts as a forecast of nothing.
    """
    with np.load(folder / f"{name}.npz") as stored:
        mean, quantiles = stored["mean"], stored["quantiles"]
    given = pl.read_parquet(folder / f"{name}.parquet").with_row_index("position")
    keys = truth.series.columns
    given = given.with_columns(pl.col(keys).cast(pl.String))
    position = truth.series.join(given, on=keys, how="left", maintain_order="left")["position"]
    missing = position.is_null().to_numpy()
    rows = position.fill_null(0).to_numpy()
    f = np.where(missing[:, None], 0.0, mean[rows])
    q = np.where(missing[:, None, None], 0.0, quantiles[rows])
    at = {level: q[..., i] for i, level in enumerate(LEVELS)}
    y = truth.actual
    return {
        "wape": wape(y, f),
        "wape_median": wape(y, at[0.5]),
        "wape_alike": wape(y, to_the_sum_of(y, f)),
        "wql": wql(y, np.stack([at[level] for level in SCORED_LEVELS], axis=-1), SCORED_LEVELS),
        "rmsse": rmsse(y, f, truth.scale),
        "bias": bias(y, f),
        "coverage_80": coverage(y, at[0.1], at[0.9]),
        "coverage_95": coverage(y, at[0.025], at[0.975]),
        "missing": float(missing.sum()),
    }


def to_the_sum_of(actual: Array, forecast: Array) -> Array:
    """The forecast times the one factor that brings its judged sum to what was sold; NaN where none does."""
    judged = np.isfinite(actual)
    total = float(forecast[judged].sum())
    return forecast * (float(actual[judged].sum()) / total if total > 0 else math.nan)


def average(scores: Sequence[dict[str, float]]) -> dict[str, float]:
    """The mean of each metric over cutoffs."""
    return {name: float(np.mean([score[name] for score in scores])) for name in scores[0]}


def geometric_mean(ratios: Iterable[float]) -> float:
    """The average ratio, in which twice as good makes up for half as good; NaN of nothing.

    Examples:
        >>> geometric_mean([0.5, 2.0])
        1.0
    """
    logs = [math.log(ratio) for ratio in ratios if math.isfinite(ratio) and ratio > 0]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan
