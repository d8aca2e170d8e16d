"""What more or less money buys, from the lines that are proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from foresale.arrays import Array, Index

MAX_POINTS = 60
NEAR = 1e-9


@dataclass(frozen=True)
class PackTable:
    """Packs of lines as money sees them; those of one line are worth less and less.

    Attributes:
        line_id: N numbers of lines.
        units: N: how many.
        spend: N: what they cost.
        saves: N: what they are expected to save.
    """

    line_id: Index
    units: Array
    spend: Array
    saves: Array


def packs_of_lines(
    numbers: Sequence[int],
    money: tuple[Sequence[float], Sequence[float], Sequence[float]],
    packs: Sequence[Sequence[Sequence[float]]],
) -> PackTable:
    """The packs of lines; what somebody added to them saves nothing that is known.

    Args:
        numbers: L lines.
        money: L unit costs, L quantities, and L sums that the lines are expected to save.
        packs: Of each line units and their share of the saving, the best first.

    Examples:
        >>> table = packs_of_lines([7], ([2.0], [5.0], [8.0]), [[[2, 0.75], [2, 0.25]]])
        >>> table.units.tolist(), table.spend.tolist(), table.saves.tolist()
        ([2.0, 2.0, 1.0], [4.0, 4.0, 2.0], [6.0, 2.0, 0.0])
    """
    line_id = np.array(numbers, dtype=np.intp)
    cost, quantity, saves = (np.array(each, dtype=np.float64) for each in money)
    count = np.fromiter(map(len, packs), dtype=np.intp, count=len(packs))
    flat = np.fromiter(chain.from_iterable(chain.from_iterable(packs)), dtype=np.float64)
    size, share = flat.reshape(-1, 2).T
    line = np.repeat(np.arange(len(line_id)), count)
    end = np.concatenate([[0.0], np.cumsum(size)])
    before = end[:-1] - end[np.repeat(np.cumsum(count) - count, count)]
    taken = np.clip(quantity[line] - before, 0, size)
    used = np.flatnonzero(taken > NEAR)
    line, taken, part = line[used], taken[used], share[used] * taken[used] / size[used]
    added = quantity - np.bincount(line, weights=taken, minlength=len(line_id))
    more = np.flatnonzero(added > NEAR)
    line, units = np.concatenate([line, more]), np.concatenate([taken, added[more]])
    worth = np.concatenate([saves[line[: len(used)]] * part, np.zeros(len(more))])
    return PackTable(line_id[line], units, units * cost[line], worth)


@dataclass(frozen=True)
class MoneyCurve:
    """What a sum buys of each line, and the curve of all sums.

    Attributes:
        units: By line's number, what is within the budget.
        spend: What these cost.
        saves: What they are expected to save.
        points: Sums of money and what they save, from nothing to all lines.
    """

    units: dict[int, float]
    spend: float
    saves: float
    points: list[tuple[float, float]]


def spend_on_lines(packs: PackTable, budget: float | None) -> MoneyCurve:
    """Take packs by what they save for their money, until the money is spent.

    Args:
        packs: Of all lines.
        budget: Money; None for all lines.

    Examples:
        >>> wanted = [4.0, 1.0, 2.0], [10.0, 10.0, 5.0], [5.0, 9.0, 1.0]
        >>> packs = PackTable(np.array([1, 2, 1]), *map(np.array, wanted))
        >>> curve = spend_on_lines(packs, 15)
        >>> curve.units, curve.spend, curve.saves
        ({2: 1.0}, 10.0, 9.0)
        >>> curve.points
        [(0.0, 0.0), (10.0, 9.0), (20.0, 14.0), (25.0, 15.0)]
    """
    order = np.argsort(-packs.saves / np.maximum(packs.spend, NEAR), kind="stable")
    chosen = order if budget is None else _within(packs, order, budget)
    numbers, place = np.unique(packs.line_id[chosen], return_inverse=True)
    units = np.bincount(place, weights=packs.units[chosen], minlength=len(numbers))
    return MoneyCurve(
        dict(zip(numbers.tolist(), units.tolist(), strict=True)),
        round(float(packs.spend[chosen].sum()), 2),
        round(float(packs.saves[chosen].sum()), 2),
        _points(packs.spend[order], packs.saves[order]),
    )


def _within(packs: PackTable, order: Index, budget: float) -> Index:
    """Places of what is bought: of a line no later packs without the ones before."""
    left, found, ended = budget, [], set()
    rows = zip(order.tolist(), packs.line_id[order].tolist(), packs.spend[order].tolist(), strict=True)
    for place, number, spend in rows:
        if spend <= left + NEAR and number not in ended:
            found.append(place)
            left -= spend
        else:
            ended.add(number)
    return np.array(found, dtype=np.intp)


def _points(spend: Array, saves: Array) -> list[tuple[float, float]]:
    sums = np.concatenate([[0.0], np.cumsum(spend)])
    gains = np.concatenate([[0.0], np.cumsum(saves)])
    places = np.unique(np.linspace(0, len(sums) - 1, min(MAX_POINTS, len(sums))).round().astype(int))
    return [(round(float(sums[place]), 2), round(float(gains[place]), 2)) for place in places]
