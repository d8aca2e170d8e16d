"""Demand of one stock that serves several stores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.sums.horizon_total import deviations


def pool_series(parts: Sequence[tuple[Array, Array]], levels: Sequence[float]) -> tuple[Array, Array]:
    """Means and quantiles of a sum of series, day by day.

    How wide a sum is lies between that of independent parts and of parts in step: the middle of the two
    variances is taken, with the shape of a normal distribution. One series alone stays as it is.

    Args:
        parts: Of each series H means and H × Q quantiles.
        levels: Q levels.

    Examples:
        >>> one = (np.array([10.0]), np.array([[7.4, 10.0, 12.6]]))
        >>> mean, quantiles = pool_series([one, one], (0.1, 0.5, 0.9))
        >>> mean.tolist(), quantiles.round().tolist()
        ([20.0], [[15.0, 20.0, 25.0]])
    """
    from scipy.special import ndtri

    if len(parts) == 1:
        return parts[0]
    mean = np.sum([part[0] for part in parts], axis=0)
    spread = np.stack([deviations(part[1], levels) for part in parts])
    apart, step = (spread**2).sum(axis=0), spread.sum(axis=0) ** 2
    width = np.sqrt((apart + step) / 2)
    quantiles = mean[:, None] + width[:, None] * ndtri(np.asarray(levels))[None, :]
    return mean, np.maximum(quantiles, 0.0)
