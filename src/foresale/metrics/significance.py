"""How far a sum of errors may come from zero by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
BLOCK_DAYS = 7  # days whose errors go together


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
