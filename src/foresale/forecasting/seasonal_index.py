"""Weekday and time-of-year indices of every series, pulled towards those of its groups.

An index says how much more (above 1) or less a day of the week or a period of the year sells than
an even course would. A series with few sales can't tell its own: its index is a mean of its own
observation and its groups', finest group first, weighted by how many sales of usual size
(Kish's effective sample, 1965) stand behind each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.forecasting.features.groups import Group
from foresale.frequency import Frequency
from foresale.panel import Floats

WEEKDAY_TRUST = 30.0  # effective sales at which a series' own weekday index counts half
YEAR_TRUST = 100.0
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
}


@dataclass(frozen=True)
class _Evidence:
    """S × D sums over what was sold, what an even course would have sold, and squares of sales."""

    sold: Floats
    even: Floats
    squares: Floats


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
    sums = np.stack([(sold[:, d::7] * weight[d::7]).sum(axis=1) for d in range(7)], axis=1)
    counts = np.stack([(known[:, d::7] * weight[d::7]).sum(axis=1) for d in range(7)], axis=1)
    squares = np.stack([((sold[:, d::7] * weight[d::7]) ** 2).sum(axis=1) for d in range(7)], axis=1)
    level = sums.sum(axis=1) / np.maximum(counts.sum(axis=1), 1e-9)
    evidence = _Evidence(sums, counts * level[:, None], squares)
    return _pulled(evidence, groups, WEEKDAY_TRUST, (0.05, 7.0))


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
    known = ~np.isnan(demand)
    sold = np.where(known, demand, 0.0)
    totals, counts, squares = _running(sold), _running(known), _running(sold**2)
    steps = np.arange(horizon)
    sums = np.zeros((3, len(demand), horizon))
    for back in range(1, MOST_YEARS + 1):
        origin = n - shape.length * back
        if origin < shape.level:
            break
        start = np.clip(origin + steps - shape.halfwidth, 0, n)
        stop = np.minimum(origin + steps + shape.halfwidth + 1, n)
        before = counts[:, origin] - counts[:, origin - shape.level]
        level = (totals[:, origin] - totals[:, origin - shape.level]) / np.maximum(before, 1)
        weight = YEAR_DECAY ** (back - 1) * (before > 0)[:, None]
        sums[0] += weight * (totals[:, stop] - totals[:, start])
        sums[1] += weight * (counts[:, stop] - counts[:, start]) * level[:, None]
        sums[2] += weight**2 * (squares[:, stop] - squares[:, start])
    if n - shape.length < shape.level:
        return None
    return _pulled(_Evidence(*sums), groups, YEAR_TRUST, (0.1, 10.0))


def _pulled(
    evidence: _Evidence, groups: Sequence[Group], trust: float, limits: tuple[float, float]
) -> Floats:
    """Index of each series: from all, over ever finer groups, to its own."""
    index = np.ones_like(evidence.sold)
    for group in [*sorted(groups, key=lambda group: len(group.labels)), None]:
        found = evidence if group is None else _of_group(evidence, group)
        effective = np.divide(found.sold**2, found.squares, out=np.zeros_like(index), where=found.squares > 0)
        ratio = np.divide(found.sold, found.even, out=index.copy(), where=found.even > 0)
        weight = effective / (effective + trust)
        index = np.clip(weight * ratio + (1 - weight) * index, *limits)
    return index


def _of_group(evidence: _Evidence, group: Group) -> _Evidence:
    """The sums of each series' group."""
    order = np.argsort(group.of_series, kind="stable")
    starts = np.searchsorted(group.of_series[order], np.arange(len(group.labels)))

    def summed(values: Floats) -> Floats:
        return np.add.reduceat(values[order], starts, axis=0)[group.of_series]

    return _Evidence(summed(evidence.sold), summed(evidence.even), summed(evidence.squares))


def _running(values: Floats) -> Floats:
    out = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=out[:, 1:])
    return out
