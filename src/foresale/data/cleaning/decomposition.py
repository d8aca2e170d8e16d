"""Trend, season and remainder of every series at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Floats
from foresale.data.cleaning.nan_statistics import row_means, row_quantiles

_FENCE = 3.0
_FEWEST_TO_JUDGE = 5


@dataclass(frozen=True)
class Decomposition:
    """Three S × T parts that add up to the values; the remainder is NaN where they are unknown.

    Attributes:
        trend: The level, smoothed over one season.
        seasonal: What returns every season, zero on average.
        remainder: What neither explains.
        season_length: Periods in a season; 1 where the history is too short for one.
    """

    trend: Floats
    seasonal: Floats
    remainder: Floats
    season_length: int

    def trend_strength(self) -> Floats:
        """Per series, the share of the deseasonalised variance that the trend explains, from 0 to 1.

        max(0, 1 − Var(remainder) / Var(trend + remainder)): Wang, Smith and Hyndman (2006).
        """
        return _strength(self.remainder, self.trend + self.remainder)

    def seasonal_strength(self) -> Floats:
        """Per series, the share of the detrended variance that the season explains, from 0 to 1."""
        if self.season_length < 2:
            return np.zeros(len(self.remainder))
        return _strength(self.remainder, self.seasonal + self.remainder)


def decompose(values: Floats, season_length: int) -> Decomposition:
    """Split each series into trend, season and remainder, unmoved by single outliers or holes.

    The trend is a moving average over one season, the season the average of what is left at each of its
    phases. Before the first round values are drawn in to their phase's median ± 3 IQR, before the second
    to the same fences of the remainder, so that a peak doesn't bend the season it fell on. With fewer
    than two seasons of history there is a trend and no season.

    Args:
        values: S × T, NaN where unknown.
        season_length: Periods in a season.

    Examples:
        >>> parts = decompose(np.tile([0.0, 0.0, 3.0], 6)[None, :], 3)
        >>> parts.seasonal[0, :3].round(6).tolist()
        [-1.0, -1.0, 2.0]
    """
    n_periods = values.shape[1]
    season = season_length if n_periods >= 2 * season_length else 1
    window = season if season > 1 else min(7, n_periods)
    calm = from_phases(_clip_outliers(by_phase(values, season)), values.shape)
    whole = np.zeros(n_periods, dtype=bool)
    whole[window // 2 : n_periods - window // 2] = True  # at the ends a window misses phases
    trend = seasonal = np.zeros_like(values)
    for _ in range(2):
        level = np.where(whole, moving_average(calm, window), np.nan)
        seasonal = _seasonal(calm - level, season)
        trend = moving_average(calm - seasonal, window)
        remainder = values - trend - seasonal
        calm = trend + seasonal + _clip_outliers(remainder)
    return Decomposition(trend, seasonal, values - trend - seasonal, season)


def _clip_outliers(values: Floats) -> Floats:
    """Each row's values drawn in to its median ± 3 IQR; rows without spread or with few values stay."""
    low, middle, high = row_quantiles(values, (0.25, 0.5, 0.75)).T[:, :, None]
    few = (~np.isnan(values)).sum(axis=1, keepdims=True) < _FEWEST_TO_JUDGE
    reach = np.where(few | ~(high - low > 1e-12), np.inf, _FENCE * (high - low))
    middle = np.nan_to_num(middle)
    return np.asarray(np.clip(values, middle - reach, middle + reach))


def by_phase(values: Floats, season: int) -> Floats:
    """The values of each series' each phase in a row of their own, padded with NaN."""
    n_series, n_periods = values.shape
    n_seasons = -(-n_periods // season)
    padded = np.full((n_series, n_seasons * season), np.nan)
    padded[:, :n_periods] = values
    return np.asarray(padded.reshape(n_series, n_seasons, season).transpose(0, 2, 1).reshape(-1, n_seasons))


def from_phases(rows: Floats, shape: tuple[int, ...]) -> Floats:
    """Undo `by_phase`: back to S × T."""
    n_series, n_periods = shape
    by_season = rows.reshape(n_series, -1, rows.shape[1]).transpose(0, 2, 1)
    return np.asarray(by_season.reshape(n_series, -1)[:, :n_periods])


def moving_average(values: Floats, window: int) -> Floats:
    """S × T centred averages of the known values, over fewer at the ends and beside holes.

    An even window counts its two outermost values half, so that it stays centred and weighs each phase
    of a season once.
    """
    n_series, n_periods = values.shape
    half = window // 2
    known = ~np.isnan(values)
    if n_periods == 0 or half == 0:
        return values.copy()
    total = _window_sums(np.where(known, values, 0.0), half, even=window % 2 == 0)
    count = _window_sums(known.astype(np.float64), half, even=window % 2 == 0)
    out = np.divide(total, count, out=np.full((n_series, n_periods), np.nan), where=count > 1e-9)
    return np.where(np.isnan(out), row_means(values)[:, None], out)


def _window_sums(values: Floats, half: int, *, even: bool) -> Floats:
    n_periods = values.shape[1]
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    position = np.arange(n_periods)
    first, last = np.maximum(position - half, 0), np.minimum(position + half, n_periods - 1)
    total = sums[:, last + 1] - sums[:, first]
    if even:
        total = total - 0.5 * np.where(position >= half, values[:, first], 0.0)
        total = total - 0.5 * np.where(position + half < n_periods, values[:, last], 0.0)
    return np.asarray(total)


def _seasonal(detrended: Floats, season: int) -> Floats:
    """S × T phase averages, centred on zero."""
    if season < 2:
        return np.zeros_like(detrended)
    n_periods = detrended.shape[1]
    phases = np.stack([row_means(detrended[:, phase::season]) for phase in range(season)], axis=1)
    phases = np.nan_to_num(phases - row_means(phases)[:, None])
    return np.asarray(phases[:, np.arange(n_periods) % season])


def _strength(remainder: Floats, combined: Floats) -> Floats:
    left, whole = _variance(remainder), _variance(combined)
    share = np.divide(left, whole, out=np.ones_like(left), where=whole > 1e-12)
    return np.asarray(np.clip(1.0 - share, 0.0, 1.0))


def _variance(values: Floats) -> Floats:
    centred = values - row_means(values)[:, None]
    return np.nan_to_num(row_means(centred**2))
