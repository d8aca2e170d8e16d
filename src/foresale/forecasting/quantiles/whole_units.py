"""Quantiles near whole numbers, for series that sell whole units.

What is sold by the piece has its quantiles at whole numbers. A forecast quantile between two of them says
the same as any other between them about how often less will be sold, but not about how much is lost by
it: the pinball loss (Koenker and Bassett, 1978) is straight between outcomes, and so least at an end.
Stopping short of the whole number keeps how often ranges hold, and on which side demand is expected.
"""

from __future__ import annotations

import numpy as np

from foresale.forecasting.quantiles.calibration import SERIES_AT_ONCE
from foresale.forecasting.results import Array
from foresale.panel import Bools, Floats

NEARER = 0.9  # of the way to the nearest whole number


def whole_series(target: Floats) -> Bools:
    """Which of S series sold whole units alone; not those that sold nothing yet.

    Args:
        target: S × T, NaN where not known. What is forecast mustn't be here.

    Examples:
        >>> whole_series(np.array([[0.0, 3.0, np.nan], [0.5, 1.0, 2.0], [0.0, 0.0, np.nan]]))
        array([ True, False, False])
    """
    fraction = (target != np.rint(target)) & ~np.isnan(target)
    return np.asarray(~fraction.any(axis=1) & (np.nan_to_num(target) != 0).any(axis=1))


def near_whole(quantiles: Array, whole: Bools) -> Array:
    """The same S × H × Q quantiles, those of whole series close to whole numbers; they still don't cross."""
    out = quantiles.copy()
    for start in range(0, len(out), SERIES_AT_ONCE):
        part, chosen = out[start : start + SERIES_AT_ONCE], whole[start : start + SERIES_AT_ONCE]
        part += NEARER * np.where(chosen[:, None, None], np.rint(part) - part, 0.0)
    return out
