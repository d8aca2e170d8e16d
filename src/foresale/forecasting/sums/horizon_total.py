"""What a series sells in all over some days ahead, from its days and from the weeks and months beside them.

Quantiles of a sum aren't sums of quantiles: errors of single days cancel out in part. A week or month
that was forecast itself carries how much; other spans take from it how far errors of days go together
(`rho` of `sum_errors`), and a gamma distribution of the sum's mean and deviation. Where all that is known
of the days is in whole units, so is the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.quantiles.whole_units import nearest_whole
from foresale.forecasting.results import QUANTILES
from foresale.forecasting.sums.sum_distribution import sum_deviation, sum_quantiles

USUAL_RHO = 0.3  # where nothing tells: above what single products' days usually have, so on the wide side
LEAST_RHO, LARGEST_RHO = -0.5, 1.0


@dataclass(frozen=True)
class Block:
    """A week or month that was forecast as one.

    Attributes:
        first: Its first day's place among the days.
        last: The place after its last day's.
        mean: Units.
        quantiles: Q values at the days' levels.
    """

    first: int
    last: int
    mean: float
    quantiles: Array


@dataclass(frozen=True)
class HorizonTotal:
    """What is sold in all, and how its interval was made."""

    mean: float
    lower: float
    upper: float
    method: str


def horizon_total(
    mean: Array, quantiles: Array, levels: Sequence[float], blocks: Sequence[Block], chance: float
) -> HorizonTotal:
    """The sum of all days with its interval.

    Args:
        mean: H means of days.
        quantiles: H × Q.
        levels: Q levels, ascending.
        blocks: Weeks and months that lie in these days or beyond their end.
        chance: Share of cases in the interval, such as 0.8; its ends are among the levels.

    Examples:
        >>> days = np.full((7, 3), [1.0, 2.0, 3.0])
        >>> week = Block(0, 7, 14.0, np.array([11.0, 14.0, 18.0]))
        >>> horizon_total(np.full(7, 2.0), days, (0.1, 0.5, 0.9), [week], 0.8)
        HorizonTotal(mean=14.0, lower=11.0, upper=18.0, method='forecast of these days as one')
    """
    low, high = level_places(levels, chance)
    days = len(mean)
    for block in blocks:
        if (block.first, block.last) == (0, days):
            lower, upper = float(block.quantiles[low]), float(block.quantiles[high])
            return HorizonTotal(float(mean.sum()), lower, upper, "forecast of these days as one")
    if days == 1:
        lower, upper = float(quantiles[0, low]), float(quantiles[0, high])
        return HorizonTotal(float(mean[0]), lower, upper, "forecast of that day")
    deviation = deviations(quantiles, levels)
    rho = _solve_rho(deviation, levels, [block for block in blocks if block.last <= days])
    told = f"sum of days whose errors correlate by {round(USUAL_RHO if rho is None else rho, 2) + 0.0:.2f}, "
    told += "the usual" if rho is None else "as its weeks and months imply"
    total = np.array([mean.sum()])
    apart, together = np.array([(deviation**2).sum()]), np.array([deviation.sum() ** 2])
    wide = sum_deviation(apart, together, USUAL_RHO if rho is None else rho)
    ends = sum_quantiles(total, wide, None, non_negative=bool(quantiles.min() >= 0))[0]
    lower, upper = np.interp([(1 - chance) / 2, (1 + chance) / 2], QUANTILES, ends)
    if (quantiles == nearest_whole(quantiles)).all():
        lower, upper = nearest_whole(np.array([lower, upper]))
    return HorizonTotal(float(total[0]), float(lower), float(upper), told)


def deviations(quantiles: Array, levels: Sequence[float]) -> Array:
    """Standard deviations of distributions known by some quantiles, exact for normal ones.

    The spread of the quantile function, straight between levels and flat beyond them, over that of the
    standard normal at the same levels.

    Args:
        quantiles: … × Q.
        levels: Q levels, ascending, at least two.

    Examples:
        >>> float(deviations(np.array([2 - 1.2816, 2.0, 2 + 1.2816]), (0.1, 0.5, 0.9)).round(3))
        1.0
    """
    normal = NormalDist()
    unit = _spread(np.array([normal.inv_cdf(level) for level in levels]), np.array(levels))
    return np.asarray(np.sqrt(_spread(quantiles, np.array(levels)) / unit))


def level_places(levels: Sequence[float], chance: float) -> tuple[int, int]:
    """Where the two ends of an interval are among the levels.

    Raises:
        KeyError: They aren't.
    """
    low, high = (
        next((place for place, level in enumerate(levels) if abs(level - end) < 1e-9), None)
        for end in ((1 - chance) / 2, (1 + chance) / 2)
    )
    if low is None or high is None:
        raise KeyError(chance)
    return low, high


def interval_chances(levels: Sequence[float]) -> tuple[float, ...]:
    """The intervals that some levels hold both ends of, narrow first.

    Examples:
        >>> interval_chances((0.1, 0.25, 0.5, 0.75, 0.9))
        (0.5, 0.8)
    """
    ends = {round(level, 9) for level in levels}
    return tuple(
        round(1 - 2 * level, 9)
        for level in sorted(ends, reverse=True)
        if level < 0.5 and round(1 - level, 9) in ends
    )


def _spread(quantiles: Array, levels: Array) -> Array:
    """Variance of a quantile function that is straight between levels and flat beyond."""
    weights = np.diff(levels)
    left, right = quantiles[..., :-1], quantiles[..., 1:]
    first, last = levels[0], 1 - levels[-1]
    mean = ((left + right) / 2 * weights).sum(-1) + first * quantiles[..., 0] + last * quantiles[..., -1]
    square = ((left**2 + left * right + right**2) / 3 * weights).sum(-1)
    square = square + first * quantiles[..., 0] ** 2 + last * quantiles[..., -1] ** 2
    return np.asarray(np.maximum(square - mean**2, 0.0))


def _solve_rho(deviation: Array, levels: Sequence[float], blocks: Sequence[Block]) -> float | None:
    excess = room = 0.0
    for block in blocks:
        days = deviation[block.first : block.last]
        apart, together = float((days**2).sum()), float(days.sum() ** 2)
        if apart > 0 and together > 1.01 * apart:
            excess += float(deviations(block.quantiles, levels)) ** 2 / apart - 1
            room += together / apart - 1
    return float(np.clip(excess / room, LEAST_RHO, LARGEST_RHO)) if room else None
