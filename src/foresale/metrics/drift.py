"""How far recent data are from those a model learned from."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

LEAST_SHARE = 1e-4
"""Stands in for a share of nothing, whose logarithm there is not."""


def population_stability(before: ArrayLike, now: ArrayLike) -> float:
    """How far a mix has moved; below 0.1 hardly, above 0.25 much, by the usual rule of thumb.

    The population stability index Σ (q − p) ln(q / p) of two mixes of the same parts, each made
    shares of its sum; NaN where either sum is nothing. Siddiqi (2006), "Credit Risk Scorecards".

    Args:
        before: Sizes of the parts, none below 0.
        now: Sizes in the same order.

    Examples:
        >>> round(population_stability([50, 50], [80, 20]), 3)
        0.416
    """
    p, q = np.asarray(before, dtype=np.float64), np.asarray(now, dtype=np.float64)
    if p.sum() <= 0 or q.sum() <= 0:
        return float("nan")
    p, q = np.maximum(p / p.sum(), LEAST_SHARE), np.maximum(q / q.sum(), LEAST_SHARE)
    return float(((q - p) * np.log(q / p)).sum())


def level_shift(before: ArrayLike, now: ArrayLike) -> tuple[float, float]:
    """How far the mean of recent periods is from that of windows as long before, in their deviations.

    Windows overlap and so keep what periods have in common: with a trend or a season in them they
    differ more, and a recent level has to be further away to stand out.

    Args:
        before: Units of past periods, at least twice as many as recent ones.
        now: Units of recent periods.

    Returns:
        Deviations (+ is more), and the change as a share of the past mean; both NaN where there are too
        few periods or nothing was sold.

    Examples:
        >>> deviations, change = level_shift([10, 12, 11, 9, 10, 11, 12, 9], [20, 22])
        >>> round(deviations, 1), round(change, 2)
        (14.0, 1.0)
    """
    past, recent = np.asarray(before, dtype=np.float64), np.asarray(now, dtype=np.float64)
    size = len(recent)
    if size == 0 or len(past) < 2 * size + 1 or past.mean() <= 0:
        return float("nan"), float("nan")
    windows = np.lib.stride_tricks.sliding_window_view(past, size).mean(axis=1)
    change = float(recent.mean() / past.mean() - 1)
    deviation = float(windows.std(ddof=1))
    if deviation <= 1e-9 * past.mean():
        return (0.0 if abs(change) < 1e-9 else float(np.copysign(np.inf, change))), change
    return float((recent.mean() - past.mean()) / deviation), change


def share_with_error(part: ArrayLike, whole: ArrayLike) -> tuple[float, float]:
    """A share of sums over periods, and its standard error from how single periods differ from it.

    The linearised ratio estimator: Σ part / Σ whole with residuals part − share · whole. Cochran (1977),
    "Sampling Techniques", 6.4.

    Args:
        part: Of each period, such as absolute error.
        whole: Of each period, such as units sold.

    Examples:
        >>> share, error = share_with_error([2, 3, 4, 3], [10, 10, 10, 10])
        >>> round(share, 2), round(error, 3)
        (0.3, 0.041)
    """
    numerator, denominator = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    total, count = denominator.sum(), len(denominator)
    if total <= 0 or count < 2:
        return float("nan"), float("nan")
    share = float(numerator.sum() / total)
    residual = numerator - share * denominator
    return share, float(np.sqrt(count / (count - 1) * (residual**2).sum()) / total)
