"""The forecast of one product in one store, as it is kept in memory to be served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from foresale.arrays import Array

GRAINS = ("day", "week", "month")


@dataclass(frozen=True)
class RunFacts:
    """A forecast of everything in a scope.

    Attributes:
        id: Its row.
        model: Family and segment, such as `daily.all`.
        model_version: Such as `daily.all.3`.
        made_at: When, UTC.
        cutoff: The last day of the history it was made from.
        horizon: Days ahead.
        levels: Of its quantiles, ascending.
        sum_errors: How errors of sums over series have gone; None in runs of older versions.
        because: Why it renews some series; None for a forecast of everything.
        renewal: A `Renewal` as JSON, where it is one of the service's own reasons.
    """

    id: int
    model: str
    model_version: str
    made_at: datetime
    cutoff: date
    horizon: int
    levels: tuple[float, ...]
    sum_errors: Mapping[str, Any] | None = None
    because: str | None = None
    renewal: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Periods:
    """Days, weeks or months of a series: P first days, P means, P × Q quantiles."""

    starts: tuple[date, ...]
    mean: Array
    quantiles: Array


@dataclass(frozen=True)
class StoredSeries:
    """A series' forecast by grain, and why it is so.

    Attributes:
        product_id: Its product.
        store_id: Its store.
        periods: By grain.
        explanation: A `SeriesReason` as JSON, or a `sentence` of before; None where nothing is kept.
        run_id: The run whose it is: its version.
        follows: The run whose forecast of it was in force before; None for the first.
    """

    product_id: int
    store_id: int
    periods: Mapping[str, Periods]
    explanation: Mapping[str, Any] | None
    run_id: int = 0
    follows: int | None = None


def gather_series(
    rows: Iterable[tuple[int, int, str, date, float, list[float], int]],
    reasons: Iterable[tuple[int, int, Mapping[str, Any], int, int | None]],
) -> list[StoredSeries]:
    """Make series of rows that are sorted by product, store, grain and date, one version of each.

    Args:
        rows: product_id, store_id, grain, target_date, mean, quantiles, run_id.
        reasons: product_id, store_id, explanation, run_id and the run that this one follows; of any versions.
    """
    explanations: dict[tuple[int, int, int], Mapping[str, Any]] = {}
    follows: dict[tuple[int, int, int], int | None] = {}
    for product, store, explanation, run, followed in reasons:
        explanations[product, store, run] = explanation
        follows[product, store, run] = followed
    found: dict[tuple[int, int, int], dict[str, list[tuple[date, float, list[float]]]]] = {}
    for product, store, grain, start, mean, quantiles, run in rows:
        version = found.setdefault((product, store, run), {})
        version.setdefault(grain, []).append((start, mean, quantiles))
    return [
        StoredSeries(
            product, store, {grain: _periods(parts) for grain, parts in grains.items()},
            explanations.get((product, store, run)), run, follows.get((product, store, run)),
        )
        for (product, store, run), grains in found.items()
    ]  # fmt: skip


def period_start(day: date, grain: str) -> date:
    """The first day of the day, Monday week or month that a day is in."""
    if grain == "day":
        return day
    return day - timedelta(days=day.weekday()) if grain == "week" else day.replace(day=1)


def period_end(start: date, grain: str) -> date:
    """The last day of a day, week or month that begins on a day."""
    if grain == "day":
        return start
    if grain == "week":
        return start + timedelta(days=6)
    return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _periods(parts: list[tuple[date, float, list[float]]]) -> Periods:
    starts, means, quantiles = zip(*parts, strict=True)
    return Periods(starts, np.array(means, dtype=np.float64), np.array(quantiles, dtype=np.float64))
