"""Weekday and time-of-year indices of every series, pulled towards those of its groups.

An index says how much more (above 1) or less a day of the week or a period of the year sells than
an even course would. A series that scatters can't tell its own: its index is a mean of what it
shows itself and of its groups' index, finest group last, weighted by how little chance there is in
each (empirical Bayes; Efron and Morris, 1975).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Floats
from foresale.forecasting.features.groups import Group
from foresale.frequency import Frequency

USUAL_SPREAD = 0.2  # standard deviation of true indices around those of the group
LEAST_SPREAD, MOST_SPREAD = 0.02, 0.4
SPREAD_TRUST = 20.0  # indices' worth of trust in the usual spread
WEEKDAY_HALF_LIFE = 56.0  # days
YEAR_DECAY = 0.7
MOST_YEARS = 3


@dataclass(frozen=True)
class YearShape:
    """How a year is looked at, in periods.

    Attributes:
        length: Of a year; whole weeks for days, so that weekdays meet.
        level: Window before the origin a year ago that stands for the level then.
        halfwidth: Periods to either side of the same period a year ago that count with it.
    """

    length: int
    level: int
    halfwidth: int


YEAR = {
    Frequency.DAY: YearShape(364, 28, 3),
    Frequency.WEEK: YearShape(52, 8, 1),
    Frequency.MONTH: YearShape(12, 6, 0),
    Frequency.FORTNIGHT: YearShape(26, 6, 1),
    Frequency.FOUR_WEEKS: YearShape(13, 6, 0),
    Frequency.QUARTER: YearShape(4, 2, 0),
}


@dataclass(frozen=True)
class _Evidence:
    """S × D sums: what was sold, what an even course would have sold, and the variance of the difference."""

    sold: Floats
    even: Floats
    variance: Floats


def weekday_index(demand: Floats, groups: Sequence[Group]) -> Floats:
    """S × 7 indices by position modulo seven, recent weeks counting most.

    Args:
        demand: S × T daily demand, NaN where unknown.
        groups: Groupings of the series, from `make_groups`.
    """
    known = ~np.isnan(demand)
    sold = np.where(known, demand, 0.0)
    n = demand.shape[1]
    weight = 0.5 ** ((n - 1 - np.arange(n)) / WEEKDAY_HALF_LIFE)

    def by_day(values: Floats) -> Floats:
        return np.stack([values[:, day::7].sum(axis=1) for day in range(7)], axis=1)

    sums, counts = by_day(sold * weight), by_day(known * weight)
    level = sums.sum(axis=1) / np.maximum(counts.sum(axis=1), 1e-9)
    variance = by_day(known * weight**2) * _chance(demand, 7)[:, None]
    return _pull(_Evidence(sums, counts * level[:, None], variance), groups, (0.05, 7.0))


def year_index(demand: Floats, groups: Sequence[Group], freq: Frequency, horizon: int) -> Floats | None:
    """S × horizon indices of the periods ahead against the level now, as earlier years had them.

    Args:
        demand: S × T, NaN where unknown.
        groups: Groupings of the series.
        freq: Length of a period.
        horizon: Periods ahead.

    Returns:
        None where not even one year lies behind.
    """
    shape = YEAR[freq]
    n = demand.shape[1]
    if n - shape.length < shape.level:
        return None
    known = ~np.isnan(demand)
    totals, counts = _running(np.where(known, demand, 0.0)), _running(known)
    chance = _chance(demand, 7 if freq is Frequency.DAY else 1)[:, None]
    steps = np.arange(horizon)
    sold = even = variance = np.zeros((len(demand), horizon))
    for back in range(1, MOST_YEARS + 1):
        origin = n - shape.length * back
        if origin < shape.level:
            break
        start = np.clip(origin + steps - shape.halfwidth, 0, n)
        stop = np.minimum(origin + steps + shape.halfwidth + 1, n)
        before = (counts[:, origin] - counts[:, origin - shape.level])[:, None]
        level = (totals[:, origin] - totals[:, origin - shape.level])[:, None] / np.maximum(before, 1)
        there = counts[:, stop] - counts[:, start]
        weight = YEAR_DECAY ** (back - 1) * (before > 0)
        sold = sold + weight * (totals[:, stop] - totals[:, start])
        even = even + weight * there * level
        variance = variance + weight**2 * chance * (there + there**2 / np.maximum(before, 1))
    return _pull(_Evidence(sold, even, variance), groups, (0.1, 10.0))


def _chance(demand: Floats, season: int) -> Floats:
    """S variances of what no season explains: half the mean squared change from season to season."""
    change = demand[:, season:] - demand[:, :-season]
    known = ~np.isnan(change)
    squares = np.where(known, change, 0.0) ** 2
    usual = np.nanmean(np.where(np.isnan(demand), np.nan, demand) ** 2) if (~np.isnan(demand)).any() else 0.0
    count = known.sum(axis=1)
    return np.asarray(0.5 * np.where(count > 0, squares.sum(axis=1) / np.maximum(count, 1), usual))


def _pull(evidence: _Evidence, groups: Sequence[Group], limits: tuple[float, float]) -> Floats:
    """Index of each series: from all, over ever finer groups, to its own."""
    index = np.ones_like(evidence.sold)
    for group in [*sorted(groups, key=lambda group: len(group.labels)), None]:
        found = evidence if group is None else _of_group(evidence, group)
        seen = found.even > 0
        ratio = np.divide(found.sold, found.even, out=index.copy(), where=seen)
        chance = np.divide(found.variance, found.even**2, out=np.full_like(index, np.inf), where=seen)
        spread = _spread(ratio - index, chance)
        weight = spread**2 / (spread**2 + chance)
        index = np.clip(weight * ratio + (1 - weight) * index, *limits)
    return index


def _spread(difference: Floats, chance: Floats) -> float:
    """Standard deviation of true indices around the group's: what chance doesn't explain."""
    told = np.isfinite(chance)
    weight = 1 / (chance[told] + USUAL_SPREAD**2) ** 2
    prior = SPREAD_TRUST / USUAL_SPREAD**4
    excess = (weight * (difference[told] ** 2 - chance[told])).sum() + prior * USUAL_SPREAD**2
    variance = excess / (weight.sum() + prior)
    return float(np.clip(np.sqrt(max(variance, 0.0)), LEAST_SPREAD, MOST_SPREAD))


def _of_group(evidence: _Evidence, group: Group) -> _Evidence:
    """The sums of each series' group."""
    order = np.argsort(group.of_series, kind="stable")
    starts = np.searchsorted(group.of_series[order], np.arange(len(group.labels)))

    def sum_values(values: Floats) -> Floats:
        return np.add.reduceat(values[order], starts, axis=0)[group.of_series]

    return _Evidence(sum_values(evidence.sold), sum_values(evidence.even), sum_values(evidence.variance))


def _running(values: Floats) -> Floats:
    out = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=out[:, 1:])
    return out
