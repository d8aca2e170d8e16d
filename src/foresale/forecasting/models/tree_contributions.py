"""What each column adds to what boosted trees answer, for many rows several times as fast as row by row.

These are the Shapley values of a tree (TreeSHAP; Lundberg et al., 2020), as LightGBM works them out: what
isn't known of a row goes both ways, in the shares in which training rows did. At a leaf a row is told from
others only by which columns of the leaf's path agree with it; so the values are worked out once for each
such set that occurs, and looked up for all rows. The sum over all orders of d columns is the integral of a
polynomial of degree d - 1 (Owen's multilinear extension, 1972), which Gauss's quadrature gives exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Bools, Matrix
from foresale.forecasting.models.lightgbm_trees import (
    CATEGORICAL,
    LEFT_BY_DEFAULT,
    NAN_MISSING,
    ZERO_MISSING,
    Tree,
    read_trees,
)

WORTH_IT = 500
"""Rows; with fewer, LightGBM's own walk is as fast."""
MOST_COLUMNS = 14
"""Of a leaf's path; with more, the sets that may occur outnumber rows."""
Codes = NDArray[np.uint16]


def add_up_contributions(booster: Any, rows: Matrix) -> Array:
    """N × (F + 1): what each column adds to the trees' sum, and where they start.

    Args:
        booster: LightGBM's.
        rows: N × F, as it learned.
    """
    trees = read_trees(booster) if len(rows) >= WORTH_IT else None
    if trees is None or not all(_is_known(tree) for tree in trees):
        return np.asarray(booster.predict(rows, pred_contrib=True))
    columns = rows.T.astype(np.float64)
    out = np.zeros((rows.shape[1] + 1, len(rows)))
    for tree in trees:
        if not len(tree.left):
            out[-1] += tree.answer[0]
            continue
        out[-1] += tree.answer @ (tree.leaf_rows / tree.leaf_rows.sum())
        for leaf in _walk(tree, columns):
            _add(leaf, out)
    return out.T


@dataclass(frozen=True)
class _Leaf:
    """A leaf as rows see it.

    Attributes:
        answer: What it adds.
        columns: The d columns of its path.
        share: Of each: which share of training rows goes on along the path.
        agreeing: N sets of the columns that agree with the path, as bits.
    """

    answer: float
    columns: tuple[int, ...]
    share: tuple[float, ...]
    agreeing: Codes


def _is_known(tree: Tree) -> bool:
    """Whether a tree's questions, counts and paths are of the kind that is worked out here."""
    if not len(tree.left):
        return True
    if len(tree.leaf_rows) != tree.n_leaves or bool((tree.leaf_rows <= 0).any()):
        return False
    if bool((tree.missing == ZERO_MISSING).any()):
        return False
    return max(len(columns) for columns in _paths(tree)) <= MOST_COLUMNS


def _paths(tree: Tree) -> Iterator[frozenset[int]]:
    """The columns of each leaf's path."""
    open_: list[tuple[int, frozenset[int]]] = [(0, frozenset())]
    while open_:
        node, before = open_.pop()
        if node < 0:
            yield before
            continue
        columns = before | {int(tree.column[node])}
        open_ += [(int(tree.left[node]), columns), (int(tree.right[node]), columns)]


def _walk(tree: Tree, columns: Array) -> Iterator[_Leaf]:
    """The leaves of a tree, of rows that are given by column."""
    nothing = np.zeros(columns.shape[1], dtype=np.uint16)
    open_: list[tuple[int, tuple[int, ...], tuple[float, ...], Codes]] = [(0, (), (), nothing)]
    while open_:
        node, path, shares, agreeing = open_.pop()
        if node < 0:
            yield _Leaf(float(tree.answer[-1 - node]), path, shares, agreeing)
            continue
        column = int(tree.column[node])
        goes_left = _goes_left(tree, node, columns[column])
        for child, goes in ((int(tree.left[node]), goes_left), (int(tree.right[node]), ~goes_left)):
            share = _rows_of(tree, child) / _rows_of(tree, node)
            if column in path:
                at = path.index(column)
                disagrees = (~goes).astype(np.uint16) << np.uint16(at)
                narrowed = (*shares[:at], shares[at] * share, *shares[at + 1 :])
                open_.append((child, path, narrowed, agreeing & ~disagrees))
            else:
                agrees = goes.astype(np.uint16) << np.uint16(len(path))
                open_.append((child, (*path, column), (*shares, share), agreeing | agrees))


def _goes_left(tree: Tree, node: int, values: Array) -> Bools:
    """What the rows answer to a question."""
    threshold, decision = float(tree.threshold[node]), int(tree.decision[node])
    if decision & CATEGORICAL:
        codes = tree.sets[int(threshold)]
        known = (values >= 0) & (values < len(codes))
        return np.asarray(known & codes[np.where(known, values, 0).astype(np.intp)])
    if int(tree.missing[node]) != NAN_MISSING:
        return np.asarray(np.nan_to_num(values, nan=0.0) <= threshold)
    if decision & LEFT_BY_DEFAULT:
        return np.asarray(~(values > threshold))
    return np.asarray(values <= threshold)


def _rows_of(tree: Tree, node: int) -> float:
    """Training rows at a node, or at the leaf −1 − node."""
    return float(tree.node_rows[node] if node >= 0 else tree.leaf_rows[-1 - node])


def _add(leaf: _Leaf, out: Array) -> None:
    """Add a leaf's contributions to those of its columns."""
    d = len(leaf.columns)
    sets = np.flatnonzero(np.bincount(leaf.agreeing, minlength=1 << d))
    agrees = (sets >> np.arange(d)[:, None]) & 1  # d × sets
    table = np.zeros((d, 1 << d))
    table[:, sets] = leaf.answer * _shapley(agrees.astype(np.float64), np.array(leaf.share)[:, None])
    for column, values in zip(leaf.columns, table, strict=True):
        out[column] += values[leaf.agreeing]


def _shapley(agrees: Array, share: Array) -> Array:
    """Each column's part in reaching a leaf of answer 1, d × sets.

    Args:
        agrees: d × sets, 1 where the row agrees with the path.
        share: d × 1 shares of training rows that go on along it.
    """
    points, weights = _quadrature((len(agrees) + 1) // 2)
    factors = share[..., None] * (1 - points) + agrees[..., None] * points
    others = factors.prod(axis=0) / factors
    return np.asarray((agrees - share) * (others @ weights))


@cache
def _quadrature(points: int) -> tuple[Array, Array]:
    """Gauss and Legendre's places and weights on 0 … 1, exact up to the degree 2 · points - 1."""
    place, weight = np.polynomial.legendre.leggauss(points)
    return (place + 1) / 2, weight / 2
