"""What is done to rows before a model sees them, learned from the training rows alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Ints
from foresale.regression.columns import Columns
from foresale.regression.rows import Rows

Outliers = Literal["flag", "winsorise", "drop"]

FENCE = 1.5
"""Interquartile ranges beyond the quartiles (Tukey 1977, Exploratory Data Analysis)."""
MIN_LEVEL_ROWS = 5
_MIN_DIFFERENT = 6


@dataclass(frozen=True)
class Counts:
    """What a preparation does to rows.

    Attributes:
        filled: Empty cells that were filled, by column.
        outliers: Values beyond their fences, by column; the target's too.
        rows: Rows there were.
        kept: Rows that stay.
    """

    filled: dict[str, int]
    outliers: dict[str, int]
    rows: int
    kept: int


@dataclass(frozen=True)
class Preparation:
    """Fills, fences and columns of classes, as learned from some rows.

    Attributes:
        fills: What an empty cell of each column of numbers becomes: the mean of the others.
        modes: What one of each column of classes becomes: the commonest class.
        low, high: The fences of each column of numbers; infinite where it has none.
        kept_levels: Of each column of classes, the classes that have a column of their own.
        outliers: What is done with values beyond the fences.
        target_low, target_high: The target's own fences.
    """

    fills: Array
    modes: Ints
    low: Array
    high: Array
    kept_levels: tuple[tuple[int, ...], ...]
    outliers: Outliers
    target_low: float
    target_high: float

    @classmethod
    def learn(cls, rows: Rows, target: Array, outliers: Outliers = "flag") -> Preparation:
        """Learn from training rows.

        Args:
            rows: What explains.
            target: What is explained, in the same order.
            outliers: What is done with values beyond the fences.
        """
        known = np.isfinite(rows.numbers)
        count = np.maximum(known.sum(axis=0), 1)
        fills = np.where(known, rows.numbers, 0.0).sum(axis=0) / count
        fences = [fences_of(rows.numbers[:, at]) for at in range(rows.numbers.shape[1])]
        low, high = (np.array([fence[side] for fence in fences], dtype=np.float64) for side in (0, 1))
        counts = [
            np.bincount(rows.codes[:, at][rows.codes[:, at] >= 0], minlength=len(levels))
            for at, levels in enumerate(rows.levels)
        ]
        modes = np.array([int(np.argmax(found)) for found in counts], dtype=np.int64)
        kept = tuple(tuple(np.flatnonzero(found >= MIN_LEVEL_ROWS).tolist()) for found in counts)
        target_low, target_high = fences_of(target)
        return cls(np.asarray(fills), modes, low, high, kept, outliers, target_low, target_high)

    def encode(self, rows: Rows) -> Array:
        """Rows as a matrix without holes: numbers, then a column of 0 and 1 for each class.

        Args:
            rows: What explains; nothing is learned from them.
        """
        numbers = np.where(np.isfinite(rows.numbers), rows.numbers, self.fills)
        if self.outliers == "winsorise":
            numbers = np.clip(numbers, self.low, self.high)
        codes = np.where(rows.codes >= 0, rows.codes, self.modes)
        parts = [numbers]
        for at, kept in enumerate(self.kept_levels):
            parts.append((codes[:, at, None] == np.array(kept, dtype=np.int64)).astype(np.float64))
        return np.concatenate(parts, axis=1)

    def encode_target(self, target: Array) -> Array:
        """The target that models learn: set to its fences where outliers are."""
        return np.clip(target, self.target_low, self.target_high) if self.outliers == "winsorise" else target

    def stays(self, rows: Rows, target: Array) -> NDArray[np.bool_]:
        """Which training rows models learn from: all, or those without outliers where these are dropped."""
        if self.outliers != "drop":
            return np.ones(len(rows), dtype=bool)
        beyond = (rows.numbers < self.low) | (rows.numbers > self.high)
        return np.asarray(~(beyond.any(axis=1) | (target < self.target_low) | (target > self.target_high)))

    def count(self, rows: Rows, target: Array) -> Counts:
        """What it does to rows, in numbers."""
        columns = rows.columns
        beyond = (rows.numbers < self.low) | (rows.numbers > self.high)
        outliers = dict(zip(columns.numbers, map(int, beyond.sum(axis=0)), strict=True))
        outliers[columns.target] = int(((target < self.target_low) | (target > self.target_high)).sum())
        empty = [*np.isnan(rows.numbers).sum(axis=0), *(rows.codes < 0).sum(axis=0)]
        filled = dict(zip(columns.names, map(int, empty), strict=True))
        return Counts(
            filled={name: n for name, n in filled.items() if n},
            outliers={name: n for name, n in outliers.items() if n},
            rows=len(rows),
            kept=int(self.stays(rows, target).sum()),
        )

    def places(self, columns: Columns) -> dict[str, tuple[int, ...]]:
        """Where each column stands in the encoded matrix."""
        found: dict[str, tuple[int, ...]] = {name: (at,) for at, name in enumerate(columns.numbers)}
        start = len(columns.numbers)
        for name, kept in zip(columns.classes, self.kept_levels, strict=True):
            found[name] = tuple(range(start, start + len(kept)))
            start += len(kept)
        return found

    def to_json(self) -> dict[str, Any]:
        """Itself as JSON."""
        bounds = {
            name: [None if not np.isfinite(value) else value for value in getattr(self, name).tolist()]
            for name in ("low", "high")
        }
        ends = (self.target_low, self.target_high)
        return {
            "fills": self.fills.tolist(),
            "modes": self.modes.tolist(),
            **bounds,
            "kept_levels": [list(kept) for kept in self.kept_levels],
            "outliers": self.outliers,
            "target": [None if not np.isfinite(end) else end for end in ends],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Preparation:
        """What `to_json` wrote."""

        def ends(values: list[float | None], otherwise: float) -> Array:
            return np.array([otherwise if value is None else value for value in values], dtype=np.float64)

        target = ends(stored["target"][:1], -np.inf)[0], ends(stored["target"][1:], np.inf)[0]
        return cls(
            fills=np.array(stored["fills"], dtype=np.float64),
            modes=np.array(stored["modes"], dtype=np.int64),
            low=ends(stored["low"], -np.inf),
            high=ends(stored["high"], np.inf),
            kept_levels=tuple(tuple(kept) for kept in stored["kept_levels"]),
            outliers=stored["outliers"],
            target_low=float(target[0]),
            target_high=float(target[1]),
        )


def fences_of(values: Array) -> tuple[float, float]:
    """Where outliers of a column begin; nowhere where it has few different values or half are one value.

    A column of which three quarters are 0 has quartiles of 0: all else would be an outlier.

    Args:
        values: NaN where one isn't known.
    """
    known = values[np.isfinite(values)]
    if np.unique(known).size < _MIN_DIFFERENT:
        return -np.inf, np.inf
    q1, q3 = np.quantile(known, (0.25, 0.75))
    if q1 == q3:
        return -np.inf, np.inf
    return float(q1 - FENCE * (q3 - q1)), float(q3 + FENCE * (q3 - q1))
