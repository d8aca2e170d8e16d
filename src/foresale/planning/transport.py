"""The transport problem: units from those who lose least by giving to those who gain most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Index

NEAR = 1e-9
_DIGITS = 9


@dataclass(frozen=True)
class Side:
    """What S series lose by giving, or gain by taking.

    Attributes:
        money: S × M by unit, for each of M steps.
        units: S × M units of each step.
    """

    money: Array
    units: Array

    def take(self, rows: Index) -> Side:
        """The same of some series."""
        return Side(self.money[rows], self.units[rows])


def ship(giving: Side, taking: Side, product: Index, cost: float) -> tuple[Index, Index, Array, Array]:
    """The units to move, and what they save: the most that any movements could.

    As each unit costs the same to move, the cheapest units to give go where units gain most, until one saves
    nothing. Of those that lose as little, who has more units gives. Givers and takers meet in the order of
    their series: so movements are few, the same stores meet for many products, and what else is weighed
    changes nothing.

    Args:
        giving: What each series would lose; what it has is the sum of its units.
        taking: What each would gain.
        product: S numbers; units move between series with the same one.
        cost: Money for each unit moved.

    Returns:
        Giver, taker and units of each movement, and by product the money that its movements save.

    Examples:
        >>> giving = Side(np.array([[1.0], [9.0]]), np.array([[5.0], [0.0]]))
        >>> taking = Side(np.array([[0.0], [4.0]]), np.array([[0.0], [3.0]]))
        >>> giver, taker, units, saves = ship(giving, taking, np.array([1, 1]), 0.5)
        >>> giver.tolist(), taker.tolist(), units.tolist(), saves.tolist()
        ([0], [1], [3.0], [0.0, 7.5])
    """
    n_series, count = len(product), int(product.max(initial=-1)) + 1
    gives, takes = _worthwhile_steps(giving, taking, product, cost)
    has = giving.units.sum(axis=1)
    gives = gives.sort(np.round(gives.money, _DIGITS), -has[gives.series])
    takes = takes.sort(-np.round(takes.money, _DIGITS), has[takes.series])
    at_giver, at_taker, units = _lay_beside(gives, takes)
    saved = takes.money[at_taker] - gives.money[at_giver] - cost
    moved = np.flatnonzero(saved > NEAR)
    at_giver, at_taker, units, saved = at_giver[moved], at_taker[moved], units[moved], saved[moved]
    saves = np.bincount(gives.product[at_giver], weights=saved * units, minlength=count)
    given = np.bincount(gives.series[at_giver], weights=units, minlength=n_series)
    taken = np.bincount(takes.series[at_taker], weights=units, minlength=n_series)
    both = np.minimum(given, taken)  # what a store would give itself stays
    givers, takers = (
        _Steps.of(np.asarray(units - both, dtype=np.float64), product) for units in (given, taken)
    )
    at_giver, at_taker, units = _lay_beside(givers, takers)
    return givers.series[at_giver], takers.series[at_taker], units, saves.astype(np.float64)


def share_by_units(money: Array, product: Index, units: Array) -> Array:
    """N: money of products, shared among their N movements by units.

    Args:
        money: By product.
        product: N numbers.
        units: N units.

    Examples:
        >>> share_by_units(np.array([9.0, 4.0]), np.array([0, 1, 0]), np.array([1.0, 5.0, 2.0])).tolist()
        [3.0, 4.0, 6.0]
    """
    together = np.bincount(product, weights=units, minlength=len(money))
    return np.asarray(money[product] * units / together[product])


@dataclass(frozen=True)
class _Steps:
    """N lots of units, those of a product together: whose they are, and the money of a unit."""

    series: Index
    product: Index
    units: Array
    money: Array

    @classmethod
    def of(cls, units: Array, product: Index) -> _Steps:
        """One lot for each series that has units."""
        series = np.flatnonzero(units > 0)
        lots = cls(series, product[series], units[series], np.zeros(len(series)))
        return lots.sort(lots.money, lots.money)

    def sort(self, first: Array, then: Array) -> _Steps:
        """By product, then by two numbers, then by series."""
        order = np.lexsort((self.series, then, first, self.product))
        return _Steps(self.series[order], self.product[order], self.units[order], self.money[order])

    def ends(self, longest: float) -> Array:
        """N places at which lots end, laid behind one another from the product's number times a length."""
        total = np.cumsum(self.units)
        first = np.searchsorted(self.product, self.product, side="left")
        before = np.where(first > 0, total[np.maximum(first - 1, 0)], 0)
        return np.asarray(total - before + self.product * longest)


def _lay_beside(left: _Steps, right: _Steps) -> tuple[Index, Index, Array]:
    """Lots of both sides beside each other by product: which meet, and in how many units."""
    longest = max(float(side.units.sum()) for side in (left, right)) + 1
    of_left, of_right = left.ends(longest), right.ends(longest)
    ends = np.unique(np.concatenate([of_left, of_right]))
    product = np.floor_divide(ends, longest)
    before = np.concatenate([[-np.inf], ends])[: len(ends)]
    units = ends - np.maximum(before, product * longest)
    at_left, at_right = np.searchsorted(of_left, ends), np.searchsorted(of_right, ends)
    meet = (at_left < len(of_left)) & (at_right < len(of_right))
    places = np.flatnonzero(meet)
    same = left.product[at_left[places]] == right.product[at_right[places]]
    places = places[same & (left.product[at_left[places]] == product[places])]
    return at_left[places], at_right[places], units[places]


def _worthwhile_steps(giving: Side, taking: Side, product: Index, cost: float) -> tuple[_Steps, _Steps]:
    """Lots that save money beside the best one of the other side."""
    count = int(product.max(initial=-1)) + 1
    highest, lowest = np.full(count, -np.inf), np.full(count, np.inf)
    gain = np.where(taking.units > 0, taking.money, -np.inf)
    loss = np.where(giving.units > 0, giving.money, np.inf)
    np.maximum.at(highest, product, gain.max(axis=1, initial=-np.inf))
    np.minimum.at(lowest, product, loss.min(axis=1, initial=np.inf))
    found = []
    for side, money, saves in (
        (giving, loss, highest[product][:, None] - loss - cost),
        (taking, gain, gain - lowest[product][:, None] - cost),
    ):
        row, step = np.nonzero(saves > NEAR)
        found.append(_Steps(row, product[row], side.units[row, step].astype(np.float64), money[row, step]))
    return found[0], found[1]
