"""Quantiles at levels that nobody calibrated, from those that were."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real

import numpy as np

from foresale.arrays import Array
from foresale.errors import OptionError
from foresale.forecasting.quantiles.whole_units import nearest_whole
from foresale.forecasting.results import QUANTILES


def quantiles_at(quantiles: Array, levels: Sequence[float]) -> Array:
    """S × H × L quantiles at any levels between the lowest and the highest of `QUANTILES`.

    Between two known levels a quantile lies where a normal distribution through both has it, so that tails
    don't bulge; series whose known quantiles are whole numbers get whole numbers.

    Args:
        quantiles: S × H × Q at `QUANTILES`.
        levels: L chances, such as 0.05.

    Raises:
        OptionError: A level lies outside of what is known.

    Examples:
        >>> from scipy.special import ndtri
        >>> known = ndtri(QUANTILES)[None, None, :] * 10 + 100.5
        >>> quantiles_at(known, [0.5, 0.85]).round(2).tolist()
        [[[100.5, 110.86]]]
    """
    from scipy.special import ndtri  # reading needs no scipy, which takes longer to load than to use

    check_levels(levels)
    known, wanted = ndtri(QUANTILES), ndtri(levels)
    upper = np.clip(np.searchsorted(QUANTILES, levels), 1, len(QUANTILES) - 1)
    share = (wanted - known[upper - 1]) / (known[upper] - known[upper - 1])
    low, high = quantiles[..., upper - 1], quantiles[..., upper]
    # Not low + share × (high − low), which may miss `high` by a digit at a level that is known.
    found = np.where(share == 1, high, np.where(share == 0, low, low + share * (high - low)))
    whole = (quantiles == nearest_whole(quantiles)).all(axis=(1, 2))
    found[whole] = nearest_whole(found[whole])
    return np.asarray(found)


def check_levels(levels: Sequence[float]) -> None:
    """Refuse levels of which nothing is known.

    Raises:
        OptionError: One isn't between the lowest and the highest known one.
    """
    lowest, highest = QUANTILES[0], QUANTILES[-1]
    for level in levels:
        if not (isinstance(level, Real) and lowest <= level <= highest):
            raise OptionError(
                f"A quantile at {level!r} was asked for.",
                fix=f"Ask for levels from {lowest} to {highest}, such as quantiles=[0.1, 0.5, 0.9].",
            )
