"""Errors of quantile forecasts, and how intervals hold and how wide they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from foresale.metrics.pairs import mean, ratio, select_known


def pinball(actual: ArrayLike, forecast: ArrayLike, level: float) -> float:
    """Average loss of a quantile forecast, in units a period; least for the true quantile.

    Being a unit short costs `level`, a unit over costs 1 − `level`: Koenker and Bassett (1978),
    "Regression Quantiles", Econometrica 46.

    Args:
        actual: Units sold, one per series and period.
        forecast: The quantile forecast, in the same order.
        level: Which quantile it is, between 0 and 1.

    Examples:
        >>> pinball([10, 10], [8, 12], 0.9)
        1.0
    """
    y, f = select_known(actual, forecast)
    return mean(np.maximum(level * (y - f), (level - 1) * (y - f)))


def wql(actual: ArrayLike, quantiles: ArrayLike, levels: Sequence[float]) -> float:
    """Weighted quantile loss: the whole forecast distribution's error as a share of total sales.

    Twice the summed pinball loss over Σ|y|, averaged over levels; at the median alone it is
    `wape`. The mean weighted quantile loss of GluonTS, Alexandrov et al. (2020), "GluonTS:
    Probabilistic and Neural Time Series Modeling in Python", JMLR 21.

    Args:
        actual: Units sold, of any shape.
        quantiles: Quantile forecasts, of the actuals' shape and a last axis of one per level.
        levels: Which quantiles they are, between 0 and 1.

    Examples:
        >>> wql([10, 10], [[8, 12], [9, 11]], (0.1, 0.9))
        0.03
    """
    y = np.asarray(actual, dtype=np.float64)
    q = np.asarray(quantiles, dtype=np.float64)
    if q.shape != (*y.shape, len(levels)):
        raise ValueError(f"quantiles are {q.shape}, expected {(*y.shape, len(levels))}")
    known = ~np.isnan(y)
    size = np.abs(y[known]).sum() / max(known.sum(), 1)
    losses = [2 * pinball(y[known], q[..., i][known], level) for i, level in enumerate(levels)]
    return ratio(sum(losses) / len(losses), size)


def coverage(actual: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> float:
    """Share of actuals inside their interval, its ends included.

    Counts sit on the ends often, so a calibrated interval of small counts covers more than its name says.

    Args:
        actual: Units sold, one per series and period.
        lower: The interval's lower end, in the same order.
        upper: The interval's upper end, in the same order.

    Examples:
        >>> coverage([0, 5, 9, 4], [0, 4, 4, 5], [1, 6, 8, 8])
        0.5
    """
    y, low, high = select_known(actual, lower, upper)
    if np.isnan(low).any() or np.isnan(high).any():
        return float("nan")
    return mean(((low <= y) & (y <= high)).astype(np.float64))


def interval_width(actual: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> float:
    """How wide the intervals are, as a share of sales: Σ(upper − lower) / Σ|y|.

    Of two models with the same coverage, the narrower one knows more.

    Args:
        actual: Units sold, one per series and period.
        lower: The interval's lower end, in the same order.
        upper: The interval's upper end, in the same order.

    Examples:
        >>> interval_width([10, 30], [8, 20], [12, 36])
        0.5
    """
    y, low, high = select_known(actual, lower, upper)
    return ratio((high - low).sum(), np.abs(y).sum())
