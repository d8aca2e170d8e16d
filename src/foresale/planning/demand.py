"""Demand ahead as a distribution of whole units for every series and period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Array, Index
from foresale.errors import OptionError
from foresale.planning.unit_probabilities import (
    MIN_TAIL_UNITS,
    chances_from_quantiles,
    keep_mean,
    spread_ties,
)

POISSON_TAIL = 12.0


@dataclass(frozen=True)
class Demand:
    """What may be wanted of each series in each period ahead; periods are independent given the forecast.

    Attributes:
        mean: S × H units.
        levels: Q levels of the quantiles, ascending.
        quantiles: S × H × Q units.
        chances: S × H × U chances of `least`, `least` + 1, … units where these are known exactly; else None.
        season: Periods after which demand beyond the forecast's end repeats: 7 for days, 1 for a level.
        least: Units below which nothing is wanted of any series, but for one case of many thousands.

    Examples:
        >>> demand = Demand.from_poisson(np.array([[1.0, 2.0]]))
        >>> demand.of_period(0, np.array([0]), np.ones(1), 4)[0].round(3).tolist()
        [0.368, 0.368, 0.184, 0.08]
    """

    mean: Array
    levels: Array
    quantiles: Array
    chances: Array | None = None
    season: int = 1
    least: int = 0

    @classmethod
    def from_quantiles(
        cls, levels: Sequence[float] | Array, quantiles: Array, mean: Array, season: int = 1
    ) -> Demand:
        """Demand from a forecast's quantiles and means.

        Args:
            levels: Q levels, ascending, between 0 and 1.
            quantiles: S × H × Q units; below zero counts as zero.
            mean: S × H units.
            season: Periods after which demand beyond the last one repeats.

        Raises:
            OptionError: The shapes don't fit, levels don't ascend, or a number isn't known.
        """
        known = np.asarray(levels, dtype=np.float64)
        if quantiles.shape != (*mean.shape, len(known)) or mean.ndim != 2 or not mean.shape[1]:
            raise OptionError(
                f"Quantiles of shape {quantiles.shape} don't fit means of shape {mean.shape} "
                f"and {len(known)} levels.",
                fix="Give quantiles as series × periods × levels and means as series × periods.",
            )
        if len(known) < 2 or not (np.diff(known) > 0).all() or known[0] <= 0 or known[-1] >= 1:
            raise OptionError(
                f"Quantile levels {known.tolist()} aren't ascending between 0 and 1.",
                fix="Give at least two levels in ascending order, such as 0.1, 0.5, 0.9.",
            )
        if not (np.isfinite(quantiles).all() and np.isfinite(mean).all()):
            lacking = int((~np.isfinite(quantiles).all(axis=(1, 2)) | ~np.isfinite(mean).all(axis=1)).sum())
            raise OptionError(
                f"The forecast has no number for some periods of {lacking} series.",
                fix="Leave these series out, or give their demand.",
            )
        return cls(np.maximum(mean, 0), known, np.maximum(quantiles, 0), None, season)

    @classmethod
    def from_chances(cls, chances: Array, season: int = 1, least: int = 0) -> Demand:
        """Demand whose chances are known by unit.

        Args:
            chances: S × H × U chances of U numbers of units in a row; each row adds up to 1.
            season: Periods after which demand beyond the last one repeats.
            least: Units that the first of the chances is of.

        Examples:
            >>> Demand.from_chances(np.array([[[0.5, 0.5]]]), least=1_000_000).mean.tolist()
            [[1000000.5]]
        """
        levels = np.array([0.05, 0.25, 0.5, 0.75, 0.95, 0.995])
        below = np.cumsum(chances, axis=-1)
        reached = below[..., None, :] >= levels[:, None] - 1e-12
        quantiles = np.where(reached.any(axis=-1), reached.argmax(axis=-1), chances.shape[-1] - 1)
        mean = chances @ np.arange(chances.shape[-1], dtype=np.float64)
        return cls(mean + least, levels, quantiles.astype(np.float64) + least, chances, season, least)

    @classmethod
    def from_poisson(cls, mean: Array, season: int = 1) -> Demand:
        """Demand of customers who come by chance, one unit each.

        Args:
            mean: S × H units.
            season: Periods after which demand beyond the last one repeats.
        """
        return cls.from_negative_binomial(mean, mean, season)

    @classmethod
    def from_negative_binomial(cls, mean: Array, variance: Array, season: int = 1) -> Demand:
        """Demand by mean and variance; Poisson where the variance isn't above the mean.

        Args:
            mean: S × H units.
            variance: S × H.
            season: Periods after which demand beyond the last one repeats.
        """
        from scipy import stats

        above = np.maximum(variance, mean)
        tail = POISSON_TAIL * np.sqrt(above)
        most = float(np.max(mean + tail * np.maximum(above / np.maximum(mean, 1e-9), 1) ** 0.5, initial=0))
        least = max(int(np.min(mean - tail, initial=np.inf)), 0) if mean.size else 0
        units = np.arange(least, int(most) + 8)
        size = mean**2 / np.maximum(above - mean, 1e-9)
        poisson = stats.poisson.pmf(units, mean[..., None])
        wide = stats.nbinom.pmf(units, size[..., None], (size / np.maximum(size + mean, 1e-12))[..., None])
        spread = ((above > mean * (1 + 1e-6)) & (mean > 0))[..., None]
        chances = np.where(spread, np.nan_to_num(wide), poisson)
        return cls.from_chances(chances / chances.sum(axis=-1, keepdims=True), season, least)

    @property
    def n_series(self) -> int:
        """How many series (S)."""
        return int(self.mean.shape[0])

    @property
    def n_periods(self) -> int:
        """How many periods are forecast (H)."""
        return int(self.mean.shape[1])

    def take(self, rows: Index) -> Demand:
        """The same of some series."""
        chances = None if self.chances is None else self.chances[rows]
        return replace(self, mean=self.mean[rows], quantiles=self.quantiles[rows], chances=chances)

    def average(self) -> Demand:
        """The same series with one level of demand: the average of the periods ahead."""
        chances = None if self.chances is None else self.chances.mean(axis=1, keepdims=True)
        return replace(
            self,
            mean=self.mean.mean(axis=1, keepdims=True),
            quantiles=self.quantiles.mean(axis=1, keepdims=True),
            chances=chances,
        )

    def periods(self, count: int) -> Index:
        """Which forecast period stands for each of the first `count` periods ahead.

        Examples:
            >>> Demand.from_poisson(np.ones((1, 3)), season=2).periods(7).tolist()
            [0, 1, 2, 1, 2, 1, 2]
        """
        season = max(1, min(self.season, self.n_periods))
        at = np.arange(count)
        late = self.n_periods - season + (at - self.n_periods) % season
        return np.where(at < self.n_periods, at, late).astype(np.intp)

    def means(self, count: int) -> Array:
        """S × `count` mean units of the first periods ahead."""
        return np.asarray(self.mean[:, self.periods(count)])

    def of_period(self, period: int, rows: Index, step: Array, cells: int) -> Array:
        """The chances of 0, 1, … steps of demand in one period.

        Args:
            period: Periods ahead; 0 is the next one.
            rows: N series.
            step: N units a step.
            cells: C steps at most; what lies beyond is in the last.

        Returns:
            N × C.
        """
        at = self.periods(period + 1)[-1]
        if self.chances is not None:
            return _regrid(self.chances[rows, at], self.least, step, cells)
        made = keep_mean(
            chances_from_quantiles(self.levels, self.quantiles[rows, at], step, cells),
            step,
            self.mean[rows, at],
        )
        nothing = (self.mean[rows, at] == 0) & (self.quantiles[rows, at, -1] == 0)
        made[nothing] = np.arange(cells) == 0
        return made

    def highest(self, counts: Index) -> Array:
        """S units that demand of the next periods together stays below, but for one case of many thousands.

        Args:
            counts: S numbers of periods.
        """
        at = self.periods(int(counts.max(initial=1)))
        within = np.arange(len(at))[None, :] < counts[:, None]
        variance, most = self._spread(at)
        total = np.where(within, self.mean[:, at], 0).sum(axis=1)
        spread = np.sqrt(np.where(within, variance, 0).sum(axis=1))
        return np.asarray(np.ceil(np.maximum(total + 6 * spread, np.where(within, most, 0).max(axis=1)) + 2))

    def _spread(self, at: Index) -> tuple[Array, Array]:
        """Variance and largest units of each series and period."""
        if self.chances is not None:
            units = np.arange(self.chances.shape[-1], dtype=np.float64)
            chances = self.chances[:, at]
            last = (chances > 1e-9)[..., ::-1].argmax(axis=-1)
            variance = np.maximum(chances @ units**2 - (chances @ units) ** 2, 0)
            return np.asarray(variance), np.asarray(self.least + len(units) - 1.0 - last)
        places = spread_ties(self.quantiles[:, at])
        middle = (places[..., 1:] + places[..., :-1]) / 2
        variance = ((middle - self.mean[:, at, None]) ** 2 * np.diff(self.levels)).sum(axis=-1)
        slope = np.log((1 - self.levels[-2]) / (1 - self.levels[-1]))
        tail = np.maximum((places[..., -1] - places[..., -2]) / slope, MIN_TAIL_UNITS)
        return np.asarray(variance + 2 * (1 - self.levels[-1]) * tail**2), np.asarray(
            places[..., -1] + 5 * tail
        )


def _regrid(chances: Array, least: int, step: Array, cells: int) -> Array:
    """Chances by unit on a coarser grid, each unit shared by its two neighbours so that the mean stays."""
    place = (least + np.arange(chances.shape[1]))[None, :] / step[:, None]
    low = np.floor(place)
    share = place - low
    first = cells * np.arange(len(chances))[:, None]
    left = np.minimum(low, cells - 1).astype(np.intp)
    right = np.minimum(left + 1, cells - 1)
    size = len(chances) * cells
    out = np.bincount((first + left).ravel(), (chances * (1 - share)).ravel(), size)
    out += np.bincount((first + right).ravel(), (chances * share).ravel(), size)
    return np.asarray(out.reshape(len(chances), cells))
