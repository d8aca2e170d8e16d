"""The transport problem: units from those who lose least by giving to those who gain most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Index

NEAR = 1e-9


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
    """The units to move, and what they save: a linear programme, solved by HiGHS.

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
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    giver, taker = _worthwhile_pairs(giving, taking, product, cost)
    count = int(product.max(initial=-1)) + 1
    if not len(giver):
        return giver, taker, np.zeros(0), np.zeros(count)
    givers, give_row = np.unique(giver, return_inverse=True)
    takers, take_row = np.unique(taker, return_inverse=True)
    gives, takes = giving.take(givers), taking.take(takers)
    width, n_pairs = gives.units.shape[1], len(giver)
    ends = len(givers) + len(takers)
    rows = np.concatenate([give_row, len(givers) + take_row, np.repeat(np.arange(ends), width)])
    flows = np.arange(n_pairs)
    columns = np.concatenate([flows, flows, n_pairs + np.arange(ends * width)])
    signs = np.concatenate([np.ones(2 * n_pairs), -np.ones(ends * width)])
    balance = coo_array((signs, (rows, columns)), shape=(ends, n_pairs + ends * width)).tocsr()
    money = np.concatenate([np.full(n_pairs, cost), gives.money.ravel(), -takes.money.ravel()])
    most = np.concatenate([np.full(n_pairs, np.inf), gives.units.ravel(), takes.units.ravel()])
    solved = linprog(
        money,
        A_eq=balance,
        b_eq=np.zeros(ends),
        bounds=np.stack([np.zeros(len(most)), most], axis=1),
        method="highs-ds",
    )
    units = np.rint(solved.x[:n_pairs])
    used = np.flatnonzero(units > 0)
    of_variable = np.concatenate(
        [product[giver], np.repeat(product[np.concatenate([givers, takers])], width)]
    )
    saves = np.bincount(of_variable, weights=-money * solved.x, minlength=count)
    return giver[used], taker[used], units[used], saves.astype(np.float64)


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


def _worthwhile_pairs(giving: Side, taking: Side, product: Index, cost: float) -> tuple[Index, Index]:
    """Pairs of series of one product whose first unit moved saves money."""
    has = giving.units[:, 0] > 0
    best_gain, least_loss = taking.money[:, 0], np.where(has, giving.money[:, 0], np.inf)
    highest = np.full(int(product.max(initial=0)) + 1, -np.inf)
    np.maximum.at(highest, product, best_gain)
    lowest = np.full(len(highest), np.inf)
    np.minimum.at(lowest, product, least_loss)
    givers = np.flatnonzero(has & (highest[product] - least_loss - cost > NEAR))
    takers = np.flatnonzero(best_gain - lowest[product] - cost > NEAR)
    takers = takers[np.argsort(product[takers], kind="stable")]
    start = np.searchsorted(product[takers], product[givers], side="left")
    count = np.searchsorted(product[takers], product[givers], side="right") - start
    giver = np.repeat(givers, count)
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    taker = takers[np.repeat(start, count) + offset]
    saves = best_gain[taker] - least_loss[giver] - cost > NEAR
    keep = saves & (giver != taker)
    return giver[keep], taker[keep]
