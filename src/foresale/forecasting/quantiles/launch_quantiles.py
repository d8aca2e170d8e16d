"""Wider quantiles for new products, whose level itself is uncertain.

The usual quantiles say how demand scatters around a level that is known. A new product's level is
known from its like only: its demand is that scatter times an unknown level, log-normal around the
forecast. How wide that is comes from how far like products lie apart, times a factor that
past cutoffs of the backtest teach, one for unsold series and one for young ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Index
from foresale.forecasting.engines.threads import map_unordered
from foresale.forecasting.lifecycle.new_products import NewSeries
from foresale.forecasting.results import QUANTILES

WIDTHS = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5])
UNSOLD_WIDTH, YOUNG_WIDTH = 1.0, 0.5  # factors on the spread, before a backtest says otherwise
WIDTH_TRUST = 15.0  # series' worth of trust in them
RANGES = ((0.1, 0.9), (0.025, 0.975))
CENTRED = 0.5  # of the way from the median to the mean: the mean of so skewed a thing is itself uncertain
NODES = 9
MOST_OUTCOMES = 2_000  # of a kind and cutoff that widths are tried on
AT_ONCE = 400


@dataclass(frozen=True)
class LaunchWidths:
    """Factors on the uncertainty of the level: of unsold series, and of young ones."""

    unsold: float = UNSOLD_WIDTH
    young: float = YOUNG_WIDTH

    def uncertainty(self, new_series: NewSeries) -> Array:
        """N standard deviations of the new series' log levels."""
        factor = np.where(new_series.unsold, self.unsold, self.young)
        return np.asarray(new_series.spread * factor, dtype=np.float64)

    def deviation(self, deviation: Array, mean: Array, new_series: NewSeries | None) -> Array:
        """The same S × H standard deviations, larger for new series (mean: S × H)."""
        if new_series is None:
            return deviation
        out, rows = deviation.copy(), new_series.rows
        variation = np.expm1(self.uncertainty(new_series) ** 2)[:, None]
        out[rows] = np.sqrt((1 + variation) * deviation[rows] ** 2 + variation * mean[rows] ** 2)
        return out

    def widen(self, quantiles: Array, new_series: NewSeries | None) -> Array:
        """The same S × H × Q quantiles, wider for new series."""
        if new_series is None:
            return quantiles
        spread = self.uncertainty(new_series)
        out = quantiles.copy()
        parts = [slice(start, start + AT_ONCE) for start in range(0, len(spread), AT_ONCE)]
        mixed = map_unordered(lambda part: _mix(quantiles[new_series.rows[part]], spread[part]), parts)
        for at, found in mixed:
            out[new_series.rows[parts[at]]] = found
        return out


@dataclass(frozen=True)
class LaunchWindows:
    """What new products did at the cutoffs of a backtest, the selection ones first.

    Attributes:
        new_series: Of each cutoff's history; None where it has none.
        actuals: S × H each of the series known at the cutoff, else NaN.
        launched: S × H each of those that began later, else NaN.
        n_selection: How many cutoffs may teach the others.
    """

    new_series: Sequence[NewSeries | None]
    actuals: Sequence[Array]
    launched: Sequence[Array]
    n_selection: int

    def widen(self, quantiles: Sequence[Array]) -> tuple[list[Array], LaunchWidths | None]:
        """S × H × Q at each cutoff, wider for new products as the other selection cutoffs taught.

        A single selection cutoff has to be judged on itself.

        Args:
            quantiles: S × H × Q of each cutoff, as wide as for any other series.

        Returns:
            The quantiles, and the widths that all cutoffs teach; None where no cutoff has new products.
        """
        if not any(self.new_series):
            return list(quantiles), None
        cutoffs = zip(self.new_series, quantiles, self.actuals, self.launched, strict=True)
        evidence = [look_back(PastLaunches(*cutoff)) for cutoff in cutoffs]
        found = []
        for i, usual in enumerate(quantiles):
            others = [evidence[k] for k in range(self.n_selection) if k != i or self.n_selection == 1]
            found.append(learn_widths(others).widen(usual, self.new_series[i]))
        return found, learn_widths(evidence)


@dataclass(frozen=True)
class PastLaunches:
    """One cutoff: its new_series, the usual quantiles (S × H × Q) and what followed.

    Attributes:
        new_series: None where there were none.
        quantiles: As wide as for any other series.
        actual: S × H of the series known then, else NaN.
        launched: S × H of those that began later, else NaN.
    """

    new_series: NewSeries | None
    quantiles: Array
    actual: Array
    launched: Array

    def outcome(self, rows: Index) -> Array:
        """What the series at `rows` sold."""
        return np.where(np.isnan(self.actual[rows]), self.launched[rows], self.actual[rows])


@dataclass(frozen=True)
class Evidence:
    """How ranges of several widths did on new series of one kind at one cutoff.

    Attributes:
        held: W × R outcomes inside, by `WIDTHS` and `RANGES`.
        known: How many outcomes were looked at.
        series: Of how many series.
    """

    held: Array
    known: int
    series: int


def look_back(cutoff: PastLaunches) -> tuple[Evidence, Evidence]:
    """How ranges of every width did at a cutoff: on unsold series, and on young ones."""
    return _evidence(cutoff, unsold=True), _evidence(cutoff, unsold=False)


def _evidence(cutoff: PastLaunches, *, unsold: bool) -> Evidence:
    held = np.zeros((len(WIDTHS), len(RANGES)))
    if cutoff.new_series is None:
        return Evidence(held, 0, 0)
    rows, spread = _judge(cutoff, cutoff.new_series, unsold=unsold)
    horizon = cutoff.actual.shape[1]
    some = slice(None, None, len(rows) * horizon // MOST_OUTCOMES + 1)
    actual = cutoff.outcome(rows)[some]
    for i, width in enumerate(WIDTHS.tolist()):
        held[i] = _share_held(actual, _mix(cutoff.quantiles[rows[some]], width * spread[some]))
    return Evidence(held, int(np.isfinite(actual).sum()), len(rows))


def learn_widths(past: Sequence[tuple[Evidence, Evidence]]) -> LaunchWidths:
    """The widths whose ranges would have held what they promise, pulled towards the usual ones.

    Args:
        past: From `look_back`, by cutoff; those that will be judged mustn't be here.
    """
    return LaunchWidths(
        _best([unsold for unsold, _ in past], UNSOLD_WIDTH), _best([young for _, young in past], YOUNG_WIDTH)
    )


def _best(past: Sequence[Evidence], usual: float) -> float:
    known, series = sum(cutoff.known for cutoff in past), sum(cutoff.series for cutoff in past)
    if not known:
        return usual
    held = np.sum([cutoff.held for cutoff in past], axis=0) / known
    wrong = np.abs(held - [high - low for low, high in RANGES]).sum(axis=1)
    best = float(WIDTHS[int(wrong.argmin())])
    return (series * best + WIDTH_TRUST * usual) / (series + WIDTH_TRUST)


def _judge(cutoff: PastLaunches, new_series: NewSeries, *, unsold: bool) -> tuple[Index, Array]:
    """Newcomers of one kind with an outcome: their rows, and how uncertain their level was."""
    kind = new_series.unsold == unsold
    rows, spread = new_series.rows[kind], new_series.spread[kind]
    judged = np.isfinite(cutoff.outcome(rows)).any(axis=1)
    return rows[judged], spread[judged]


def _share_held(actual: Array, quantiles: Array) -> Array:
    """How many outcomes lay in each of `RANGES`."""
    ends = [(QUANTILES.index(low), QUANTILES.index(high)) for low, high in RANGES]
    return np.array(
        [
            np.count_nonzero((actual >= quantiles[..., low]) & (actual <= quantiles[..., high]))
            for low, high in ends
        ]
    )


def _mix(quantiles: Array, spread: Array) -> Array:
    """Quantiles of demand times a log-normal level of mean one."""
    from scipy.special import ndtri

    n, horizon, levels = quantiles.shape
    z = ndtri((np.arange(NODES) + 0.5) / NODES)
    factor = np.exp(spread[:, None] * z)
    factor /= factor.mean(axis=1, keepdims=True) ** CENTRED
    edges = np.array(QUANTILES)
    borders = np.concatenate([[0.0], (edges[1:] + edges[:-1]) / 2, [1.0]])
    weights = np.repeat(np.diff(borders) / NODES, NODES)
    values = (quantiles[..., None] * factor[:, None, None, :]).reshape(n * horizon, levels * NODES)
    weight = np.take(weights, _sort_rows(values), mode="clip")
    reached = np.cumsum(weight, axis=1)
    reached -= weight / 2
    out, row = np.empty((n * horizon, levels)), np.arange(n * horizon)
    for i, level in enumerate(QUANTILES):
        fewer = (reached < level).view(np.uint8).sum(axis=1, dtype=np.uint8)
        right = np.clip(fewer, 1, levels * NODES - 1).astype(np.intp)
        low, high = reached[row, right - 1], reached[row, right]
        below, above = values[row, right - 1], values[row, right]
        share = np.clip((level - low) / np.maximum(high - low, 1e-12), 0.0, 1.0)
        out[:, i] = below + share * (above - below)
    mixed = out.reshape(quantiles.shape)
    unchanged = spread <= 0
    mixed[unchanged] = quantiles[unchanged]
    return np.asarray(np.maximum.accumulate(mixed, axis=-1))


def _sort_rows(values: Array) -> Index:
    """Sort each row in place, and say where its values stood; equal ones stay in order.

    The place is written into the last bits of the numbers, which then sort as whole numbers: far quicker
    than sorting places by value, and the values lose no more than their twelfth digit.
    """
    place = np.arange(values.shape[1])
    last = np.int64((1 << len(place).bit_length()) - 1)
    bits = values.view(np.int64)
    negative = bool((values < 0).any())
    if negative:  # the larger a negative number, the smaller it is
        bits ^= (bits >> 63) & np.iinfo(np.int64).max
    bits &= ~last
    bits |= place
    bits.sort(axis=1)
    order = bits & last
    bits &= ~last
    if negative:
        bits ^= (bits >> 63) & np.iinfo(np.int64).max
    return order
