"""Feature rows as a network takes them: standardised, without holes, always equally wide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from foresale.arrays import Array, Matrix

USUAL = (0.002, 0.998)  # quantiles of a column, to which its values beyond them are taken back
MAX_LABELS = 12  # of a code that gets a column for each
MIN_SHARE_UNKNOWN = 0.05  # of the rows, from which on it may tell something that a value is unknown
WIDTH_STEP = 64  # columns: rows of nearly equal width share one compiled network
SMALLEST_SPREAD = 1e-7  # of a mean; below it a column is constant but for rounding


@dataclass(frozen=True)
class RowScaler:
    """How to make a network's input of feature rows, as learned from the training rows.

    Attributes:
        plain: Positions of the columns that are quantities.
        flagged: Positions of the columns for which it is said whether they are known.
        labels: For each column of codes, its position and the codes that get a column.
        centre: Means of the plain columns.
        spread: Their standard deviations; infinite where a column is constant.
        low: The least of their usual values: nothing was learned of rarer ones.
        high: The largest.
    """

    plain: tuple[int, ...]
    flagged: tuple[int, ...]
    labels: tuple[tuple[int, tuple[int, ...]], ...]
    centre: Array
    spread: Array
    low: Array
    high: Array

    @classmethod
    def learn(cls, rows: Matrix, plain: tuple[int, ...], coded: tuple[int, ...]) -> Self:
        """Means, deviations and codes of the training rows.

        Args:
            rows: N × F features, NaN where unknown.
            plain: Positions of quantities.
            coded: Positions of codes.
        """
        centre, spread = np.zeros(len(plain)), np.full(len(plain), np.inf)
        low, high = np.zeros(len(plain)), np.zeros(len(plain))
        flagged = []
        for i, position in enumerate(plain):
            column = rows[:, position].astype(np.float64)
            known = np.isfinite(column)
            if known.any():
                low[i], high[i] = np.quantile(column[known], USUAL)
                column = np.clip(column, low[i], high[i])
                centre[i] = column[known].mean()
                deviation = column[known].std()
                if deviation > SMALLEST_SPREAD * abs(centre[i]) + 1e-9:
                    spread[i] = deviation
            if MIN_SHARE_UNKNOWN < known.mean() < 1 - MIN_SHARE_UNKNOWN:
                flagged.append(position)
        labels = []
        for position in coded:
            found = np.unique(rows[:, position])
            codes = tuple(int(code) for code in found[np.isfinite(found)])
            if len(codes) <= MAX_LABELS:
                labels.append((position, codes))
        return cls(plain, tuple(flagged), tuple(labels), centre, spread, low, high)

    @property
    def width(self) -> int:
        """Columns of the input, with those of zeros that fill it up."""
        columns = len(self.plain) + len(self.flagged) + sum(len(codes) for _, codes in self.labels)
        return -(-columns // WIDTH_STEP) * WIDTH_STEP

    def scale(self, rows: Matrix) -> Matrix:
        """The input for feature rows, N × `width` of float32."""
        out = np.zeros((len(rows), self.width), dtype=np.float32)
        usual = np.clip(rows[:, list(self.plain)], self.low, self.high)
        standard = (usual - self.centre) / self.spread
        end = len(self.plain)
        out[:, :end] = np.where(np.isfinite(standard), standard, 0.0)
        out[:, end : end + len(self.flagged)] = np.isfinite(rows[:, list(self.flagged)])
        end += len(self.flagged)
        for position, codes in self.labels:
            for code in codes:
                out[:, end] = rows[:, position] == code
                end += 1
        return out

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {
            "plain": self.plain,
            "flagged": self.flagged,
            "labels": self.labels,
            "centre": self.centre.tolist(),
            "low": self.low.tolist(),
            "high": self.high.tolist(),
            "spread": [each if np.isfinite(each) else None for each in self.spread.tolist()],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            tuple(stored["plain"]),
            tuple(stored["flagged"]),
            tuple((position, tuple(codes)) for position, codes in stored["labels"]),
            np.array(stored["centre"], dtype=np.float64),
            np.array([np.inf if each is None else each for each in stored["spread"]]),
            np.array(stored["low"], dtype=np.float64),
            np.array(stored["high"], dtype=np.float64),
        )
