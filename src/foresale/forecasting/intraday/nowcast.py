"""What a day that has begun will have sold when it ends: the morning's forecast, and what was seen since.

The morning's forecast says what a series sells today (mean, deviation, quantiles). By now a share of that is
expected, give or take what days strayed from their shares before (`within_day_spread`). What was sold by now
tells how good a day it is: a credibility estimate (Bühlmann and Straub, 1970), which is the exact answer
where sales are Poisson and days gamma. What is still to come is never below 0, so that a day never ends with
less than was sold, and a day that is over ends with what was sold.

Ranges are those of a gamma distribution, bent as the morning's calibrated ranges are: before the first sale
is due they are the morning's, and the more of the day was seen the less of them is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Bools
from foresale.forecasting.intraday.within_day_spread import WithinDaySpread
from foresale.forecasting.quantiles.whole_units import nearest_whole

_NOTHING = 1e-9
_MAX_STRENGTH = 1e6


@dataclass(frozen=True)
class DayForecast:
    """What S series sell in a day.

    Attributes:
        mean: S means.
        deviation: S standard deviations of their errors.
        quantiles: S × Q quantiles.
    """

    mean: Array
    deviation: Array
    quantiles: Array


@dataclass(frozen=True)
class SoldSoFar:
    """What was seen of a day.

    Attributes:
        units: S units sold so far.
        share: S shares of a day's units that are expected by now.
        is_whole: S flags of series that are sold by the piece.
    """

    units: Array
    share: Array
    is_whole: Bools


def nowcast(
    morning: DayForecast, levels: Sequence[float], seen: SoldSoFar, spread: WithinDaySpread
) -> DayForecast:
    """Forecast the whole day from its morning's forecast and what was sold so far.

    Args:
        morning: The forecast from before the day began.
        levels: The Q levels of its quantiles.
        seen: What was sold since.
        spread: How series stray within days, by now.
    """
    mean = np.maximum(morning.mean, _NOTHING)
    batch = np.minimum(spread.batch, morning.deviation**2 / mean)
    strength = mean**2 / np.maximum(morning.deviation**2 - batch * mean, mean**2 / _MAX_STRENGTH)
    noise = np.maximum(batch + mean * (1 - seen.share) * spread.warp, _NOTHING)
    due = mean * seen.share / noise
    sold = np.maximum(seen.units, 0.0) / noise
    rate = mean * (strength + sold) / (strength + due)
    to_come = 1 - seen.share
    rest = rate * to_come
    variance = (
        rest * batch + to_come**2 * rate**2 / (strength + sold) + seen.share * to_come * rate**2 * spread.warp
    )
    deviation = np.sqrt(variance)
    left = to_come * strength / (strength + due)
    bent = _gamma(rest, deviation, levels) + (left * deviation)[:, None] * _bend(morning, levels)
    quantiles = np.where((rest <= _NOTHING)[:, None], 0.0, np.maximum.accumulate(np.maximum(bent, 0), axis=1))
    quantiles = seen.units[:, None] + np.where(seen.is_whole[:, None], nearest_whole(quantiles), quantiles)
    return DayForecast(seen.units + rest, deviation, quantiles)


def _bend(morning: DayForecast, levels: Sequence[float]) -> Array:
    """How far the morning's quantiles lie from a gamma distribution's, in deviations."""
    wide = np.maximum(morning.deviation, _NOTHING)[:, None]
    return (morning.quantiles - _gamma(morning.mean, morning.deviation, levels)) / wide


def _gamma(mean: Array, deviation: Array, levels: Sequence[float]) -> Array:
    """S × Q quantiles of gamma distributions; of one without a spread, its mean."""
    from scipy import special

    is_certain = (mean <= _NOTHING) | (deviation <= _NOTHING)
    safe, wide = np.where(is_certain, 1.0, mean), np.where(is_certain, 1.0, deviation)
    power = np.clip((safe / wide) ** 2, 1e-3, 1e12)[:, None]
    quantiles = special.gammaincinv(power, np.asarray(levels)) * (safe[:, None] / power)
    return np.where(is_certain[:, None], np.maximum(mean, 0.0)[:, None], quantiles)
