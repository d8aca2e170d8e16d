"""What brings the sum of a champion's forecasts back to what was sold, where the past windows agree on it.

Where most periods sell nothing, a model that learns relative errors can fall short of the sum in every window
and still have the least errors of all. Whoever orders the parts of a whole shop needs the sum. What a model
gets wrong on the rows it was taught by says nothing of that, so the factor comes from windows that it had not
seen, and only where they agree beyond chance; a window or two short of their sum are luck, and come back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from foresale.arrays import Array
from foresale.notes import Note, counted, percent

SUMS_CORRECTED = "sums_corrected"
FEWEST_WINDOWS = 3
LEAST_ZEROS = 0.5  # of what was judged; where less is nothing, errors of single series tell more than the sum
SURE = 3.0  # standard errors of the mean of windows
LEAST = 0.03  # of the sum; less isn't worth moving a forecast
MOST = 1.5


def sum_correction(means: Sequence[Array], actuals: Sequence[Array]) -> float:
    """The factor on a champion's means; 1 where its sums were right, or wrong by chance.

    The mean over windows of the logarithm of sold over forecast, pulled towards nothing by doubt about it, as
    a mean is (James and Stein, 1961).

    Args:
        means: S × H each, on windows that may teach.
        actuals: S × H each; NaN where not judged.

    Examples:
        >>> seldom = np.tile([0.0, 0.0, 3.0], (50, 4))
        >>> round(sum_correction([np.full((50, 12), 0.8)] * 3, [seldom] * 3), 2)
        1.25
        >>> sum_correction([np.full((50, 12), 0.8), np.full((50, 12), 1.2)] * 2, [seldom] * 4)
        1.0
    """
    misses = []
    zeros = judged = 0
    for mean, actual in zip(means, actuals, strict=True):
        known = ~np.isnan(actual)
        sold, said = float(actual[known].sum()), float(mean[known].sum())
        if sold > 0 and said > 0:
            misses.append(math.log(sold / said))
            zeros += int((actual[known] == 0).sum())
            judged += int(known.sum())
    if len(misses) < FEWEST_WINDOWS or zeros < LEAST_ZEROS * judged:
        return 1.0
    miss, doubt = float(np.mean(misses)), float(np.var(misses, ddof=1)) / len(misses)
    if abs(miss) < LEAST or miss**2 < SURE**2 * doubt:
        return 1.0
    return float(np.clip(math.exp(miss**3 / (miss**2 + doubt)), 1 / MOST, MOST))


def correction_notes(factor: float, windows: int) -> list[Note]:
    """What is said of a factor; nothing where there is none."""
    if factor == 1.0:
        return []
    way, moved = ("short", "raised") if factor > 1 else ("over", "lowered")
    text = (
        f"The forecast is {moved} by {percent(abs(factor - 1))} throughout: forecasts of the past came "
        f"out {way} in all on each of {counted(windows, 'window')} alike."
    )
    return [Note(SUMS_CORRECTED, 1, text)]
