"""The rows that models learn from, as arrays: numbers, and classes as codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array, Index, Ints
from foresale.regression.columns import Columns, as_classes


@dataclass(frozen=True)
class Rows:
    """N rows of what explains.

    Attributes:
        columns: Which columns these are.
        numbers: N × numbers; NaN where a cell is empty.
        codes: N × classes: the position in `levels`; −1 where a cell is empty or its word is new.
        levels: The words of each column of classes.
    """

    columns: Columns
    numbers: Array
    codes: Ints
    levels: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        """How many rows."""
        return len(self.numbers)

    def take(self, places: Index | NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        return Rows(self.columns, self.numbers[places], self.codes[places], self.levels)

    def only(self, name: str) -> Rows:
        """The same rows with one column."""
        columns = self.columns
        numbers = [at for at, known in enumerate(columns.numbers) if known == name]
        classes = [at for at, known in enumerate(columns.classes) if known == name]
        kept = replace(
            columns,
            numbers=tuple(columns.numbers[at] for at in numbers),
            classes=tuple(columns.classes[at] for at in classes),
        )
        levels = tuple(self.levels[at] for at in classes)
        return Rows(kept, self.numbers[:, numbers], self.codes[:, classes], levels)

    def with_column(self, name: str, values: Array | Ints) -> Rows:
        """The same rows with other values in one column."""
        columns = self.columns
        numbers, codes = self.numbers, self.codes
        if name in columns.numbers:
            numbers = numbers.copy()
            numbers[:, columns.numbers.index(name)] = values
        else:
            codes = codes.copy()
            codes[:, columns.classes.index(name)] = values
        return Rows(columns, numbers, codes, self.levels)

    def column(self, name: str) -> Array | Ints:
        """The values of one column: numbers, or codes of classes."""
        if name in self.columns.numbers:
            return self.numbers[:, self.columns.numbers.index(name)]
        return self.codes[:, self.columns.classes.index(name)]

    def numbers_of(self, name: str) -> Array:
        """The values of a column of numbers."""
        return self.numbers[:, self.columns.numbers.index(name)]

    def levels_of(self, name: str) -> tuple[str, ...]:
        """The words of a column of classes."""
        return self.levels[self.columns.classes.index(name)]


def rows_of(frame: pl.DataFrame, columns: Columns, levels: tuple[tuple[str, ...], ...] | None = None) -> Rows:
    """The columns that explain, as arrays.

    Args:
        frame: Typed columns.
        columns: The part of each column.
        levels: The words that are known; those of the frame where it's None.
    """
    numbers = np.full((frame.height, len(columns.numbers)), np.nan)
    for at, name in enumerate(columns.numbers):
        numbers[:, at] = frame[name].cast(pl.Float64).to_numpy()
    words = [as_classes(frame[name]) for name in columns.classes]
    if levels is None:
        levels = tuple(tuple(sorted(known.drop_nulls().unique().to_list(), key=_order_of)) for known in words)
    codes = np.full((frame.height, len(words)), -1, dtype=np.int64)
    for at, (known, names) in enumerate(zip(words, levels, strict=True)):
        place: Mapping[Any, int] = {name: code for code, name in enumerate(names)}
        codes[:, at] = [place.get(word, -1) for word in known.to_list()]
    return Rows(columns, numbers, codes, levels)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZES = (
    "none",
    "no",
    "very low",
    "low",
    "small",
    "medium",
    "mid",
    "middle",
    "high",
    "large",
    "very high",
    "yes",
)


def _order_of(word: str) -> tuple[int, float, str]:
    """Months by the year, sizes by size, numbers by value, other words by the alphabet."""
    if word in _MONTHS:
        return 0, _MONTHS.index(word), word
    if word.lower() in _SIZES:
        return 0, _SIZES.index(word.lower()), word
    try:
        return 1, float(word), word
    except ValueError:
        return 2, 0.0, word
