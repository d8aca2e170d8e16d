"""How far quantiles have to be shifted to hold what they promise, as far as past windows agree on it.

Where one window was above its quantiles and another below, that is chance, or a move of demand that won't
come again: such a shift is pulled towards nothing, as a mean is by doubt about it (James and Stein, 1961).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.results import QUANTILES

TRUST = 200.0  # outcomes at which a shift counts half


def find_agreed_shift(missed: Sequence[Array]) -> Array:
    """Q shifts that would have made quantiles right on past windows.

    Args:
        missed: How far outcomes were above each quantile, an N × Q a window; N may be 0.

    Examples:
        >>> every = np.tile(3.0, (10_000, 15))
        >>> find_agreed_shift([every, every])[7].round(2).tolist()
        2.97
        >>> find_agreed_shift([every, every, -every])[7].round(2).tolist()
        2.05
    """
    windows = [window for window in missed if len(window)]
    if not windows:
        return np.zeros(len(QUANTILES))
    outcomes = sum(map(len, windows))
    shift = _quantiles(windows) * outcomes / (outcomes + TRUST)
    if len(windows) == 1:
        return shift
    doubt = np.var([_quantiles([window]) for window in windows], axis=0, ddof=1) / len(windows)
    return np.asarray(shift * shift**2 / np.maximum(shift**2 + doubt, 1e-300))


def _quantiles(windows: Sequence[Array]) -> Array:
    """The quantile of each column at its own level, of all windows; one by one, since columns are long."""
    columns = (np.concatenate([window[:, i] for window in windows]) for i in range(len(QUANTILES)))
    return np.array([np.quantile(found, level) for found, level in zip(columns, QUANTILES, strict=True)])
