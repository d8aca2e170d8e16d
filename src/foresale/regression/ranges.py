"""How far a total may lie from what is said of it, by the errors on rows that weren't seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array
from foresale.regression.cross_validation import CrossValidation

LEVELS = (0.5, 0.8, 0.95)
"""Shares of rows that the ranges are to hold."""


@dataclass(frozen=True)
class Ranges:
    """What is added to a prediction for each range: split conformal from held-out errors.

    Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World; each tail by itself.

    Attributes:
        low, high: By level: added for the lower and the upper end.
        held: By level: the share of rows inside, each judged by the other rows' errors.
        floor: No range goes below it; minus infinity where totals may be negative.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]
    held: tuple[float, ...]
    floor: float

    def around(self, predictions: Array, level: float = 0.8) -> tuple[Array, Array]:
        """The range of each prediction.

        Args:
            predictions: What a model says.
            level: One of `LEVELS`.
        """
        at = LEVELS.index(level)
        low = np.maximum(predictions + self.low[at], self.floor)
        return low, np.maximum(predictions + self.high[at], low)


def find_ranges(found: CrossValidation, model: str) -> Ranges:
    """The ranges of a model, and how many rows they hold that had no part in them.

    Args:
        found: What the models said; the first repeat counts, in which every row is held out once.
        model: Which.
    """
    y = found.target
    errors = y - found.predictions[model][0]
    floor = 0.0 if y.min() >= 0 else -np.inf
    low, high, held = [], [], []
    for level in LEVELS:
        ends = _ends(errors, level)
        low.append(ends[0])
        high.append(ends[1])
        inside = []
        for fold in found.folds[0]:
            rest = np.ones(len(y), dtype=bool)
            rest[fold.held_out] = False
            below, above = _ends(errors[rest], level)
            mine = errors[fold.held_out]
            inside.append((mine >= below) & (mine <= above))
        held.append(float(np.concatenate(inside).mean()))
    return Ranges(tuple(low), tuple(high), tuple(held), floor)


def _ends(errors: Array, level: float) -> tuple[float, float]:
    """Errors between which `level` of the rows lie, as conformal ranks have it."""
    ordered = np.sort(errors)
    count = len(ordered)
    rank = int(np.ceil((1 + level) / 2 * (count + 1))) - 1
    upper = min(max(rank, 0), count - 1)
    return float(ordered[count - 1 - upper]), float(ordered[upper])
