"""Boosted trees answered by table, several times as fast as by walking down each of them.

A value of a column rules out some leaves of each tree, whatever the other columns hold; the leaf that
a row ends in is the leftmost one that no column rules out (QuickScorer; Lucchese et al., 2015). So
each column has a table: a row a value that the trees can tell apart, a column a tree, and in it the
leaves still open as bits. What the steps of a series share, or all series, is looked up once for
them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Floats, Index
from foresale.forecasting.features.rows_ahead import RowsAhead
from foresale.forecasting.models.lightgbm_trees import (
    CATEGORICAL,
    LEFT_BY_DEFAULT,
    NAN_MISSING,
    ZERO_MISSING,
    Tree,
    read_trees,
)

Leaves = NDArray[np.unsignedinteger[Any]]
MANY = 5_000  # rows; with fewer the tables cost more than they bring
SERIES_AT_ONCE = 128  # so that the leaves still open stay in the processor's cache
WORDS: Mapping[int, type[np.unsignedinteger[Any]]] = {16: np.uint16, 32: np.uint32, 64: np.uint64}


@dataclass(frozen=True)
class _Table:
    """The leaves left open by each value of a column.

    Attributes:
        borders: Rising thresholds of a quantity; None for codes.
        open: V × trees. Quantities: up to each border, above all, unknown; codes: each, then all others.
    """

    borders: NDArray[np.float32] | None
    open: Leaves

    def place(self, values: Floats) -> Index:
        """The row of the table that each value belongs to."""
        if self.borders is None:
            others = len(self.open) - 1
            return np.where((values >= 0) & (values < others), values, others).astype(np.intp)
        place = np.searchsorted(self.borders, values)
        place[np.isnan(values)] = len(self.open) - 1
        return place


class TreeTables:
    """Sums of the trees of one or more boosters.

    Args:
        forests: The trees of each booster, at most 64 leaves each.
        columns: What their columns are called, by position.
    """

    def __init__(self, forests: Sequence[Sequence[Tree]], columns: Sequence[str]) -> None:
        trees = [tree for forest in forests for tree in forest]
        most = max(tree.n_leaves for tree in trees)
        bits = next(width for width in WORDS if width >= most)
        self._word = WORDS[bits]
        self._ends = np.cumsum([0, *(len(forest) for forest in forests)]).tolist()
        self._first = bits * np.arange(len(trees), dtype=np.intp)
        self._answers = np.zeros((len(trees), bits))
        questions: dict[int, list[_Question]] = {}
        for place, tree in enumerate(trees):
            for question in self._questions(place, tree):
                questions.setdefault(question.column, []).append(question)
        self._tables: Mapping[str, _Table] = {
            columns[at]: self._table(asked, len(trees)) for at, asked in sorted(questions.items())
        }

    @classmethod
    def of(cls, boosters: Sequence[Any], columns: Sequence[str]) -> TreeTables | None:
        """The tables of LightGBM's boosters; None where they hold trees that these can't."""
        forests = [read_trees(booster) for booster in boosters]
        known = [forest for forest in forests if forest]
        trees = [tree for forest in known for tree in forest]
        if not known or len(known) < len(forests) or max(tree.n_leaves for tree in trees) > max(WORDS):
            return None
        if any((tree.missing == ZERO_MISSING).any() for tree in trees):
            return None
        return cls(known, columns)

    def sums(self, rows: RowsAhead) -> Array:
        """N × B: what the trees of each of the B boosters add up to, for each of the N rows."""
        n, h = rows.n_series, rows.horizon
        unknown = np.full(h, np.nan, dtype=np.float32)
        of_series, of_step, of_row = [], [], []
        for name, table in self._tables.items():
            if name in rows.of_series:
                of_series.append((table.open, table.place(rows.of_series[name])))
            elif name in rows.of_row:
                of_row.append((table.open, table.place(rows.of_row[name])))
            else:
                of_step.append((table.open, table.place(rows.of_step.get(name, unknown))))
        step = self._still_open(of_step, slice(None), self._all_open(h))
        out = np.empty((n, h, len(self._ends) - 1))
        for start in range(0, n, SERIES_AT_ONCE):
            part = slice(start, min(start + SERIES_AT_ONCE, n))
            series = self._still_open(of_series, part, self._all_open(part.stop - start))
            both = (series[:, None] & step).reshape(-1, len(self._first))
            left = self._still_open(of_row, slice(part.start * h, part.stop * h), both)
            out[part] = self._sum_leaves(left).reshape(-1, h, out.shape[2])
        return out.reshape(n * h, -1)

    def _all_open(self, rows: int) -> Leaves:
        return np.full((rows, len(self._first)), np.iinfo(self._word).max, dtype=self._word)

    @staticmethod
    def _still_open(asked: Sequence[tuple[Leaves, Index]], part: slice, before: Leaves) -> Leaves:
        found = np.empty_like(before)
        for table, place in asked:
            table.take(place[part], axis=0, out=found, mode="clip")
            np.bitwise_and(before, found, out=before)
        return before

    def _sum_leaves(self, left: Leaves) -> Array:
        below = (left - self._word(1)) & ~left  # ones below the lowest open leaf
        leaf = np.add(np.bitwise_count(below), self._first, dtype=np.intp)
        found = self._answers.take(leaf, mode="clip")
        return np.stack([found[:, low:high].sum(axis=1) for low, high in pairwise(self._ends)], axis=1)

    def _questions(self, place: int, tree: Tree) -> list[_Question]:
        """The tree's questions and what answering each by `right` rules out; leaves are put in order."""
        n = len(tree.left)
        if not n:
            self._answers[place, 0] = tree.answer[0]
            return []
        left, right = tree.left.tolist(), tree.right.tolist()
        within, on_left, first = [0] * n, [0] * n, [0] * n
        for node in range(n - 1, -1, -1):  # a child comes after its parent
            on_left[node] = within[left[node]] if left[node] >= 0 else 1
            within[node] = on_left[node] + (within[right[node]] if right[node] >= 0 else 1)
        for node in range(n):
            for child, begin in ((left[node], first[node]), (right[node], first[node] + on_left[node])):
                if child >= 0:
                    first[child] = begin
                else:
                    self._answers[place, begin] = tree.answer[-1 - child]
        everything = int(np.iinfo(self._word).max)
        kept = [everything & ~(((1 << on_left[i]) - 1) << first[i]) for i in range(n)]
        return [_Question(place, tree, node, kept[node]) for node in range(n)]

    def _table(self, asked: Sequence[_Question], width: int) -> _Table:
        tree, kept = np.array([q.place for q in asked]), np.array([q.kept for q in asked], dtype=self._word)
        everything = np.iinfo(self._word).max
        if asked[0].is_about_codes:
            sets = [q.codes for q in asked]
            out = np.full((max(len(each) for each in sets) + 1, width), everything, dtype=self._word)
            for q, codes in zip(asked, sets, strict=True):
                right = np.append(~codes, np.ones(len(out) - len(codes), dtype=bool))
                out[right, q.place] &= self._word(q.kept)
            return _Table(None, out)
        borders, at = np.unique(_round_down([q.threshold for q in asked]), return_inverse=True)
        out = np.full((len(borders) + 2, width), everything, dtype=self._word)
        np.bitwise_and.at(out, (at + 1, tree), kept)
        np.bitwise_and.accumulate(out[:-1], axis=0, out=out[:-1])
        zero = int(np.searchsorted(borders, np.float32(0.0)))  # what is unknown counts as this, where …
        goes_left = np.array([q.left_if_unknown for q in asked], dtype=np.float64)
        to_right = np.where(np.isnan(goes_left), at < zero, goes_left == 0)
        np.bitwise_and.at(out, (np.full(int(to_right.sum()), len(out) - 1), tree[to_right]), kept[to_right])
        return _Table(borders, out)


@dataclass(frozen=True)
class _Question:
    """A question of a tree: which leaves stay open if the answer is right, not left."""

    place: int
    tree: Tree
    node: int
    kept: int

    @property
    def column(self) -> int:
        return int(self.tree.column[self.node])

    @property
    def threshold(self) -> float:
        return float(self.tree.threshold[self.node])

    @property
    def is_about_codes(self) -> bool:
        return bool(self.tree.decision[self.node] & CATEGORICAL)

    @property
    def codes(self) -> NDArray[np.bool_]:
        return self.tree.sets[int(self.threshold)]

    @property
    def left_if_unknown(self) -> float:
        """1 or 0; NaN where an unknown value counts as nothing."""
        if self.tree.missing[self.node] != NAN_MISSING:
            return np.nan
        return float(bool(self.tree.decision[self.node] & LEFT_BY_DEFAULT))


def _round_down(thresholds: Sequence[float]) -> NDArray[np.float32]:
    """The largest single-precision numbers not above the thresholds, which part the same columns."""
    exact = np.array(thresholds, dtype=np.float64)
    near = exact.astype(np.float32)
    return np.where(near > exact, np.nextafter(near, np.float32(-np.inf)), near)
