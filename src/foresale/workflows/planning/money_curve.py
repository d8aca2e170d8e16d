"""What more or less money buys, from the lines that are proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Index

MAX_POINTS = 60


@dataclass(frozen=True)
class LineValue:
    """Some packs of a line as money sees them; those of one line are worth less and less.

    Attributes:
        line_id: The line's number.
        units: How many.
        spend: What they cost.
        saves: What they are expected to save.
    """

    line_id: int
    units: float
    spend: float
    saves: float


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


def spend_on_lines(lines: Sequence[LineValue], budget: float | None) -> MoneyCurve:
    """Take packs by what they save for their money, until the money is spent.

    Args:
        lines: Packs of lines.
        budget: Money; None for all lines.

    Examples:
        >>> lines = [LineValue(1, 4, 10, 5), LineValue(2, 1, 10, 9), LineValue(1, 2, 5, 1)]
        >>> curve = spend_on_lines(lines, 15)
        >>> curve.units, curve.spend, curve.saves
        ({2: 1}, 10.0, 9.0)
        >>> curve.points
        [(0.0, 0.0), (10.0, 9.0), (20.0, 14.0), (25.0, 15.0)]
    """
    spend = np.array([line.spend for line in lines], dtype=np.float64)
    saves = np.array([line.saves for line in lines], dtype=np.float64)
    order = np.argsort(-saves / np.maximum(spend, 1e-9), kind="stable")
    chosen = _within([line.line_id for line in lines], spend, order, budget)
    units: dict[int, float] = {}
    for place in chosen:
        units[lines[place].line_id] = units.get(lines[place].line_id, 0) + lines[place].units
    return MoneyCurve(
        units,
        round(float(spend[chosen].sum()), 2),
        round(float(saves[chosen].sum()), 2),
        _points(spend[order], saves[order]),
    )


def _within(numbers: Sequence[int], spend: Array, order: Index, budget: float | None) -> Index:
    """Places of what is bought: of a line no later packs without the ones before."""
    if budget is None:
        return np.asarray(order)
    left, found, ended = budget, [], set()
    for place in order:
        if spend[place] <= left + 1e-9 and numbers[place] not in ended:
            found.append(place)
            left -= float(spend[place])
        else:
            ended.add(numbers[place])
    return np.array(found, dtype=np.intp)


def _points(spend: Array, saves: Array) -> list[tuple[float, float]]:
    sums = np.concatenate([[0.0], np.cumsum(spend)])
    gains = np.concatenate([[0.0], np.cumsum(saves)])
    places = np.unique(np.linspace(0, len(sums) - 1, min(MAX_POINTS, len(sums))).round().astype(int))
    return [(round(float(sums[place]), 2), round(float(gains[place]), 2)) for place in places]
