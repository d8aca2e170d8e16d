"""LightGBM's trees as arrays, read from its own text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Ints

WRITTEN_AS = "version=v4"
CATEGORICAL, LEFT_BY_DEFAULT = 1, 2  # bits of a decision, as LightGBM writes it
NO_MISSING, ZERO_MISSING, NAN_MISSING = 0, 1, 2  # its next two bits
BITS_A_WORD = 32


@dataclass(frozen=True)
class Tree:
    """One tree of L leaves and L − 1 questions; a child below zero is the leaf −1 − child.

    Attributes:
        column: Position of the column each question is about.
        threshold: A quantity goes left where it is at most this; a code where it is in the set so numbered.
        decision: Bits that say what kind of question it is.
        left: The left child; the right one's in `right`.
        answer: What each leaf adds.
        sets: Sets of codes, as bits.
        node_rows: How many training rows met each question.
        leaf_rows: How many ended in each leaf.
    """

    column: Ints
    threshold: NDArray[np.float64]
    decision: Ints
    left: Ints
    right: Ints
    answer: NDArray[np.float64]
    sets: tuple[NDArray[np.bool_], ...]
    node_rows: Ints
    leaf_rows: Ints

    @property
    def n_leaves(self) -> int:
        """Number of leaves (L)."""
        return len(self.answer)

    @property
    def missing(self) -> Ints:
        """What each question takes for missing."""
        return (self.decision >> 2) & 3


def read_trees(booster: Any) -> tuple[Tree, ...] | None:
    """The trees of a booster; None where it is written in a way that isn't known here."""
    text = booster.model_to_string()
    head, _, rest = text.partition("\nTree=")
    body, ended, _ = rest.partition("\nend of trees")
    if WRITTEN_AS not in head.split("\n") or "num_tree_per_iteration=1" not in head.split("\n"):
        return None
    if not ended or "\naverage_output" in head:
        return None
    blocks = [
        dict(line.split("=", 1) for line in block.split("\n") if "=" in line)
        for block in body.split("\nTree=")
    ]
    if any(block.get("is_linear", "0") != "0" for block in blocks):
        return None
    return tuple(_tree(block) for block in blocks)


def _tree(block: dict[str, str]) -> Tree:
    def whole(name: str) -> Ints:
        return np.array(block.get(name, "").split(), dtype=np.int64)

    def numbers(name: str) -> NDArray[np.float64]:
        return np.array(block.get(name, "").split(), dtype=np.float64)

    words = whole("cat_threshold").astype(np.uint32)
    return Tree(
        column=whole("split_feature"),
        threshold=numbers("threshold"),
        decision=whole("decision_type"),
        left=whole("left_child"),
        right=whole("right_child"),
        answer=numbers("leaf_value"),
        sets=_sets(words, whole("cat_boundaries").tolist()),
        node_rows=whole("internal_count"),
        leaf_rows=whole("leaf_count"),
    )


def _sets(words: NDArray[np.uint32], borders: Sequence[int]) -> tuple[NDArray[np.bool_], ...]:
    bits = (words[:, None] >> np.arange(BITS_A_WORD, dtype=np.uint32)) & 1
    pairs = pairwise(borders)
    return tuple(bits[low:high].astype(bool).ravel() for low, high in pairs)
