"""scikit-learn's trees as plain arrays, which save without pickle and answer the same anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAF = -1


@dataclass(frozen=True)
class TreeArrays:
    """A sum of trees: `base + factor × Σ leaf values`.

    Attributes:
        root: Position of each tree's first node.
        feature: Column that each node asks; `LEAF` at a leaf.
        threshold: A row goes left where its value is at most this.
        left: Position of the left child; the right one's in `right`.
        value: Answer of each leaf.
        base: Added to the sum.
        factor: Multiplies the sum: a mean for a forest, the learning rate for boosting.
    """

    root: NDArray[np.int64]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]
    base: float
    factor: float

    @classmethod
    def from_trees(cls, trees: Sequence[Any], *, base: float, factor: float) -> TreeArrays:
        """Take the arrays of fitted scikit-learn regression trees."""
        parts = [tree.tree_ for tree in trees]
        offsets = np.concatenate([[0], np.cumsum([part.node_count for part in parts])])
        leaf = np.concatenate([part.children_left for part in parts]) < 0
        shift = np.repeat(offsets[:-1], [part.node_count for part in parts])
        return cls(
            root=offsets[:-1].astype(np.int64),
            feature=np.where(leaf, LEAF, np.concatenate([part.feature for part in parts])),
            threshold=np.concatenate([part.threshold for part in parts]),
            left=np.concatenate([part.children_left for part in parts]) + shift,
            right=np.concatenate([part.children_right for part in parts]) + shift,
            value=np.concatenate([part.value[:, 0, 0] for part in parts]),
            base=base,
            factor=factor,
        )

    def predict(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The trees' answer for each row."""
        total = np.zeros(len(rows))
        for root in self.root:
            node = np.full(len(rows), root)
            active = np.flatnonzero(self.feature[node] != LEAF)
            while len(active):
                at = node[active]
                low = rows[active, self.feature[at]] <= self.threshold[at]
                node[active] = np.where(low, self.left[at], self.right[at])
                active = active[self.feature[node[active]] != LEAF]
            total += self.value[node]
        return self.base + self.factor * total

    def save(self, file: Path) -> None:
        """Write the arrays."""
        np.savez_compressed(file, **{name: getattr(self, name) for name in self.__dataclass_fields__})

    @classmethod
    def load(cls, file: Path) -> TreeArrays:
        """Read what `save` wrote; refuses pickled content."""
        with np.load(file, allow_pickle=False) as stored:
            arrays: dict[str, Any] = {name: stored[name] for name in cls.__dataclass_fields__}
        return cls(**arrays | {"base": float(arrays["base"]), "factor": float(arrays["factor"])})
