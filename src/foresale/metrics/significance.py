"""What may come by chance: how far a sum of errors is from zero, and how likely one of many looks is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
ALPHA = 0.05  # of any false finding among all that are looked at together
BLOCK_DAYS = 7  # days whose errors go together


def correct_for_many(chances: Sequence[float]) -> list[float]:
    """Chances of looks corrected for how many there are (Holm, 1979, Scandinavian Journal of Statistics 6).

    Args:
        chances: Of each look alone, from 0 to 1.

    Examples:
        >>> correct_for_many([0.01, 0.04, 0.03])
        [0.03, 0.06, 0.06]
    """
    corrected, worst = [1.0] * len(chances), 0.0
    for rank, at in enumerate(np.argsort(chances, kind="stable").tolist()):
        worst = max(worst, min(1.0, (len(chances) - rank) * float(chances[at])))
        corrected[at] = worst
    return corrected


def chance_of_mean(values: NDArray[np.float64]) -> float:
    """How likely values that are zero on average have a mean so far above it, by Student's t.

    Args:
        values: Independent of each other; NaN where one isn't known.

    Examples:
        >>> round(chance_of_mean(np.array([1.0, 2.0, 3.0])), 3), chance_of_mean(np.zeros(3))
        (0.037, 1.0)
    """
    from scipy.special import stdtr

    known = values[np.isfinite(values)]
    error = float(known.std(ddof=1)) / np.sqrt(len(known)) if len(known) > 1 else 0.0
    return float(stdtr(len(known) - 1, -float(known.mean()) / error)) if error > 0 else 1.0


def margin_of_sum(beyond: NDArray[np.float64]) -> float:
    """How far from zero the sum of such residuals may come by chance, in one case of twenty.

    Args:
        beyond: S × H, adding up to zero, 0 where nothing is known.
    """
    days = beyond.shape[1]
    starts = np.arange(0, days, BLOCK_DAYS if days >= 2 * BLOCK_DAYS else 1)
    in_time = np.add.reduceat(beyond.sum(axis=0), starts)
    return max(_margin(beyond.sum(axis=1)), _margin(in_time))


def _margin(parts: NDArray[np.float64]) -> float:
    """How far from zero the sum of such parts, independent and zero on average, comes in one case of twenty.

    By Student's t: four weeks say little about how much weeks differ.
    """
    from scipy.special import stdtrit

    parts = parts[parts != 0]
    n = len(parts)
    if n < 2:
        return 0.0
    return float(stdtrit(n - 1, CONFIDENCE) * np.sqrt(n / (n - 1) * np.sum(parts**2)))
